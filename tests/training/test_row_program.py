"""How many rows the program of prediction gets: a function of the program and of sizes."""

import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.backend import leaves, values_of
from deepkit.training._row_program import RowProgram


def program_of(model):
    programs = model.cache.get(model, "predict")
    return RowProgram(programs), values_of(leaves(programs.variables))


def dense(units, width):
    return deepkit.Sequential([deepkit.Input((width,)), layers.Dense(units)])


class Mixing(layers.Layer):
    """A layer whose rows see each other."""

    def call(self, x):
        return x - ops.mean(x, axis=0)


def rows(model, shape, full, *, is_full=False):
    program, values = program_of(model)
    filling = program.filling(values, np.ones(shape, "float32"), full, is_full=is_full)
    return None if filling is None else filling.rows


def test_outputs_are_told_with_their_values():
    model = dense(2, 3)
    program, values = program_of(model)
    x = np.ones((4, 3), "float32")
    outputs, changes = program.program(values, (x, None, None))
    np.testing.assert_allclose(outputs, x @ model.get_weights()[0], rtol=1e-6)
    assert not leaves(changes)


def test_batches_of_tiny_models_get_all_the_rows_of_a_full_one():
    assert [rows(dense(2, 3), (n, 3), 32) for n in (1, 7, 8, 31)] == [32, 32, 32, 32]


def test_batches_of_small_models_get_eight_rows_or_twice_as_many():
    model = dense(64, 64)
    found = [rows(model, (n, 64), 32) for n in (1, 2, 7, 8, 9, 12, 25)]
    assert found == [8, 8, 8, None, 16, 16, 32]


def test_a_batch_never_gets_more_rows_than_a_full_one():
    assert rows(dense(2, 3), (2, 3), 5) == 5


def test_work_is_not_made_for_the_sake_of_equal_bits():
    model = dense(256, 256)
    assert [rows(model, (n, 256), 32) for n in (1, 2, 5, 9)] == [None, None, 6, 12]


def test_a_full_batch_is_a_full_batch():
    assert rows(dense(256, 256), (1, 256), 32, is_full=True) == 32


@pytest.mark.parametrize("is_full", [True, False])
def test_rows_that_see_each_other_are_left_alone(is_full):
    model = deepkit.Sequential([deepkit.Input((3,)), Mixing()])
    assert rows(model, (5, 3), 32, is_full=is_full) is None


def test_a_model_that_draws_is_left_alone():
    class Drawing(layers.Layer):
        def call(self, x):
            return x + deepkit.random.normal(ops.shape(x))

    model = deepkit.Sequential([deepkit.Input((3,)), Drawing()])
    assert rows(model, (5, 3), 32) is None


def test_a_model_that_counts_its_batches_is_left_alone():
    class Counting(layers.Layer):
        def build(self, shape):
            self.count = self.add_weight((), "zeros", trainable=False)

        def call(self, x):
            self.count.assign_add(1.0)
            return x

    model = deepkit.Sequential([deepkit.Input((3,)), Counting()])
    assert rows(model, (5, 3), 32) is None


def test_a_model_that_runs_eagerly_is_left_alone():
    model = dense(2, 3)
    model.run_eagerly = True
    program, values = program_of(model)
    x = np.ones((5, 3), "float32")
    assert program.filling(values, x, 32, is_full=True) is None
    np.testing.assert_allclose(program.program(values, (x, None, None))[0], model(x))
