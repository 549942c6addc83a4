"""Sizes of axes in programs: honest ones, and those that would fill the memory."""

import pytest

from deepkit.errors import SavingError
from deepkit.export._sizes import refuse_sizes

SUMS = [f"max(a{n} + b{n}, 0)" for n in range(30)]


def held(size):
    """Return a text of a flatbuffer amid other bytes."""
    text = size.encode()
    return b"\x07\x01\0" + len(text).to_bytes(4, "little") + text + b"\0\x01"


@pytest.mark.parametrize(
    "size",
    [
        "a^100000000",
        "a^1_000",
        "a^1000b",
        "9^99999999",
        "a^99999999999999999999999",
        "(b + 2)^99",
        "((a^9)^9)^9",
        "*".join(SUMS),
        f"1 + min({'*'.join(SUMS)}, 7)",
        f"b, 2, {'*'.join(SUMS)} $",
        f"max({' + '.join('abcdefghijklmnopqrstuvwxyz')}, 0)^9",
        "é^100000000",
        "a\t^\\\n 1000",
        "a^1000\n\0",
        "*".join("a" * 100),
        "max(" * 60 + "a" + ", 0)" * 60,
        "a - " * 30_000 + "a",
    ],
)
def test_a_size_that_would_fill_the_memory_is_refused(size):
    with pytest.raises(SavingError, match="The program has an axis of the size"):
        refuse_sizes(held(size))


@pytest.mark.parametrize(
    "size",
    [
        "b^2+a",
        "2*batch + -3",
        "floordiv(axis1_of_0 + 1, 2)*floordiv(axis2_of_0 + 1, 2)",
        "64*floordiv(floordiv(a, 2) - 1, 2)^2",
        "*".join(["floordiv(-1*max(" * 6 + "a" + " - 3, 0) + 1, 2)" * 6] * 3),
        "mod(-1*a, 8) + max(a - b, 0)",
        "a*(",
        "^^*)",
        "a^b",
    ],
)
def test_sizes_that_models_have_and_what_is_none_are_let_through(size):
    refuse_sizes(held(size))


@pytest.mark.parametrize(
    "content", [b"", b"a^1000", b"\x99\0\0\0a^1000\0", b"\0\0\0\0a^1000", b"\x06\0\0\0\xff^1000"]
)
def test_what_is_no_text_behind_its_length_is_let_through(content):
    refuse_sizes(content)


def test_a_text_without_a_zero_behind_it_is_found():
    with pytest.raises(SavingError, match=r"an axis of the size 'a\^99999'"):
        refuse_sizes(b"\x07\0\0\0a^99999\x01")


def test_an_exported_program_is_let_through(dense_folder):
    refuse_sizes((dense_folder / "programs" / "serving_default.jaxexport").read_bytes())
