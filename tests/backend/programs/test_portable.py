"""Programs that need no promise of JAX."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend.programs import from_portable, to_portable

X = np.arange(6, dtype="float32").reshape(2, 3)


def test_a_program_computes_what_the_function_did():
    run = from_portable(to_portable(lambda w, x: [ops.matmul(x, w), x + 1], np.ones((3, 2)), X))
    product, more = run(np.full((3, 2), 2, "float32"), X)
    np.testing.assert_allclose(product, X @ np.full((3, 2), 2))
    np.testing.assert_array_equal(more, X + 1)


def test_loops_are_kept():
    def power(x):
        return [ops.fori_loop(0, 3, lambda i, y: y * x, ops.ones_like(x))]

    np.testing.assert_allclose(from_portable(to_portable(power, X))(X)[0], X**3)


def test_an_argument_that_is_not_used_is_taken_all_the_same():
    run = from_portable(to_portable(lambda x, y, z: [x - z], X, X, X))
    np.testing.assert_array_equal(run(X, 2 * X, 3 * X)[0], -2 * X)


def test_a_program_does_not_tell_where_it_was_written():
    assert b"test_portable" not in to_portable(lambda x: [x + 1], X)


@pytest.mark.parametrize("garbage", [b"", b"no program", bytes(1000)])
def test_other_bytes_are_refused(garbage):
    with pytest.raises(ValueError, match="The bytes are no portable StableHLO"):
        from_portable(garbage)
