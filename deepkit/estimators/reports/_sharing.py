"""Whose a share of a prediction is: from a model's entrances back to the raw columns."""

import numpy as np

from deepkit.estimators.reports._entrances import Entrance
from deepkit.estimators.reports._features import Feature
from deepkit.feature_column import BucketizedColumn, Encoder, FeatureColumn, NumericColumn


class Owners:
    """The raw columns behind each encoded array.

    Args:
        encoder: makes the arrays.
        features: the raw columns.
    """

    def __init__(self, encoder: Encoder, features: list[Feature]) -> None:
        self._features = features
        self._leaves: dict[str, FeatureColumn] = {
            key: leaf for column in encoder.columns for leaf in column.leaves for key in leaf.specs
        }

    @property
    def several(self) -> frozenset[str]:
        """The encoded ids of which each belongs to another raw column: buckets of a matrix."""
        return frozenset(
            key
            for key, leaf in self._leaves.items()
            if isinstance(leaf, BucketizedColumn) and leaf.width > 1
        )

    def check(self, entrances: list[Entrance]) -> None:
        """Refuse entrances where columns come together that do not belong together.

        Args:
            entrances: of the model.

        Raises:
            ValueError: if there is one.
        """
        for entrance in entrances:
            keys = set(self._keys(entrance))
            if not any(keys <= set(self._leaves[name].keys) for name in entrance.inputs):
                raise ValueError(
                    f"The layer {entrance.node.name!r} looks up {sorted(keys)} at once: nobody can "
                    "tell what each of these columns adds. Give each a layer of its own."
                )

    def divided(self, entrances: list[Entrance], gained: dict[str, np.ndarray]) -> np.ndarray:
        """Return what was gained by raw columns, of shape (rows, features).

        Args:
            entrances: of the model.
            gained: what was gained at each of them, of shape (rows,) or (rows, parts).
        """
        rows = len(next(iter(gained.values())))
        found = np.zeros((rows, len(self._features)))
        for entrance in entrances:
            parts = gained[entrance.key].reshape(rows, -1)
            keys = self._keys(entrance)
            for key in keys:
                places = self._places(key)
                if self._in_order(entrance) and parts.shape[1] == len(places):
                    found[:, places] += parts
                else:
                    share = parts.sum(axis=1) / (len(keys) * len(places))
                    found[:, places] += share[:, None]
        return found

    def _keys(self, entrance: Entrance) -> tuple[str, ...]:
        keys = [key for name in entrance.inputs for key in self._leaves[name].keys]
        return tuple(dict.fromkeys(keys))

    def _places(self, key: str) -> list[int]:
        """Return which features a column of the data holds: all those of a matrix, or one."""
        named = [place for place, each in enumerate(self._features) if each.name == key]
        return named or [place for place, each in enumerate(self._features) if each.key == key]

    def _in_order(self, entrance: Entrance) -> bool:
        """Tell whether the parts of what is gained are the columns of a matrix, in their order."""
        numbers = isinstance(self._leaves[entrance.inputs[0]], NumericColumn)
        return entrance.split or (entrance.node is None and numbers)
