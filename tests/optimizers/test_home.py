"""State is kept by the keys of variables, also while they are not trained."""

import copy
import pickle

import numpy as np

from deepkit.backend import Variable, infer, jit, stateless
from deepkit.optimizers import SGD, Adam


def variables(*names):
    return [Variable([1.0, 2.0], name=name) for name in names]


def trained(optimizer, those):
    optimizer.apply([np.ones(v.shape) for v in those], those)


def test_the_slots_of_a_frozen_variable_are_there_when_it_comes_back():
    a, b = variables("a", "b")
    optimizer = SGD(0.5, momentum=0.5)
    trained(optimizer, [a, b])
    slot = optimizer.state_variables()["slots"]["b"]["momentum"]
    optimizer.build([a])
    assert optimizer.state_variables()["slots"].keys() == {"a"}
    optimizer.build([a, b])
    assert optimizer.state_variables()["slots"]["b"]["momentum"] is slot


def test_a_new_variable_gets_fresh_slots_and_the_others_keep_theirs():
    a, b = variables("a", "b")
    optimizer = SGD(0.5, momentum=0.5)
    trained(optimizer, [a])
    trained(optimizer, [a, b])
    slots = optimizer.state_variables()["slots"]
    np.testing.assert_array_equal(slots["a"]["momentum"].numpy(), [-0.75, -0.75])
    np.testing.assert_array_equal(slots["b"]["momentum"].numpy(), [-0.5, -0.5])


def test_a_variable_that_joins_late_is_averaged_with_itself():
    a, b = variables("a", "b")
    optimizer = SGD(0.5, use_ema=True)
    trained(optimizer, [a])
    optimizer.build([a, b])
    np.testing.assert_array_equal(optimizer.state_variables()["average"]["b"].numpy(), [1.0, 2.0])


def test_equal_paths_are_told_apart():
    a, b = variables("w", "w")
    optimizer = SGD(0.5)
    optimizer.build([a, b])
    assert optimizer.targets == {"w": a, "w#1": b}


def test_keys_may_be_given_and_what_they_stood_for_before_is_forgotten():
    a, b = variables("a", "b")
    optimizer = SGD(0.5, momentum=0.5)
    optimizer.build({"x": a})
    trained(optimizer, [a])
    optimizer.build({"x": b})
    slot = optimizer.state_variables()["slots"]["x"]["momentum"]
    np.testing.assert_array_equal(slot.numpy(), [0.0, 0.0])


def test_variables_are_listed_in_the_order_of_the_last_build():
    a, b = variables("a", "b")
    optimizer = SGD(momentum=0.5)
    optimizer.build([b, a])
    assert [v.path for v in optimizer.variables[2:]] == ["sgd/b_momentum", "sgd/a_momentum"]


def test_it_can_be_built_while_a_function_around_it_is_traced():
    [a] = variables("a")
    optimizer = Adam()

    def step(grad):
        optimizer.apply([grad], [a])
        return a.value

    infer(stateless(step, [a]), [np.ones(2, "float32")], np.ones(2, "float32"))
    compiled = jit(stateless(step, [a, *optimizer.variables]))
    values = [v.value for v in (a, *optimizer.variables)]
    assert int(compiled(values, np.ones(2, "float32"))[1][1]) == 1


def test_a_copy_goes_its_own_way():
    [a] = variables("a")
    optimizer = SGD(0.5, momentum=0.5)
    trained(optimizer, [a])
    for again in (copy.deepcopy(optimizer), pickle.loads(pickle.dumps(optimizer))):
        again.apply([[1.0, 1.0]])
        assert int(again.iterations) == 2
    assert int(optimizer.iterations) == 1
