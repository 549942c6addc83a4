"""Gradients of the rows of a table."""

import numpy as np

from deepkit import backend, ops
from deepkit.optimizers import SGD, Optimizer, RowGradient
from deepkit.optimizers._row_gradient import on_values, spread, values_in

TABLE = backend.convert([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
# The last place does not count.
GRAD = RowGradient(np.int32([2, 0, 3]), np.float32([[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]]))
WHOLE = [[3.0, 4.0], [0.0, 0.0], [1.0, 2.0]]


def test_it_is_spread_over_the_table_with_zeros_elsewhere():
    np.testing.assert_array_equal(spread(GRAD, TABLE), WHOLE)


def test_functions_go_to_its_values_and_to_those_of_others():
    assert on_values(lambda values: 2 * values, GRAD).values[0].tolist() == [2.0, 4.0]
    assert on_values(lambda values: 2 * values, 3) == 6
    assert values_in(GRAD) is GRAD.values
    assert values_in(TABLE) is TABLE


def test_an_optimizer_updates_the_rows_it_names():
    optimizer = SGD(0.1)
    state = optimizer.init_state({"t": TABLE})
    params, _ = optimizer.apply_state({"t": GRAD}, {"t": TABLE}, state)
    np.testing.assert_allclose(params["t"], TABLE - 0.1 * np.float32(WHOLE), rtol=1e-6)


def test_an_optimizer_that_cannot_update_rows_gets_a_whole_gradient():
    for optimizer in (SGD(0.1, use_ema=True), SGD(0.1, gradient_accumulation_steps=2)):
        params, state = {"t": TABLE}, optimizer.init_state({"t": TABLE})
        for _ in range(optimizer.gradient_accumulation_steps or 1):
            params, state = optimizer.apply_state({"t": GRAD}, params, state)
        np.testing.assert_allclose(params["t"], TABLE - 0.1 * np.float32(WHOLE), rtol=1e-6)


def test_a_subclass_with_an_update_of_its_own_does_not_inherit_what_was_said_of_another():
    class Shrinking(SGD):
        def update(self, grad, param, slots, rate, step):
            return 0.5 * param, {}

    class Renamed(SGD):
        pass

    assert Renamed(0.1).updates_rows("t")
    assert not Shrinking(0.1).updates_rows("t")
    assert not Shrinking(0.1).updates_rows("t", lazily=True)


def test_rules_of_users_update_rows_if_they_say_so():
    class Normed(Optimizer):
        def update(self, grad, param, slots, rate, step):
            return param - rate * grad / ops.norm(grad), slots

    class Signed(Optimizer):
        row_wise = True

        def update(self, grad, param, slots, rate, step):
            return param - rate * ops.sign(grad), slots

    class Renamed(Signed):
        pass

    found = [kind(0.1).updates_rows("t", lazily=True) for kind in (Normed, Signed, Renamed)]
    assert found == [False, True, True]


def test_who_changes_the_call_itself_gets_whole_gradients():
    class Own(Optimizer):
        def apply_state(self, grads, params, state):
            return params, state

    class Old(Optimizer):
        def update_step(self, gradient, variable, learning_rate):
            pass

    assert not Own(0.1).updates_rows("t", lazily=True)
    assert not Old(0.1).updates_rows("t", lazily=True)
