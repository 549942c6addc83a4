"""What of a model is exported: its own call, and other functions that use its layers."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import deepkit
from deepkit import saving
from deepkit.backend import Variable, is_symbolic
from deepkit.errors import NotBuiltError, SavingError, one_of, unknown
from deepkit.layers import Embedding, EmbeddingBag, InputSpec, Layer

if TYPE_CHECKING:  # the room is loaded when it is used
    from deepkit.export import Endpoint, ExportReport

_OPTIONS = {
    "deepkit": ("examples", "extra", "overwrite", "platforms", "quantize", "targets"),
    "onnx": ("examples", "overwrite", "tolerance"),
}

_READ_IDS = (Embedding, EmbeddingBag)
_CURE = (
    'Give `input_signature`, such as `[deepkit.InputSpec(shape=(None, 4), dtype="float32")]`, '
    "with one spec for each input."
)


def export_model(
    model: Any,
    path: str | os.PathLike[str],
    format: str | None,
    input_signature: Any,
    signatures: Mapping[str, Any] | None,
    options: dict[str, Any],
) -> "ExportReport":
    """Export a model; see `Model.export`.

    Args:
        model: the model.
        path: where to.
        format: `"deepkit"` or `"onnx"`; told by the path if None.
        input_signature: what the model takes.
        signatures: more functions, by name.
        options: of the format.
    """
    form = _told_by(path) if format is None else format
    one_of(tuple(_OPTIONS), format=form)
    for name in options:
        if name not in _OPTIONS[form]:
            raise unknown(f"option of the format {form!r}", name, _OPTIONS[form])
    if form == "onnx":
        return _write_onnx(model, path, input_signature, signatures, options)
    own = endpoint_of(model, input_signature)
    endpoints = {deepkit.export.DEFAULT: own}
    for name, told in (signatures or {}).items():
        endpoints[name] = _endpoint(told, own)
    examples, targets = options.pop("examples", None), options.pop("targets", None)
    contents = deepkit.export.Contents(
        name=model.name,
        about={"class": type(model).__name__, "layers": _layers(model)},
        architecture=_architecture(model, signatures or {}),
        examples={} if examples is None else dict.fromkeys(_alike(endpoints), examples),
        targets={} if targets is None else {deepkit.export.DEFAULT: targets},
        **{key: value for key, value in options.items() if key != "overwrite"},
    )
    overwrite = options.get("overwrite", True)
    return deepkit.export.write(
        path, endpoints, _variables(model, signatures), contents, overwrite=overwrite
    )


def _told_by(path: str | os.PathLike[str]) -> str:
    return "onnx" if os.fspath(path).lower().endswith(".onnx") else "deepkit"


def _write_onnx(
    model: Any,
    path: str | os.PathLike[str],
    input_signature: Any,
    signatures: Mapping[str, Any] | None,
    options: dict[str, Any],
) -> Any:
    if signatures:
        raise ValueError("`signatures` must be left out for ONNX: a file holds one function.")
    try:
        room = deepkit.onnx
    except ModuleNotFoundError as error:
        raise ImportError(
            f"ONNX files are written with the package `{error.name}`: `pip install deepkit[onnx]`."
        ) from None
    return room.write(endpoint_of(model, input_signature), path, model.variables, **options)


def endpoint_of(model: Any, input_signature: Any = None) -> "Endpoint":
    """Return the call of a model as a function of arrays.

    Args:
        model: a built model.
        input_signature: what it takes, for one that was not drawn from symbolic tensors.

    Raises:
        NotBuiltError: if it is not built.
        ValueError: if nothing tells what it takes.
    """
    if not model.built:
        raise NotBuiltError(
            f"Model {model.name!r} has no weights yet. Call it on data, or `build` it, first."
        )
    if model.graph is None:
        return _called(model, input_signature)
    structure = model.input
    keyed = isinstance(structure, Mapping) and all(map(is_symbolic, structure.values()))
    names = sorted(structure) if keyed else model.input_names
    specs = [
        deepkit.export.TensorSpec(name, t.shape, t.dtype)
        for name, t in zip(names, model.inputs, strict=True)
    ]
    if input_signature is not None:
        specs = deepkit.export.input_specs(input_signature, names)
    results = None if isinstance(model.output, Mapping) else _unique(model.output_names)

    def call(*arrays: Any) -> Any:
        return model(arrays[0] if len(arrays) == 1 else list(arrays), training=False)

    return deepkit.export.Endpoint(call, specs, results)


def _called(model: Any, input_signature: Any) -> "Endpoint":
    """Return the call of a model that computes in `call`."""
    if input_signature is None:
        input_signature = _built_for(model)
    specs = deepkit.export.input_specs(input_signature)
    names, keyed = [spec.name for spec in specs], isinstance(input_signature, Mapping)

    def call(*arrays: Any) -> Any:
        given = dict(zip(names, arrays, strict=True))
        args, kwargs = deepkit.export.arguments(model, given, keyed=keyed)
        return model(*args, training=False, **kwargs)

    return deepkit.export.Endpoint(call, specs)


def _built_for(model: Any) -> Any:
    """Return what a model was built for: shapes, and the dtypes of whole numbers and truths."""
    shapes = model.get_build_config() or {}
    told, dtypes = shapes.get("shapes_dict") or {}, model.build_dtypes
    shape = shapes.get("input_shape") or next(iter(told.values()), None)
    if len(told) > 1 or len(dtypes or ()) > 1 or shape is None:
        raise ValueError(f"Nothing tells what model {model.name!r} takes. {_CURE}")
    if not dtypes and any(isinstance(each, _READ_IDS) for each in _all_layers(model)):
        raise ValueError(
            f"Nothing tells the dtypes that model {model.name!r} takes, which looks up ids: it was "
            f"built for shapes alone. {_CURE.replace('float32', 'int32')}"
        )
    dtype = next(iter(dtypes.values())) if dtypes else None
    if isinstance(shape, Mapping):
        return {name: _open(one, (dtype or {}).get(name)) for name, one in shape.items()}
    if shape and isinstance(shape[0], list | tuple):
        return list(map(_open, shape, dtype or [None] * len(shape)))
    return _open(shape, dtype)


def _open(shape: Sequence[int | None], dtype: str | None) -> InputSpec:
    """Return what an input was, of any number of rows; floating ones are given as float32."""
    known = dtype is not None and np.dtype(dtype).kind in "iub"
    return InputSpec(shape=(None, *shape[1:]), dtype=dtype if known else "float32")


def _all_layers(part: Any) -> Iterator[Any]:
    for inner in part.sublayers():
        yield inner
        yield from _all_layers(inner)


def _endpoint(told: Any, own: "Endpoint") -> "Endpoint":
    if isinstance(told, deepkit.export.Endpoint):
        return told
    if isinstance(told, tuple) and len(told) == 2:
        return deepkit.export.Endpoint(told[0], deepkit.export.input_specs(told[1]))
    if getattr(told, "graph", None) is not None:
        return endpoint_of(told)
    if not callable(told):
        raise ValueError(
            "`signatures` must hold functions, models, or pairs of a function and its "
            f"`input_signature`, got {told!r}."
        )
    return deepkit.export.Endpoint(told, own.inputs)


def _alike(endpoints: "Mapping[str, Endpoint]") -> list[str]:
    """Return the names of the functions that take what the first one takes."""
    taken = list(endpoints[deepkit.export.DEFAULT].inputs)
    return [name for name, one in endpoints.items() if list(one.inputs) == taken]


def _variables(model: Any, signatures: Mapping[str, Any] | None) -> list[Variable]:
    more = [one for told in (signatures or {}).values() for one in _owned(told)]
    return list(dict.fromkeys([*model.variables, *more]))


def _owned(told: Any) -> Sequence[Variable]:
    first = told[0] if isinstance(told, tuple) else told
    return first.variables if isinstance(first, Layer) else ()


def _architecture(
    model: Any, signatures: Mapping[str, Any]
) -> tuple[str, Sequence[Variable]] | None:
    if signatures.get(deepkit.export.DEFAULT, model) is not model:
        return None  # what is built anew would compute something else than what is served
    try:
        return saving.model_to_json(model), model.variables
    except SavingError:
        return None  # its programs do without


def _layers(model: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": layer.name,
            "class": type(layer).__name__,
            "parameters": int(sum(np.prod(weight.shape) for weight in layer.weights)),
        }
        for layer in model.layers
    ]


def _unique(names: Sequence[str]) -> list[str]:
    counts, found = Counter(names), Counter[str]()
    result: list[str] = []
    for name in names:
        found[name] += 1
        result.append(name if counts[name] == 1 else f"{name}_{found[name] - 1}")
    return result
