"""Values of the loss and the metrics that are fetched from the device when somebody looks."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping

import numpy as np

from deepkit.typing import Tensor


class LazyLogs(MutableMapping[str, float]):
    """A dict of floats that is filled at the first look.

    Args:
        fetch: returns the values by name; called at most once, and not at all if nobody looks.

    Example:
        >>> from deepkit.callbacks import LazyLogs
        >>> logs = LazyLogs(lambda: {"loss": 0.5})
        >>> logs["loss"], dict(logs)
        (0.5, {'loss': 0.5})
    """

    def __init__(self, fetch: Callable[[], Mapping[str, Tensor]]) -> None:
        self._fetch = fetch
        self._values: dict[str, float] | None = None

    def fetch_from(self, fetch: Callable[[], Mapping[str, Tensor]]) -> None:
        """Take the values from elsewhere, if nobody has looked yet.

        Args:
            fetch: returns the values by name.
        """
        self._fetch = fetch

    @property
    def _floats(self) -> dict[str, float]:
        if self._values is None:
            self._values = {name: to_float(value) for name, value in self._fetch().items()}
        return self._values

    def __getitem__(self, name: str) -> float:
        return self._floats[name]

    def __setitem__(self, name: str, value: float) -> None:
        self._floats[name] = value

    def __delitem__(self, name: str) -> None:
        del self._floats[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._floats)

    def __len__(self) -> int:
        return len(self._floats)

    def __bool__(self) -> bool:
        return True  # `logs or {}` is no look

    def __repr__(self) -> str:
        return repr(self._floats)

    def copy(self) -> dict[str, float]:
        """Return the values in a dict of their own."""
        return dict(self._floats)


def to_float(value: Tensor) -> float:
    """Turn a number in any form into a float; what is not one number stays."""
    return float(np.asarray(value).item()) if np.size(value) == 1 else value
