"""Programs for known sizes at work on inputs of any."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend.programs import to_portable
from deepkit.columns import Padding
from deepkit.errors import DataError
from deepkit.export._parts import Part, in_parts

IDS = {"tags": Padding(("ids",), -1)}
X = np.arange(14, dtype="float32").reshape(7, 2)


def counted(rows, ids):
    """Return a program that counts the ids of each row."""
    spec = np.zeros((rows, ids), "int32")
    return Part(to_portable(lambda x: [ops.sum(x >= 0, axis=1)], spec), rows, {"ids": ids})


def doubled(rows):
    """Return a program that doubles a matrix with two columns."""
    return Part(to_portable(lambda x: [x + x], np.zeros((rows, 2), "float32")), rows, {})


def test_rows_are_computed_a_few_at_a_time():
    for rows in (1, 2, 3, 7):
        found = in_parts([doubled(1), doubled(3)], [], ["x"])(X[:rows])
        np.testing.assert_array_equal(found[0], 2 * X[:rows])


def test_a_last_batch_is_filled_up():
    np.testing.assert_array_equal(in_parts([doubled(4)], [], ["x"])(X)[0], 2 * X)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_other_axes_are_filled_up_to_the_next_size(width):
    run = in_parts([counted(2, 4), counted(2, 1)], [], ["tags"], IDS)
    ids = np.full((3, width), 5, "int32")
    ids[0, 0] = -1
    assert run(ids)[0].tolist() == [width - 1, width, width]


def test_no_program_is_compiled_before_it_is_needed():
    run = in_parts([counted(2, 1), Part(b"of another age", 2, {"ids": 8})], [], ["tags"], IDS)
    assert run(np.zeros((1, 1), "int32"))[0].tolist() == [1]
    with pytest.raises(ValueError, match="no portable StableHLO"):
        run(np.zeros((1, 2), "int32"))


def test_more_than_all_programs_take_is_told():
    run = in_parts([counted(2, 4)], [], ["tags"], IDS)
    with pytest.raises(DataError, match="No program in the exported model takes 5 ids in a row"):
        run(np.zeros((1, 5), "int32"))
