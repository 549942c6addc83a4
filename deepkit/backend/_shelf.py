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
        most: how many are kept.

    Example:
        >>> from deepkit import backend
        >>> shelf = backend.Shelf(2)
        >>> shelf.get("a", list) is shelf.get("a", list)
        True
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._things: OrderedDict[Any, Any] = OrderedDict()
        _Process.shelves.add(self)

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what is kept under a key; it is made if there is nothing.

        Args:
            key: can be hashed.
            make: makes it; it is fast, for others wait.
        """
        with self._lock:
            if key not in self._things:
                self._things[key] = make()
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
            return self._things[key]

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
