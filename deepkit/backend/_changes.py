"""A mark that is another after each change to what objects hold."""


class _Process:
    """The mark of this moment; an object, for two threads could give the same number."""

    mark = object()


def note_change() -> None:
    """Tell whoever has looked at objects that one of them is another now; to be called after it.

    Example:
        >>> from deepkit import backend
        >>> before = backend.last_change()
        >>> backend.note_change()
        >>> backend.last_change() is before
        False
    """
    _Process.mark = object()


def last_change() -> object:
    """Return what is another object after each change, to be compared with `is`.

    Example:
        >>> from deepkit import backend
        >>> backend.last_change() is backend.last_change()
        True
    """
    return _Process.mark
