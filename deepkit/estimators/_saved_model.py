"""A trained estimator in a folder of its own, and what serves it without the estimator."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepkit import saving
from deepkit.durable import read_json, write_json
from deepkit.errors import SavingError, unknown
from deepkit.estimators._examples import read_table
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._served import PROGRAM, Served
from deepkit.estimators.heads import Head, MultiHead, deserialize, serialize
from deepkit.export import (
    Contents,
    Parts,
    Program,
    Signature,
    fill,
    give_weights,
    load,
    open_parts,
)
from deepkit.feature_column import Encoder, Table

Arrays = dict[Any, np.ndarray]
Predict = Callable[[Any], Arrays]

_TOLD = "estimator.json"


def write_saved_model(
    folder: Path,
    fitted: Fitted,
    model: Any,
    assets_extra: Mapping[str, str] | None,
    quantize: str | None = None,
    *,
    rows: Table | None = None,
    cost: Mapping[str, float] | None = None,
) -> None:
    """Write what serves a trained estimator into an empty folder.

    Args:
        folder: the folder.
        fitted: what was learned.
        model: the model to write.
        assets_extra: files to put beside, by their path in `assets.extra`.
        quantize: the form of the weights: `"int8"`, `"bfloat16"`, or None for exact ones.
        rows: to compare the results on, not to be stored; made up if None.
        cost: what that form makes of the measures of an evaluation.

    Raises:
        ValueError: if a column holds a function, or an asset would lie outside the folder.
    """
    told = {
        "encoder": fitted.asked.get_config(),
        "head": serialize(fitted.head),
        "like": fitted.like,
        "step": fitted.step,
    }
    served = Served(fitted, model)

    def write_more(place: Path, programs: Mapping[str, Program]) -> Mapping[str, Any]:
        (place / _TOLD).write_text(write_json(told, _TOLD), encoding="utf-8")
        return served.write_more(place, programs)

    contents = Contents(
        name=model.name,
        about={
            "step": fitted.step,
            "head": type(fitted.head).__name__,
            "layers": [_about(layer) for layer in model.layers],
        },
        architecture=(saving.model_to_json(model), model.variables),
        examples={PROGRAM: served.examples() if rows is None else served.encoded(rows)},
        golden={PROGRAM: served.examples()},
        measures={PROGRAM: {"evaluation": cost}} if cost else {},
        quantize=quantize,
        extra=assets_extra or {},
        write_more=write_more,
    )
    fill(folder, {PROGRAM: served.endpoint()}, model.variables, contents)


def _about(layer: Any) -> dict[str, Any]:
    size = int(sum(np.prod(weight.shape) for weight in layer.weights))
    return {"name": layer.name, "class": type(layer).__name__, "parameters": size}


class SavedModel:
    """A trained estimator read from a folder: signatures that take columns and give arrays.

    Columns, vocabularies and crosses run through the code of training: what is served is what
    `predict` says. Of an export with `quantize="int8"` the program is run, with its rounded
    weights, as `deepkit.export.load` does.

    Args:
        path: what `export_saved_model` returned; or the folder of several exports, for the newest.

    Attributes:
        signatures: functions by name: `"serving_default"`, `"predict"` and what the head has.
        fitted: what was learned; None where weights are rounded.

    Raises:
        SavingError: if the folder holds no export, or a damaged one.

    Example:
        >>> import tempfile
        >>> from deepkit import estimators
        >>> data = {"rooms": [1, 2, 3, 4] * 5}
        >>> estimator = estimators.LinearRegressor().fit(data, [10.0, 20.0, 30.0, 40.0] * 5)
        >>> served = estimators.SavedModel(estimator.export_saved_model(tempfile.mkdtemp()))
        >>> found = served.signatures["serving_default"]({"rooms": [2]})
        >>> bool(found["outputs"][0, 0] == estimator.predict({"rooms": [2]})[0])
        True
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        parts = open_parts(path)
        self.path = parts.path
        try:
            text = parts.texts[_TOLD]
            told = read_json(text, _TOLD, largest=len(text))  # it was read as a file of some size
            self._head = deserialize(told["head"])
            self.global_step: int = told["step"]
            rounded = parts.manifest.architecture is None
            self.fitted = None if rounded else _restored(parts, told)
        except Exception as error:  # a file may say anything
            raise SavingError(
                f"The export {os.fspath(parts.path)!r} is of no estimator, or damaged: {error}"
            ) from error
        if self.fitted is None:
            self._predict = _of_program(self._head, load(parts.path).signature("predict"))
        else:
            self._predict = _of_model(self.fitted)
        self.signatures: dict[str, Callable[[Any], Arrays]] = {
            name: _Signature(self, name) for name in parts.manifest.signatures
        }

    def predict(self, features: Any) -> Arrays:
        """Return all predictions by TensorFlow's keys.

        Args:
            features: a dict of columns, a data frame, a matrix, or a list of dicts of one row each.

        Raises:
            DataError: if a column is missing, or holds what it cannot.
        """
        return self._predict(features)

    def __repr__(self) -> str:
        return f"SavedModel({os.fspath(self.path)!r}, signatures={list(self.signatures)})"


class _Signature:
    """One signature: from columns to some of the predictions."""

    def __init__(self, saved: SavedModel, name: str) -> None:
        self._saved, self._name = saved, name

    def __call__(self, features: Any) -> Arrays:
        saved = self._saved
        return saved._head.signatures(saved.predict(features))[self._name]


def _restored(parts: Parts, told: Mapping[str, Any]) -> Fitted:
    """Return what was learned: the model is rebuilt, with its weights."""
    architecture: Any = parts.manifest.architecture
    model = saving.model_from_json(parts.texts[architecture["file"]])
    give_weights(model, architecture, parts.weights)
    encoder, head = Encoder.from_config(told["encoder"]), deserialize(told["head"])
    return Fitted(encoder, head, {}, model, model, **told["like"])


def _of_model(fitted: Fitted) -> Predict:
    """Return what predicts with the model that was trained."""
    return lambda features: fitted.head.predictions(fitted.outputs(read_table(features)[0]))


def _of_program(head: Head, signature: Signature) -> Predict:
    """Return what predicts with a program, whose rounded weights no config rebuilds."""
    is_many = isinstance(getattr(head, "head", head), MultiHead)

    def key(name: str) -> Any:
        return tuple(name.rsplit("/", 1)) if is_many and "/" in name else name

    return lambda features: {key(name): array for name, array in signature(features).items()}


def checked_receiver(receiver_fn: Any) -> None:
    """Check what TensorFlow's users pass to say how requests are parsed; it is not needed here.

    Args:
        receiver_fn: a function or None.

    Raises:
        TypeError: if it is something else.
    """
    if receiver_fn is not None and not callable(receiver_fn):
        raise TypeError(
            "`serving_input_receiver_fn` must be None or a function (which is not called: exports "
            f"take plain columns), got {type(receiver_fn).__name__}."
        )


def checked_mode(mode: str) -> None:
    """Check what is to be exported.

    Args:
        mode: `"infer"`.

    Raises:
        ValueError: if it is something else.
    """
    if mode != "infer":
        raise unknown("mode", mode, ["infer"])


def checked_targets(targets: Any, examples: Any, quantize: str | None) -> None:
    """Check that labels have rows to belong to, and something to be told of.

    Args:
        targets: labels or None.
        examples: rows or None.
        quantize: the form of the weights, None for exact ones.

    Raises:
        ValueError: if they have not.
    """
    if targets is not None and examples is None:
        raise ValueError("`targets` need `examples`: the rows that they belong to.")
    if targets is not None and quantize is None:
        raise ValueError(
            "`targets` tell what smaller weights cost: give `quantize`, or leave `targets` out."
        )
