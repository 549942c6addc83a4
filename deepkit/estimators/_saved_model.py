"""A trained estimator in a folder of its own, and what serves it without the estimator."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepkit import saving
from deepkit.errors import SavingError, unknown
from deepkit.estimators._examples import read_table
from deepkit.estimators._export_dir import exports_in
from deepkit.estimators._fitted import Fitted
from deepkit.estimators.heads import deserialize, serialize
from deepkit.feature_column import Encoder

Arrays = dict[Any, np.ndarray]

_VERSION = 1
_TOLD, _MODEL, _EXTRA = "estimator.json", "model.keras", "assets.extra"


def write_saved_model(
    folder: Path, fitted: Fitted, model: Any, assets_extra: Mapping[str, str] | None
) -> None:
    """Write what serves a trained estimator into an empty folder.

    Args:
        folder: the folder.
        fitted: what was learned.
        model: the model to write.
        assets_extra: files to put beside, by their path in `assets.extra`.

    Raises:
        ValueError: if a column holds a function, or an asset would lie outside the folder.
    """
    told = {
        "format": _VERSION,
        "encoder": fitted.asked.get_config(),
        "head": serialize(fitted.head),
        "like": fitted.like,
        "step": fitted.step,
    }
    model.save(folder / _MODEL)
    (folder / _TOLD).write_text(json.dumps(told, indent=1), encoding="utf-8")
    for name, source in (assets_extra or {}).items():
        target = (folder / _EXTRA / name).resolve()
        if not target.is_relative_to((folder / _EXTRA).resolve()):
            raise ValueError(f"`assets_extra` must stay in its folder, got the path {name!r}.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


class SavedModel:
    """A trained estimator read from a folder: signatures that take columns and give arrays.

    Columns, vocabularies and crosses run through the code of training: what is served is what
    `predict` says.

    Args:
        path: what `export_saved_model` returned; or the folder of several exports, for the newest.

    Attributes:
        signatures: functions by name: `"serving_default"`, `"predict"` and what the head has.

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
        self.path = _folder_of(Path(path))
        told = _read(self.path)
        model: Any = saving.load_model(self.path / _MODEL)
        encoder, head = Encoder.from_config(told["encoder"]), deserialize(told["head"])
        self._fitted = Fitted(encoder, head, {}, model, model, **told["like"])
        self.global_step: int = told["step"]
        self.signatures: dict[str, Callable[[Any], Arrays]] = {
            name: _Signature(self, name) for name in self._names()
        }

    def predict(self, features: Any) -> Arrays:
        """Return all predictions by TensorFlow's keys.

        Args:
            features: a dict of columns, a data frame, a matrix, or a list of dicts of one row each.

        Raises:
            DataError: if a column is missing, or holds what it cannot.
        """
        outputs = self._fitted.outputs(read_table(features)[0])
        return self._fitted.head.predictions(outputs)

    def __repr__(self) -> str:
        return f"SavedModel({os.fspath(self.path)!r}, signatures={list(self.signatures)})"

    def _names(self) -> list[str]:
        width = self._fitted.head.logits_dimension
        outputs = self._fitted.head.outputs(np.zeros((1, width), np.float32))
        return list(self._fitted.head.signatures(self._fitted.head.predictions(outputs)))


class _Signature:
    """One signature: from columns to some of the predictions."""

    def __init__(self, saved: SavedModel, name: str) -> None:
        self._saved, self._name = saved, name

    def __call__(self, features: Any) -> Arrays:
        head = self._saved._fitted.head
        return head.signatures(self._saved.predict(features))[self._name]


def _folder_of(path: Path) -> Path:
    if (path / _TOLD).is_file():
        return path
    newest = exports_in(path)[-1:]
    if not newest:
        raise SavingError(
            f"{os.fspath(path)!r} must be the folder of an export, or of several; there is none."
        )
    return newest[0]


def _read(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / _TOLD).read_text(encoding="utf-8"))
        version = told["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SavingError(f"The export {os.fspath(folder)!r} cannot be read: {error}") from error
    if version != _VERSION:
        raise SavingError(
            f"The export {os.fspath(folder)!r} has format {version!r}, and this deepkit reads "
            f"{_VERSION}."
        )
    return told


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
