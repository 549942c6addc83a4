"""The manifest: what an exported model takes, gives, and is made of."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from deepkit.backend import standardize_dtype
from deepkit.columns import Padding
from deepkit.durable import read_json
from deepkit.errors import SavingError, one_of
from deepkit.export._layout import FORMAT, MANIFEST, VERSION, checked_name
from deepkit.export._package import Digest
from deepkit.export._plain import listed, mapped, text, text_or_none, whole
from deepkit.export._sizes import refuse_size

TEXT = "string"

_RESULTS = ("single", "list", "dict")
_LARGEST_PART = 1 << 24  # elements that rows are filled up to
_LARGEST_FILL = 1 << 31
_OPEN = ("inputs", "outputs")
_LONGEST_SIZE = 1000


@dataclass(frozen=True)
class TensorSpec:
    """A named tensor: its sizes, None where open, and its dtype.

    Args:
        name: what it is called.
        shape: the sizes of its axes, that of the batch first.
        dtype: the name of its dtype; `"string"` for text.

    Example:
        >>> from deepkit.export import TensorSpec
        >>> TensorSpec("image", (None, 28, 28, 1), "float32")
        TensorSpec(name='image', shape=(None, 28, 28, 1), dtype='float32')
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True)
class Given:
    """An output of a signature: which one of the program it is, and the names of its numbers.

    Args:
        of: the name of the output of the program.
        labels: the names that its whole numbers stand for, by their key in the file of labels.
    """

    of: str
    labels: str | None = None


@dataclass(frozen=True)
class Sized:
    """A program for arrays of known sizes.

    Args:
        file: its StableHLO.
        rows: how many it takes.
        sizes: of the other axes that are open else, by what they are called.
    """

    file: str
    rows: int
    sizes: Mapping[str, int]


@dataclass(frozen=True)
class Restored:
    """The same program for weights that were restored from fewer bits before it is called.

    Args:
        file: the serialized program.
        weights: what comes first among its arguments.
    """

    file: str
    weights: tuple[TensorSpec, ...]


@dataclass(frozen=True)
class Open:
    """A program for arrays of any sizes that no release of JAX has to vouch for.

    Args:
        file: its StableHLO.
        inputs: for each, its sizes, and the names of those that are open: equal ones are equal.
        outputs: for each, its sizes, some computed from those names.
    """

    file: str
    inputs: tuple[tuple[int | str, ...], ...]
    outputs: tuple[tuple[int | str, ...], ...]


@dataclass(frozen=True)
class Program:
    """What is computed: arrays of weights and inputs in, arrays out.

    Args:
        file: the serialized program.
        weights: the names of the weights that come first among its arguments.
        inputs: the arguments after them.
        outputs: its results.
        platforms: where it runs.
        golden: the file with inputs, and the outputs they must have.
        static: by the number of rows, the file of a program for so many.
        tolerance: the difference from the golden outputs that rounding may make, where they were
            computed.
        padding: for inputs by name, how they are filled up to known sizes.
        sized: programs for those.
        restored: the program for weights that were restored before; None where all are exact.
        open: where there are none for known sizes, the one for any.
    """

    file: str
    weights: tuple[str, ...]
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    platforms: tuple[str, ...]
    golden: str
    static: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = 0.0
    padding: Mapping[str, Padding] = field(default_factory=dict)
    sized: tuple[Sized, ...] = ()
    restored: Restored | None = None
    open: Open | None = None


@dataclass(frozen=True)
class SignatureSpec:
    """What users call: a program, and how its arrays are called there.

    Args:
        program: its name.
        inputs: what it takes: the inputs of the program, or columns of a table.
        outputs: what it gives.
        given: for each output, where it comes from.
        result: `"single"`, `"list"` or `"dict"`: the structure that the model returned.
    """

    program: str
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    given: tuple[Given, ...]
    result: str = "dict"


@dataclass(frozen=True)
class Manifest:
    """All that is known of an exported model before its files are opened.

    Args:
        name: of the model.
        programs: by name.
        signatures: by name.
        files: the digests of all files but this one, by name.
        weights: the file of the weights.
        about: what wrote it and what it is made of, for people.
        labels: the file of the names of classes.
        preprocessing: the file of the steps from columns to inputs.
        rows: the file of the rows that the golden inputs are of.
        architecture: the file of the architecture, and the names of the weights in the order of its
            variables.
    """

    name: str
    programs: Mapping[str, Program]
    signatures: Mapping[str, SignatureSpec]
    files: Mapping[str, Digest]
    weights: str
    about: Mapping[str, Any] = field(default_factory=dict)
    labels: str | None = None
    preprocessing: str | None = None
    rows: str | None = None
    architecture: Mapping[str, Any] | None = None


def manifest_record(manifest: Manifest) -> dict[str, Any]:
    """Return what stands in the file for a manifest.

    Args:
        manifest: what is known of the model.
    """
    told = asdict(manifest)
    told["files"] = {name: digest._asdict() for name, digest in manifest.files.items()}
    for program in told["programs"].values():
        program["padding"] = {name: p._asdict() for name, p in program["padding"].items()}
    return {"format": FORMAT, "version": VERSION, **told}


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest that a file holds.

    Args:
        content: of the file.

    Raises:
        SavingError: if it is none, or of a version that this deepkit does not know.
    """
    told = read_json(content, MANIFEST)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise SavingError(f"{MANIFEST} is not the manifest of an exported model.")
    if told.get("version") != VERSION:
        raise SavingError(
            f"The exported model has version {told.get('version')!r} of the format, and this "
            f"deepkit reads {VERSION}. Use a newer deepkit."
        )
    try:
        return _manifest(told)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, SavingError):
            raise
        raise SavingError(f"{MANIFEST} is damaged: {type(error).__name__} {error}.") from error


def _manifest(told: Mapping[str, Any]) -> Manifest:
    programs = {name: _program(one) for name, one in mapped(told["programs"]).items()}
    signatures = {name: _signature(one) for name, one in mapped(told["signatures"]).items()}
    if not programs or not signatures:
        raise SavingError(f"{MANIFEST} tells of nothing that could be run.")
    for name, signature in signatures.items():
        _check(name, signature, programs)
    files = {
        checked_name(name): Digest(text(one["sha256"]), whole(one["bytes"]))
        for name, one in mapped(told["files"]).items()
    }
    optional = {key: text_or_none(told.get(key)) for key in ("labels", "preprocessing", "rows")}
    return Manifest(
        text(told["name"]),
        programs,
        signatures,
        files,
        text(told["weights"]),
        _about(told.get("about") or {}),
        architecture=_architecture(told.get("architecture")),
        **optional,
    )


def _check(name: str, signature: SignatureSpec, programs: Mapping[str, Program]) -> None:
    program = programs.get(signature.program)
    if program is None:
        raise SavingError(f"Signature {name!r} is of program {signature.program!r}: there is none.")
    known = {output.name for output in program.outputs}
    count = len(signature.outputs)
    if not count or len(signature.given) != count or {g.of for g in signature.given} - known:
        raise SavingError(f"Signature {name!r} has outputs that its program does not give.")
    for output, given in zip(signature.outputs, signature.given, strict=True):
        if output.dtype == TEXT and given.labels is None:
            raise SavingError(f"Signature {name!r} gives text, and tells no `labels` for it.")


def _program(told: Mapping[str, Any]) -> Program:
    static = {
        str(whole(int(rows), at_least=1, at_most=_LARGEST_PART)): text(file)
        for rows, file in mapped(told.get("static", {})).items()
    }
    inputs, outputs = _specs(told["inputs"]), _specs(told["outputs"])
    if any(spec.dtype == TEXT for spec in (*inputs, *outputs)):
        raise ValueError("programs compute with numbers")
    padding = _paddings(told.get("padding", {}), inputs)
    axes = {axis for one in padding.values() for axis in one.axes}
    return Program(
        text(told["file"]),
        tuple(map(text, listed(told["weights"]))),
        inputs,
        outputs,
        tuple(map(text, listed(told["platforms"]))),
        text(told["golden"]),
        static,
        _tolerance(told.get("tolerance", 0.0)),
        padding,
        tuple(_sized(one, axes) for one in listed(told.get("sized", []))),
        _restored(told.get("restored")),
        _open(told.get("open"), inputs, outputs),
    )


def _restored(told: Any) -> Restored | None:
    return None if told is None else Restored(text(told["file"]), _specs(told["weights"]))


def _open(
    told: Any, inputs: tuple[TensorSpec, ...], outputs: tuple[TensorSpec, ...]
) -> Open | None:
    if told is None:
        return None
    found = [tuple(tuple(map(_named, listed(o))) for o in listed(told[k])) for k in _OPEN]
    for specs, shapes in zip((inputs, outputs), found, strict=True):
        for spec, shape in zip(specs, shapes, strict=True):
            known = tuple(size if isinstance(size, int) else None for size in shape)
            if known != spec.shape:
                raise ValueError(f"{spec.name!r} is not of the shape {shape!r:.80}")
    return Open(text(told["file"]), *found)


def _named(size: Any) -> int | str:
    """Return a size, or the text of one that is open."""
    if not isinstance(size, str):
        return whole(size, at_most=1 << 40)
    if len(size) > _LONGEST_SIZE:
        raise ValueError(f"{size!r:.50} is no size of an axis")
    refuse_size(size)
    return size


def _paddings(told: Any, inputs: tuple[TensorSpec, ...]) -> dict[str, Padding]:
    found: dict[str, Padding] = {}
    shapes = {spec.name: spec.shape for spec in inputs}
    for name, one in mapped(told).items():
        fill, axes = one["fill"], tuple(map(text, listed(one["axes"])))
        if type(fill) not in (int, float) or not -_LARGEST_FILL <= fill <= _LARGEST_FILL:
            raise ValueError(f"{fill!r:.50} fills nothing up")
        if shapes[name][1 : 1 + len(axes)] != (None,) * len(axes):
            raise ValueError(f"{name!r} has no such axes")
        found[name] = Padding(axes, fill)
    return found


def _sized(told: Mapping[str, Any], axes: set[str]) -> Sized:
    sizes = {axis: whole(size, at_least=1) for axis, size in mapped(told["sizes"]).items()}
    rows = whole(told["rows"], at_least=1)
    if set(sizes) != axes or math.prod([rows, *sizes.values()]) > _LARGEST_PART:
        raise ValueError("sizes of a program must be those of its axes, and not too large")
    return Sized(text(told["file"]), rows, sizes)


def _signature(told: Mapping[str, Any]) -> SignatureSpec:
    given = tuple(
        Given(text(one["of"]), text_or_none(one.get("labels"))) for one in listed(told["given"])
    )
    inputs, outputs = _specs(told["inputs"]), _specs(told["outputs"])
    result = str(one_of(_RESULTS, result=told["result"]))
    return SignatureSpec(text(told["program"]), inputs, outputs, given, result)


def _specs(told: Any) -> tuple[TensorSpec, ...]:
    found = tuple(
        TensorSpec(text(one["name"]), tuple(map(_size, listed(one["shape"]))), _dtype(one["dtype"]))
        for one in listed(told)
    )
    if len({spec.name for spec in found}) != len(found):
        raise SavingError(f"{MANIFEST} has two tensors of one name.")
    return found


def _size(size: Any) -> int | None:
    if size is None:
        return None
    if type(size) is not int or not 0 <= size < 1 << 40:
        raise ValueError(f"{size!r} is no size of an axis")
    return size


def _dtype(name: Any) -> str:
    return TEXT if name == TEXT else standardize_dtype(text(name))


def _architecture(told: Any) -> Mapping[str, Any] | None:
    if told is None:
        return None
    text(told["file"])
    text(told["program"])
    for name in listed(told["variables"]):
        text_or_none(name)
    return mapped(told)


def _about(told: Any) -> dict[str, Any]:
    """Return what is for people, of kinds that can be printed."""
    for version in mapped(mapped(told).get("versions") or {}).values():
        text(version or "")
    for outputs in mapped(told.get("accuracy") or {}).values():
        for measures in mapped(outputs).values():
            for value in mapped(measures).values():
                _number(value)
    for layer in listed(told.get("layers") or []):
        text(layer["name"])
        text(layer["class"])
        whole(layer["parameters"])
    return dict(told)


def _number(value: Any) -> None:
    if type(value) not in (int, float):
        raise ValueError(f"{value!r:.50} is no number")


def _tolerance(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 0.1:
        raise ValueError(f"{value!r:.50} is no tolerance")
    return float(value)
