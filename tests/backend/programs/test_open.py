"""Programs for any sizes that need no promise of JAX."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend.programs import NamedSpec, from_open, to_open

W = NamedSpec((3, 2), "float32")
X = NamedSpec(("batch", "steps", 3), "float32")


def numbers(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


@pytest.mark.parametrize("sizes", [(1, 2), (5, 9)])
def test_a_program_computes_what_the_function_did_for_any_sizes(sizes):
    content, gives = to_open(lambda w, x: [ops.matmul(x, w), x[:, 1:].sum(axis=2)], W, X)
    assert gives[0] == NamedSpec(("batch", "steps", 2), "float32")
    w, x = numbers(3, 2), numbers(*sizes, 3)
    product, sums = from_open(content, [W, X], gives)(w, x)
    np.testing.assert_allclose(product, x @ w, atol=1e-6)
    np.testing.assert_allclose(sums, x[:, 1:].sum(axis=2), atol=1e-6)


def test_an_argument_that_is_not_used_is_taken_all_the_same():
    content, gives = to_open(lambda w, x: [x + 1], W, X)
    [found] = from_open(content, [W, X], gives)(numbers(3, 2), numbers(2, 2, 3))
    np.testing.assert_allclose(found, numbers(2, 2, 3) + 1)


@pytest.mark.parametrize(
    ("takes", "gives"),
    [
        (X, NamedSpec(("batch", "steps", 4), "float32")),
        (X, NamedSpec(("batch + 1", "steps", 3), "float32")),
        (X, NamedSpec(("width", "steps", 3), "float32")),
        (X, NamedSpec(("no size!", "steps", 3), "float32")),
        (NamedSpec((2, 2, 3), "float32"), NamedSpec((2, 2, 3), "float32")),
    ],
)
def test_shapes_that_are_not_those_of_the_program_are_refused(takes, gives):
    content, _ = to_open(lambda x: [x + 1], X)
    with pytest.raises(ValueError, match=r"(?i)verifier|shape|no portable StableHLO"):
        from_open(content, [takes], [gives])(numbers(2, 2, 3))


@pytest.mark.parametrize("garbage", [b"", b"no program", bytes(1000)])
def test_other_bytes_are_refused(garbage):
    with pytest.raises(ValueError, match="The bytes are no portable StableHLO"):
        from_open(garbage, [X], [X])
