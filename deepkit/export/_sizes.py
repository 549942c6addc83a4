"""Sizes of axes that would fill the memory when JAX multiplies them out, refused unread."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from deepkit.errors import SavingError

# So many terms take JAX a second; volumes behind many strides have a few thousand.
_MOST_TERMS, _MOST_FACTORS, _DEEPEST, _MOST_DIGITS = 20_000, 64, 50, 20

_OPERATOR = re.compile(rb"[-+*^(]")
_WORD = re.compile(r"[\s\\]*(\d[\d_]*|[^\W\d]\w*|[-+*^(),])")


class _Bound(NamedTuple):
    """What a size has at most when it is multiplied out: terms, and factors in one of them."""

    terms: int
    factors: int


def refuse_sizes(content: bytes) -> None:
    """Refuse sizes of axes such as `a^100000000` or `max(a + b, 0)*max(c + d, 0)*...`.

    Args:
        content: a serialized program.

    Raises:
        SavingError: if there is one.
    """
    for text in _texts(content):
        refuse_size(text)


def refuse_size(text: str) -> None:
    """Refuse a size of an axis that would fill the memory.

    Args:
        text: the size, or several with commas between them.

    Raises:
        SavingError: if it is one.
    """
    if _Size(text).is_large():
        raise SavingError(f"The program has an axis of the size {text[:50]!r}.")


def _texts(content: bytes) -> Iterator[str]:
    """Return what may be a text of a flatbuffer, behind its length, up to the first zero."""
    found = _OPERATOR.search(content)
    while found:
        begin = content.rfind(b"\0", 0, found.start()) + 1
        end = content.find(b"\0", found.start())
        end = len(content) if end < 0 else end
        # The last byte of a length is a zero but for texts of many megabytes.
        for at in range(max(begin, 4), min(begin + 5, end)):
            length = int.from_bytes(content[at - 4 : at], "little")
            if 0 < length <= len(content) - at:
                try:
                    yield content[at : min(at + length, end)].decode()
                except UnicodeDecodeError:  # JAX does not read it either
                    continue
        found = _OPERATOR.search(content, end)


class _Size:
    """A size of an axis, read from left to right as JAX does, and only as far as it can."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._depth = text, 0, 0
        self._word = ""
        self._next()

    def is_large(self) -> bool:
        """Tell whether a part of it has too many terms or factors."""
        try:
            self._sums()
        except OverflowError:
            return True
        return False

    def _next(self) -> None:
        found = _WORD.match(self._text, self._at)
        self._word = found[1] if found else ""
        self._at = found.end() if found else len(self._text)

    def _taken(self, *words: str) -> bool:
        if self._word not in words:
            return False
        self._next()
        return True

    def _sums(self) -> _Bound:
        """Read sums with commas between them: the operands of a function, or a whole shape."""
        bound = self._sum()
        while self._taken(","):
            bound = _added(bound, self._sum())
        return bound

    def _sum(self) -> _Bound:
        self._taken("-", "+")
        bound = self._product()
        while self._taken("+", "-"):
            bound = _added(bound, self._product())
        return bound

    def _product(self) -> _Bound:
        bound = self._power()
        while self._taken("*"):
            more = self._power()
            bound = _checked(bound.terms * more.terms, bound.factors + more.factors)
        return bound

    def _power(self) -> _Bound:
        bound = self._factor()
        if not self._taken("^"):
            return bound
        word = self._word
        self._next()
        if not word[:1].isdecimal():
            return bound
        power = int(word.rstrip("_")) if len(word) < _MOST_DIGITS else _MOST_FACTORS + 1
        _checked(1, bound.factors * power)  # before the other, which may be beyond all numbers
        return _checked(bound.terms**power, bound.factors * power)

    def _factor(self) -> _Bound:
        self._taken("-")
        if self._word and self._word not in "-+*^(),":
            self._next()
        return self._operands() if self._taken("(") else _Bound(1, 1)

    def _operands(self) -> _Bound:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise OverflowError
        bound = self._sums()
        self._taken(")")
        self._depth -= 1
        return bound


def _added(one: _Bound, other: _Bound) -> _Bound:
    return _checked(one.terms + other.terms, max(one.factors, other.factors))


def _checked(terms: int, factors: int) -> _Bound:
    if terms > _MOST_TERMS or factors > _MOST_FACTORS:
        raise OverflowError
    return _Bound(terms, factors)
