"""The base of cells: weights, dropout that is the same at all steps, refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Input, SimpleRNNCell
from deepkit.layers.recurrent._cell import Cell

X = np.ones((5, 3, 40), "float32")  # steps, batch, features


def test_weights_have_the_names_and_options_of_files():
    cell = SimpleRNNCell(2, recurrent_regularizer="l2", name="cell")
    cell.build((None, 4))
    assert [w.path for w in cell.weights] == ["cell/kernel", "cell/recurrent_kernel", "cell/bias"]
    assert [w.shape for w in cell.weights] == [(4, 2), (2, 2), (2,)]
    assert cell.recurrent_kernel.regularizer is cell.recurrent_regularizer


def test_inputs_are_dropped_alike_at_all_steps():
    cell = SimpleRNNCell(40, kernel_initializer="identity", dropout=0.5, seed=1)
    cell.build((None, 40))
    given = np.asarray(cell.project(X, training=True))
    assert set(np.unique(given)) == {0, 2}
    np.testing.assert_array_equal(given, np.broadcast_to(given[:1], given.shape))
    np.testing.assert_array_equal(cell.project(X, training=False), X)


def test_states_are_dropped_alike_at_all_steps():
    cell = SimpleRNNCell(40, recurrent_dropout=0.5, seed=1)
    cell.build((None, 4))
    _, keep = cell.recurrence(X[0], training=True)
    assert set(np.unique(keep)) == {0, 2}
    assert cell.recurrence(X[0], training=False)[1] == 1.0


def test_a_cell_that_drops_nothing_needs_no_seed():
    assert SimpleRNNCell(2).variables == []
    assert len(SimpleRNNCell(2, dropout=0.1).variables) == 1


def test_a_single_state_may_come_without_a_list():
    y, [h] = SimpleRNNCell(2)(np.ones((3, 4)), np.zeros((3, 2)))
    assert y is h
    assert h.shape == (3, 2)


def test_states_begin_at_zero_in_the_dtype_of_the_cell():
    [h] = SimpleRNNCell(2, dtype="mixed_bfloat16").get_initial_state(3)
    assert (h.shape, h.dtype, float(abs(h).max())) == ((3, 2), "bfloat16", 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": 0}, "`units` must be a whole number >= 1, got 0"),
        ({"dropout": 2}, "`dropout` must be between 0 and 1, got 2"),
        ({"recurrent_dropout": -1}, "`recurrent_dropout` must be between 0 and 1, got -1"),
    ],
)
def test_it_refuses_options_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        SimpleRNNCell(**{"units": 2, **options})


def test_it_refuses_an_open_axis_of_features():
    with pytest.raises(ShapeError, match="Axis -1 of the input must have a fixed size"):
        SimpleRNNCell(2)(Input((None,)), [Input((2,))])


def test_a_subclass_without_a_step_says_so():
    class Still(Cell):
        gates = 1

    options = (None, None, None)
    with pytest.raises(NotImplementedError, match="Still must define `advance`"):
        Still(2, None, True, options, options, options, 0, 0, None)(np.ones((1, 2)), [X[0]])
