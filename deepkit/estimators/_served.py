"""What of an estimator is exported: a program on encoded columns, and what its numbers mean."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import map_structure
from deepkit.columns import IDS, STEPS, Spec, described, paddings, sample_columns
from deepkit.columns import WeightedCategoricalColumn as _Weighted
from deepkit.durable import write_json
from deepkit.errors import DataError
from deepkit.estimators._fitted import Fitted
from deepkit.export import (
    LABELS,
    PREPROCESSING,
    ROWS,
    Endpoint,
    Given,
    Preprocessing,
    Program,
    SignatureSpec,
    TensorSpec,
    preprocessing_record,
)

PROGRAM = "predictions"

_MADE_UP = 3
_MOST_WIDTHS = 32
"""Columns of ids whose widths are independent; more are as wide as each other."""


class Served:
    """An estimator as a program.

    Args:
        fitted: what was learned.
        model: the model to export.
    """

    def __init__(self, fitted: Fitted, model: Any) -> None:
        self.fitted, self.model = fitted, model
        self.head, self.encoder = fitted.head, fitted.asked
        self.padding = paddings(self.encoder.columns)
        ids = [key for key, one in self.padding.items() if IDS in one.axes]
        # A program writes down what it does with each size.
        self.alike = len(ids) > _MOST_WIDTHS
        self.rows = self._sample()

    def endpoint(self) -> Endpoint:
        """Return the function of encoded columns to export."""
        specs = self.encoder.specs
        names, head, model = list(specs), self.head, self.model

        def predict(*arrays: Any) -> dict[str, Any]:
            inputs = dict(zip(names, arrays, strict=True))
            return head.tensors(model(inputs, training=False))

        inputs = [TensorSpec(name, (None, *one.shape), one.dtype) for name, one in specs.items()]
        return Endpoint(predict, inputs, axes=self._axes(), padding=self.padding)

    def examples(self) -> list[np.ndarray]:
        """Return encoded rows: of those made up for the columns, or numbers as good as any."""
        if self.rows is not None:
            return self.encoded(self.rows)
        return [_any(spec) for spec in self.encoder.specs.values()]

    def encoded(self, table: Any) -> list[np.ndarray]:
        """Return rows of the user's as the program takes them.

        Args:
            table: the columns.
        """
        return list(self._encoded(table).values())

    def write_more(self, folder: Path, programs: Mapping[str, Program]) -> dict[str, Any]:
        """Write the files of preprocessing and labels; return their names for the manifest.

        Args:
            folder: of the export.
            programs: what was exported.
        """
        texts = self.head.texts()
        labels = {_name(key): names.tolist() for key, (_, names) in texts.items()}
        told: dict[str, Any] = {
            "signatures": self._signatures(programs[PROGRAM]),
            "preprocessing": PREPROCESSING,
        }
        _write(folder / PREPROCESSING, self._steps())
        if labels:
            _write(folder / LABELS, labels)
            told["labels"] = LABELS
        if self.rows is not None:
            _write(folder / ROWS, self.rows)
            told["rows"] = ROWS
        return told

    def _signatures(self, program: Program) -> dict[str, SignatureSpec]:
        outputs = _zeros(self.model, self.encoder.specs)
        predictions = self.head.predictions(outputs)
        texts = self.head.texts()
        given = {spec.name: spec for spec in program.outputs}
        picked: Any = self.head.signatures({key: _Key(key) for key in predictions})  # pyright: ignore[reportArgumentType]  it picks, from anything
        columns = described(self.encoder.columns).items()
        inputs = [TensorSpec(k, (None, *s.shape), self._dtype(k, s)) for k, s in columns]
        return {
            name: _signature(inputs, keys, predictions, texts, given)
            for name, keys in picked.items()
        }

    def _dtype(self, key: str, spec: Spec) -> str:
        """Return the dtype of a column of the data: hashes and crosses take text and numbers."""
        is_number = spec.dtype == "string" and key in self.fitted.numbers
        return "int64" if is_number else spec.dtype

    def _sample(self) -> dict[str, list[Any]] | None:
        """Return rows by column, of the form that the training data had; None if none can be."""
        rows = sample_columns(self.encoder.columns) or {"row": [1.0] * _MADE_UP}
        try:
            self._encoded(rows)
        except (DataError, TypeError, ValueError):
            return None
        return rows

    def _encoded(self, rows: Any) -> Mapping[str, np.ndarray]:
        return Preprocessing(self._steps())(rows)

    def _steps(self) -> dict[str, Any]:
        return preprocessing_record(self.encoder, self.fitted.arrangement, alike=self.alike)

    def _axes(self) -> dict[str, list[str]]:
        """Return what open axes are called: equal names have equal sizes."""
        shared, places = {STEPS, IDS} if self.alike else {STEPS}, list(self.encoder.specs)
        weights = [one for one in self.encoder.leaves().columns if isinstance(one, _Weighted)]
        weighted = {one.name: one.categorical_column.name for one in weights}
        found: dict[str, list[str]] = {}
        for key, spec in self.encoder.specs.items():
            place = places.index(weighted.get(key, key))
            own = [f"axis{n}_of_{place}" for n in range(spec.shape.count(None))]
            told = self.padding[key].axes if key in self.padding else ()
            called = [one if one in shared else own[n] for n, one in enumerate(told)]
            found[key] = ["batch", *called, *own[len(called) :]]
        return found


class _Key:
    """Stands for the predictions of a key while a head picks."""

    def __init__(self, key: Any) -> None:
        self.key = key


def _signature(
    inputs: Sequence[TensorSpec],
    keys: Mapping[Any, _Key],
    predictions: Mapping[Any, np.ndarray],
    texts: Mapping[Any, tuple[str, np.ndarray]],
    given: Mapping[str, TensorSpec],
) -> SignatureSpec:
    outputs: list[TensorSpec] = []
    origins: list[Given] = []
    for name, picked in keys.items():
        key = picked.key
        of, labels = _name(key), None
        if key in texts:
            of, labels = texts[key][0], _name(key)
        dtype = "string" if labels else predictions[key].dtype.name
        outputs.append(TensorSpec(_name(name), given[of].shape, dtype))
        origins.append(Given(of, labels))
    return SignatureSpec(PROGRAM, tuple(inputs), tuple(outputs), tuple(origins), "dict")


def _name(key: Any) -> str:
    return "/".join(key) if isinstance(key, tuple) else str(key)


def _any(spec: Spec) -> np.ndarray:
    sizes = (_MADE_UP, *(2 if size is None else size for size in spec.shape))
    if spec.dtype == "float32":
        return np.linspace(-1, 1, int(np.prod(sizes)), dtype=np.float32).reshape(sizes)
    return np.ones(sizes, spec.dtype) if spec.dtype == "bool" else np.zeros(sizes, spec.dtype)


def _zeros(model: Any, specs: Mapping[str, Spec]) -> Any:
    """Return outputs of the model for some inputs, in NumPy."""
    inputs = {name: _any(spec) for name, spec in specs.items()}
    return map_structure(np.asarray, model(inputs, training=False))


def _write(path: Path, value: Any) -> None:
    path.write_text(write_json(value, path.name), encoding="utf-8")
