"""What users hand to a signature, as arrays of the shapes and dtypes that it takes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deepkit.backend import kept_dtype
from deepkit.errors import DataError
from deepkit.export._manifest import TensorSpec

# What may become what has the same rank or a higher one.
_RANKS = {"b": 0, "i": 1, "u": 1, "f": 2}


class Arguments:
    """The arguments of a signature.

    Args:
        specs: what it takes, in order.
    """

    def __init__(self, specs: Sequence[TensorSpec]) -> None:
        self.specs = tuple(specs)
        self._names = [spec.name for spec in self.specs]
        self._checks = [_Check(spec) for spec in self.specs]

    def arrays(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[np.ndarray]:
        """Return arrays in the order of the specs.

        Args:
            args: an array for each, or one list or dict of them.
            kwargs: arrays by name.

        Raises:
            DataError: if one is missing, unknown, or of a shape or dtype that does not fit.
        """
        if len(args) == len(self._checks) == 1 and type(args[0]) is np.ndarray and not kwargs:
            return [self._checks[0](args[0])]
        values = self._by_name(args, kwargs)
        found = [check(values[name]) for name, check in zip(self._names, self._checks, strict=True)]
        self._check_rows(found)
        return found

    def _by_name(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
        if len(args) == 1 and isinstance(args[0], Mapping):
            values = {**args[0], **kwargs}
        else:
            if len(args) == 1 and len(self.specs) > 1 and isinstance(args[0], list | tuple):
                args = args[0]
            if len(args) > len(self._names):
                raise DataError(f"Give {self._listed()}, got {len(args)} inputs.")
            values = {**dict(zip(self._names, args, strict=False)), **kwargs}
        if unknown := [name for name in values if name not in self._names]:
            raise DataError(f"There is no input {unknown[0]!r}. Give {self._listed()}.")
        if missing := [name for name in self._names if name not in values]:
            raise DataError(f"Input {missing[0]!r} is missing. Give {self._listed()}.")
        return values

    def _check_rows(self, arrays: Sequence[np.ndarray]) -> None:
        sizes: dict[int, str] = {}
        for spec, array in zip(self.specs, arrays, strict=True):
            if spec.shape and spec.shape[0] is None:
                sizes.setdefault(array.shape[0], spec.name)
        if len(sizes) > 1:
            told = ", ".join(f"{name!r} has {rows}" for rows, name in sizes.items())
            raise DataError(f"Inputs must have as many rows as each other, but {told}.")

    def _listed(self) -> str:
        return ", ".join(f"{spec.name!r} {spec.dtype}{list(spec.shape)}" for spec in self.specs)


class _Check:
    """One input: passes what fits, converts what can be converted without loss of meaning."""

    def __init__(self, spec: TensorSpec) -> None:
        self.spec = spec
        self.dtype = np.dtype(kept_dtype(spec.dtype))
        self.ndim = len(spec.shape)
        self.fixed = [(axis, size) for axis, size in enumerate(spec.shape) if size is not None]

    def __call__(self, value: Any) -> np.ndarray:
        array = value if type(value) is np.ndarray else _as_array(value, self.spec)
        if array.dtype != self.dtype:
            array = self._cast(array)
        shape = array.shape
        if len(shape) != self.ndim or any(shape[axis] != size for axis, size in self.fixed):
            raise DataError(
                f"Input {self.spec.name!r} must have the shape {list(self.spec.shape)}, got "
                f"{list(shape)}."
            )
        return array

    def _cast(self, array: np.ndarray) -> np.ndarray:
        found, wanted = _kind(array.dtype), _kind(self.dtype)
        if _RANKS.get(found, 9) > _RANKS[wanted]:
            raise DataError(
                f"Input {self.spec.name!r} must be {self.spec.dtype}, got {array.dtype}."
            )
        if wanted in "iu" and array.size:
            limits = np.iinfo(self.dtype)
            if int(array.min()) < limits.min or int(array.max()) > limits.max:
                raise DataError(
                    f"Input {self.spec.name!r} has numbers that do not fit into {self.dtype}."
                )
        return array.astype(self.dtype)


def _kind(dtype: np.dtype[Any]) -> str:
    return "f" if dtype.name.startswith(("bfloat", "float")) else dtype.kind


def _as_array(value: Any, spec: TensorSpec) -> np.ndarray:
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as error:
        raise DataError(f"Input {spec.name!r} must be an array of numbers: {error}") from error
    if array.dtype.kind not in "biuf" and not array.dtype.name.startswith(("bfloat", "float")):
        raise DataError(f"Input {spec.name!r} must be {spec.dtype}, got {array.dtype}.")
    return array
