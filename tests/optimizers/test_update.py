"""A call does its parts in the right order, worked by hand."""

import numpy as np

from deepkit.backend import Variable
from deepkit.optimizers import SGD


def run(optimizer, grads, first=(10.0,), **options):
    variable = Variable(np.float32(first), name="w", **options)
    found = []
    for grad in grads:
        optimizer.apply([np.float32(grad)], [variable])
        found.append(round(float(variable.numpy()[0]), 5))
    return found


def test_gradients_are_unscaled_before_they_are_clipped():
    assert run(SGD(1.0, loss_scale_factor=4.0, clipvalue=1.0), [[2.0], [8.0]]) == [9.5, 8.5]


def test_the_mean_of_gradients_is_clipped_not_each_of_them():
    optimizer = SGD(1.0, gradient_accumulation_steps=2, clipvalue=1.0)
    assert run(optimizer, [[4.0], [-3.0]]) == [10.0, 9.5]


def test_weights_decay_only_where_there_is_an_update():
    optimizer = SGD(1.0, gradient_accumulation_steps=2, weight_decay=0.5)
    assert run(optimizer, [[1.0], [1.0]]) == [10.0, 4.0]


def test_updates_are_counted_not_calls():
    optimizer = SGD(1.0, gradient_accumulation_steps=2)
    run(optimizer, [[1.0]] * 5)
    assert int(optimizer.iterations) == 2


def test_averages_overwrite_weights_at_their_turn():
    # Weights 9, 8 -> average 9 then 8.5, which replaces the weight; 7.5 -> average 8.
    optimizer = SGD(1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
    assert run(optimizer, [[1.0]] * 3) == [9.0, 8.5, 7.5]
    assert optimizer.state_variables()["average"]["w"].numpy() == [8.0]


def test_constraints_come_last():
    def at_most_five(w):
        return w.clip(max=5.0)

    optimizer = SGD(1.0, use_ema=True)
    assert run(optimizer, [[1.0]], constraint=at_most_five) == [5.0]
    assert optimizer.state_variables()["average"]["w"].numpy() == [9.0]


def test_a_constraint_may_be_given_by_key():
    optimizer, variable = SGD(1.0), Variable([10.0], name="w")
    optimizer.build([variable], constraints={"w": lambda w: w * 0})
    optimizer.apply([[1.0]])
    assert variable.numpy() == [0.0]


def test_a_gradient_is_taken_in_the_dtype_of_its_variable():
    optimizer = SGD(0.5, momentum=0.5, clipnorm=100.0, weight_decay=0.0)
    params = {"w": np.float16([1.0, 2.0])}
    state = optimizer.init_state(params)
    params, state = optimizer.apply_state({"w": np.float32([1.0, 1.0])}, params, state)
    assert params["w"].dtype == state["slots"]["w"]["momentum"].dtype == "float16"
    np.testing.assert_allclose(params["w"], [0.5, 1.5], rtol=1e-3)
