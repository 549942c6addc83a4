"""Optimizers written as in Keras work by both faces."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import Variable, jit
from deepkit.errors import NotBuiltError
from deepkit.optimizers import SGD, Optimizer


class Momentum(Optimizer):
    """Written after the example in Keras's documentation."""

    def __init__(self, momentum=0.9, **kwargs):
        super().__init__(**kwargs)
        self.momentum = momentum

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.momentums = [
            self.add_variable_from_reference(reference_variable=v, name="momentum")
            for v in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        rate = ops.cast(learning_rate, variable.dtype)
        m = self.momentums[self._get_variable_index(variable)]
        self.assign(m, m * self.momentum - gradient * rate)
        self.assign_add(variable, m)


def pair():
    return [Variable([1.0, 2.0], name="a"), Variable([[3.0]], name="b")]


GRADS = [np.float32([1.0, -1.0]), np.float32([[2.0]])]


def test_it_does_what_the_same_rule_does():
    ours, theirs = pair(), pair()
    for _ in range(3):
        SGD(0.1).apply(GRADS, pair())
    mine, sgd = Momentum(learning_rate=0.1), SGD(0.1, 0.9)
    for _ in range(3):
        mine.apply(GRADS, ours)
        sgd.apply(GRADS, theirs)
    for a, b in zip([*ours, *mine.variables], [*theirs, *sgd.variables], strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-6)


def test_its_pure_face_is_compiled():
    variables, optimizer = pair(), Momentum(learning_rate=0.1)
    optimizer.build(variables)
    params = {key: v.value for key, v in optimizer.targets.items()}
    grads = dict(zip(params, GRADS, strict=True))
    params, state = jit(optimizer.apply_state)(grads, params, optimizer.init_state(params))
    np.testing.assert_allclose(params["a"], [0.9, 2.1], rtol=1e-6)
    np.testing.assert_allclose(state["own"][1], [[-0.2]], rtol=1e-6)
    assert optimizer.variables[2].numpy().tolist() == [0.0, 0.0]


def test_its_config_has_the_base_options_and_its_own():
    config = Momentum(momentum=0.5, learning_rate=0.25, clipnorm=1.0).get_config()
    assert (config["momentum"], config["learning_rate"], config["clipnorm"]) == (0.5, 0.25, 1.0)
    assert Momentum.from_config(config).get_config() == config


def test_options_work_around_it():
    [a, _], optimizer = pair(), Momentum(learning_rate=0.1, gradient_accumulation_steps=2)
    optimizer.apply([[1.0, 1.0]], [a])
    np.testing.assert_array_equal(a.numpy(), [1.0, 2.0])
    optimizer.apply([[3.0, 3.0]], [a])
    np.testing.assert_allclose(a.numpy(), [0.8, 1.8], rtol=1e-6)


def test_variables_are_added_for_several_names_at_once():
    optimizer, variables = Momentum(learning_rate=0.1), pair()
    lists = optimizer.add_optimizer_variables(variables, ["m", "v"], ["zeros", "ones"])
    assert [v.name for v in lists[0]] == ["a_m", "b_m"]
    assert lists[1][1].numpy().tolist() == [[1.0]]
    assert len(optimizer.add_optimizer_variables(variables, "u")) == 2


def test_a_step_may_subtract_and_count_on_its_own():
    class Counting(Optimizer):
        def build(self, variables):
            super().build(variables)
            self.count = self.add_variable((), dtype="int32", name="count")

        def update_step(self, gradient, variable, learning_rate):
            self.assign_add(self.count, 1 + self.iterations)
            self.assign_sub(variable, gradient)

    [a, _], optimizer = pair(), Counting(0.1)
    for _ in range(2):
        optimizer.apply([[1.0, 1.0]], [a])
    assert (int(optimizer.count), a.numpy().tolist()) == (3, [-1.0, 0.0])


def test_its_state_is_not_known_before_it_is_built():
    with pytest.raises(NotBuiltError, match=r"`init_state` needs the variables of optimizer 'mom"):
        Momentum(learning_rate=0.1).init_state({"a": np.ones(2)})


def test_a_variable_it_was_not_built_with_is_refused():
    a, b = pair()
    optimizer = Momentum(learning_rate=0.1)
    optimizer.apply([GRADS[0]], [a])
    with pytest.raises(ValueError, match=r"not among the 1 variables that Momentum was built with"):
        optimizer.apply(GRADS, [a, b])


def test_a_step_must_be_defined():
    with pytest.raises(NotImplementedError, match=r"SGD must define `update_step`"):
        SGD().update_step(1.0, Variable(1.0), 0.1)
