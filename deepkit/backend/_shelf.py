"""Things that were costly to make, kept for the next who asks for the same."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, ClassVar
from weakref import WeakSet


class _Process:
    """The shelves of this process."""

    shelves: ClassVar[WeakSet["Shelf"]] = WeakSet()


class Shelf:
    """Things by key: those asked for last are kept, until `clear_session`.

    Args:
        most: what they may weigh together; the last one is kept whatever it weighs.

    Example:
        >>> from deepkit import backend
        >>> shelf = backend.Shelf(2)
        >>> shelf.get("a", list) is shelf.get("a", list)
        True
    """

    def __init__(self, most: float) -> None:
        self._most, self._lock = most, Lock()
        self._things: OrderedDict[Any, tuple[Any, float]] = OrderedDict()
        _Process.shelves.add(self)

    def get(self, key: Any, make: Callable[[], Any], weight: float = 1.0) -> Any:
        """Return what is kept under a key; it is made if there is nothing.

        Args:
            key: can be hashed.
            make: makes it; it is fast, for others wait.
            weight: of what is made.
        """
        with self._lock:
            if key not in self._things:
                self._things[key] = make(), weight
            self._things.move_to_end(key)
            while len(self._things) > 1 and self._weight() > self._most:
                self._things.popitem(last=False)
            return self._things[key][0]

    def _weight(self) -> float:
        return sum(weight for _, weight in self._things.values())

    def __len__(self) -> int:
        return len(self._things)

    def clear(self) -> None:
        """Forget all things."""
        with self._lock:
            self._things.clear()


def clear_shelves() -> None:
    """Forget what is kept on all shelves of the process."""
    for shelf in list(_Process.shelves):
        shelf.clear()
