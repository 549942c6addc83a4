"""The weights of an exported model, as they are stored and as programs compute with them."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend import convert
from deepkit.errors import SavingError
from deepkit.export._forms import Stored
from deepkit.export._manifest import TensorSpec


class Weights:
    """Arrays by name, those in fewer bits also restored: once, and when they are asked for.

    Args:
        arrays: as they are stored, by name.
        restore: whether programs may ask for restored ones.
    """

    def __init__(self, arrays: Mapping[str, Any], *, restore: bool = True) -> None:
        self.arrays, self.restore = arrays, restore
        self._restored: dict[tuple[str, str], Any] = {}

    def stored(self, name: str) -> Any:
        """Return an array as it is stored.

        Args:
            name: of the array.

        Raises:
            SavingError: if there is none.
        """
        return found(self.arrays, name)

    def restored(self, spec: TensorSpec) -> Any:
        """Return a weight in the dtype that a program takes.

        Args:
            spec: its name and dtype.

        Raises:
            SavingError: if there is none.
        """
        key = (spec.name, spec.dtype)
        if key not in self._restored:
            weight = restored(self.arrays, spec.name)
            if tuple(weight.shape) != tuple(spec.shape):
                raise SavingError(
                    f"Weight {spec.name!r} must be of shape {list(spec.shape)}, got "
                    f"{list(weight.shape)}."
                )
            is_so = weight.dtype.name == spec.dtype
            self._restored[key] = weight if is_so else convert(weight, spec.dtype)
        return self._restored[key]


def found(arrays: Mapping[str, Any], name: str) -> Any:
    """Return an array.

    Args:
        arrays: by name.
        name: of the array.

    Raises:
        SavingError: if there is none.
    """
    if name not in arrays:
        raise SavingError(f"The exported model has no weight {name!r}.")
    return arrays[name]


def restored(arrays: Mapping[str, Any], name: str) -> Any:
    """Return a weight, multiplied by its scale if it is in 8 bits.

    Args:
        arrays: by name.
        name: of the weight.

    Raises:
        SavingError: if there is none, or its scale is not of its shape.
    """
    weight, scale = found(arrays, name), arrays.get(f"{name}:scale")
    if scale is None or weight.dtype.name != "int8":
        return weight
    if len(scale.shape) != len(weight.shape) or any(
        size not in (1, whole) for size, whole in zip(scale.shape, weight.shape, strict=True)
    ):
        raise SavingError(f"The scale of weight {name!r} is not of its shape.")
    return Stored({}, "float32", "int8").restore([weight, scale])
