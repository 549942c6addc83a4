"""An exported model at work: signatures that take arrays and give arrays."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import kept_dtype, watch
from deepkit.errors import DataError, SavingError, unknown, whole
from deepkit.export._calls import Arguments
from deepkit.export._layout import DEFAULT
from deepkit.export._manifest import Manifest, SignatureSpec, TensorSpec
from deepkit.export._parts import Run

Arrays = dict[str, np.ndarray]
Encode = Callable[[Any], Mapping[str, np.ndarray]]
"""From a table to the inputs of a program, by name."""

# What numbers stand for, or the dtype that they are cast to.
_How = tuple[np.ndarray | None, str | None]


class Signature:
    """A function of an exported model: arrays by name in, arrays by name out.

    Args:
        name: what it is called.
        spec: what the manifest says of it.
        takes: what its program takes.
        run: computes the program.
        labels: the names that the numbers of outputs stand for, by output.
        encode: makes inputs of a table, for a model that takes columns.
    """

    def __init__(
        self,
        name: str,
        spec: SignatureSpec,
        takes: Sequence[TensorSpec],
        run: Run,
        labels: Mapping[str, np.ndarray],
        encode: Encode | None = None,
    ) -> None:
        self.name, self.spec = name, spec
        self._run, self._labels, self._encode = run, labels, encode
        self._arguments = Arguments(takes)
        self._takes = [one.name for one in takes]
        self._pick: list[tuple[str, int, _How | None]] = []
        self._only: str | None = None  # output, if there is one that is given as it comes
        alone = takes[0] if len(takes) == 1 and encode is None else None
        self._tail, self._dtype = (), None  # of its rows, if they have axes
        if alone is not None and alone.shape[:1] == (None,) and None not in alone.shape[1:]:
            self._tail = alone.shape[1:]
            self._dtype = np.dtype(kept_dtype(alone.dtype)) if self._tail else None

    def bind(self, outputs: Sequence[TensorSpec]) -> "Signature":
        """Return this signature, once it knows what its program gives.

        Args:
            outputs: of the program.
        """
        places = {spec.name: place for place, spec in enumerate(outputs)}
        for out, given in zip(self.spec.outputs, self.spec.given, strict=True):
            place = places[given.of]
            names = None if given.labels is None else self._labels[given.labels]
            cast = out.dtype if names is None and out.dtype != outputs[place].dtype else None
            how = None if names is None and cast is None else (names, cast)
            self._pick.append((out.name, place, how))
        if len(self._pick) == 1 and self._pick[0][1:] == (0, None):
            self._only = self._pick[0][0]
        return self

    @property
    def inputs(self) -> dict[str, TensorSpec]:
        """What it takes, by name."""
        return {spec.name: spec for spec in self.spec.inputs}

    @property
    def outputs(self) -> dict[str, TensorSpec]:
        """What it gives, by name."""
        return {spec.name: spec for spec in self.spec.outputs}

    def __call__(self, *args: Any, **kwargs: Any) -> Arrays:
        """Return the outputs by name.

        Args:
            *args: an array for each input, or one dict or list of them. For a model that takes
                columns a dict of columns, a data frame, or a list of rows, each a dict.
            **kwargs: arrays, or columns, by name.

        Raises:
            DataError: if an input is missing, unknown, or of a shape or dtype that does not fit.
        """
        if len(args) == 1 and not kwargs:
            x = args[0]  # in a hurry: a call of a small program takes some microseconds
            is_usual = type(x) is np.ndarray and x.dtype is self._dtype
            if is_usual and x.shape[1:] == self._tail and len(x):
                results = self._run(x)
                if self._only is None:
                    return self._named(results)
                only = results[0]
                is_ready = getattr(only, "is_ready", None)
                if is_ready and not is_ready():
                    watch(only)
                return {self._only: np.asarray(only)}
        return self._named(self.compute(args, kwargs))

    def predict(self, x: Any, batch_size: int | None = None) -> Arrays:
        """Return the outputs by name for any number of rows.

        Args:
            x: the inputs, as of a call.
            batch_size: rows to compute at a time; all at once if None.

        Raises:
            DataError: if inputs do not fit.
        """
        if batch_size is None:
            return self(x)
        size, arrays = whole(batch_size=batch_size), self._bound([x], {})
        parts = [self._named(self._computed(part)) for part in self._parts(arrays, size)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def compute(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sequence[Any]:
        """Return all outputs of the program.

        Args:
            args: as of a call.
            kwargs: as of a call.
        """
        return self._computed(self._bound(args, kwargs))

    def _bound(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[np.ndarray]:
        """Return the inputs of the program."""
        if self._encode is not None:
            encoded = self._encode(_table(args, kwargs))
            args, kwargs = [encoded[name] for name in self._takes], {}
        return self._arguments.arrays(args, kwargs)

    def _parts(self, arrays: Sequence[np.ndarray], size: int) -> list[list[np.ndarray]]:
        """Return the inputs of some rows at a time."""
        is_open = [spec.shape[:1] == (None,) for spec in self._arguments.specs]
        pairs = list(zip(arrays, is_open, strict=True))
        rows = next((len(array) for array, has_rows in pairs if has_rows), 0)
        return [
            [array[at : at + size] if has_rows else array for array, has_rows in pairs]
            for at in range(0, max(rows, 1), size)
        ]

    def _computed(self, arrays: Sequence[np.ndarray]) -> Sequence[Any]:
        if arrays and self._arguments.specs[0].shape[:1] == (None,) and not len(arrays[0]):
            return _of_no_rows(self._run, arrays)
        try:
            return self._run(*arrays)
        except DataError:
            raise
        except ValueError as error:
            if not any(None in spec.shape[1:] for spec in self._arguments.specs):
                raise
            raise DataError(
                f"The model takes no inputs of such sizes together: {self._sizes(arrays)}. An open "
                "axis must be of one element at least, and of the same size in inputs that the "
                "model joins along it."
            ) from error

    def _sizes(self, arrays: Sequence[np.ndarray]) -> str:
        pairs = zip(self._arguments.specs, arrays, strict=True)
        return ", ".join(f"{spec.name!r} {list(array.shape)}" for spec, array in pairs)

    def _named(self, results: Sequence[Any]) -> Arrays:
        first = watch(results[0])
        if self._only is not None:
            return {self._only: np.asarray(first)}
        return {name: _made(results[place], how) for name, place, how in self._pick}

    def __repr__(self) -> str:
        return f"Signature({self.name!r}, inputs={list(self.inputs)}, outputs={list(self.outputs)})"


class Artifact:
    """An exported model; `load` makes one.

    Args:
        path: where it lies.
        manifest: what is known of it.
        signatures: by name.

    Example:
        >>> import tempfile, deepkit
        >>> from deepkit import export
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)])
        >>> folder = f"{tempfile.mkdtemp()}/model"
        >>> _ = model.export(folder)
        >>> export.load(folder).predict([[1.0, 2.0, 3.0, 4.0]]).shape
        (1, 1)
    """

    def __init__(self, path: Path, manifest: Manifest, signatures: Mapping[str, Signature]) -> None:
        self.path, self.manifest = path, manifest
        self.signatures: Mapping[str, Signature] = dict(signatures)

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.manifest.name

    def signature(self, name: str | None = None) -> Signature:
        """Return a signature.

        Args:
            name: of it; that of `"serving_default"`, or the only one, if None.

        Raises:
            ValueError: if there is none of that name.
        """
        wanted = name or (DEFAULT if DEFAULT in self.signatures else next(iter(self.signatures)))
        if wanted not in self.signatures:
            raise unknown("signature", wanted, self.signatures)
        return self.signatures[wanted]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the outputs of the default signature, in the structure that the model returned.

        Args:
            *args: as of a signature.
            **kwargs: as of a signature.
        """
        signature = self.signature()
        return _structured(signature(*args, **kwargs), signature.spec.result)

    def predict(self, x: Any, batch_size: int | None = None) -> Any:
        """Return the outputs for any number of rows, as `predict` of the model does.

        Args:
            x: the inputs: an array, a list or a dict of arrays; columns, for a model of those.
            batch_size: rows to compute at a time; all at once if None.

        Raises:
            DataError: if inputs do not fit.
        """
        signature = self.signature()
        return _structured(signature.predict(x, batch_size), signature.spec.result)

    def __repr__(self) -> str:
        return f"Artifact({os.fspath(self.path)!r}, signatures={list(self.signatures)})"


def _made(result: Any, how: _How | None) -> np.ndarray:
    """Return an output as it is given: under its labels, or cast."""
    array = np.asarray(result)
    if how is None:
        return array
    names, cast = how
    if names is None:
        return array.astype(cast)
    try:
        return names[array]
    except IndexError as error:
        raise SavingError(
            f"The exported model names {len(names)} labels, and gives number {array.max()}: it was "
            "changed after it was exported."
        ) from error


def _structured(outputs: Arrays, structure: str) -> Any:
    """Return outputs as the model returned them."""
    if structure == "single":
        return next(iter(outputs.values()))
    return list(outputs.values()) if structure == "list" else outputs


def _of_no_rows(run: Run, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return outputs without rows: programs have one at least."""
    one = [np.zeros((1, *array.shape[1:]), array.dtype) for array in arrays]
    return [np.asarray(result)[:0] for result in run(*one)]


def _table(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Return the table that was given, as one argument or by its columns."""
    if len(args) > 1 or (args and kwargs and not isinstance(args[0], Mapping)):
        raise DataError(
            f"Give one table (a dict of columns, a data frame, a list of rows), got {len(args)} "
            f"arguments and {len(kwargs)} columns by name."
        )
    return args[0] if args and not kwargs else {**(args[0] if args else {}), **kwargs}
