"""Keras's face: Variables in, Variables changed."""

import numpy as np
import pytest

from deepkit.backend import Variable, leaves
from deepkit.errors import NotBuiltError
from deepkit.optimizers import SGD, Adam


def pair():
    return [Variable([1.0, 2.0], name="a"), Variable(3.0, name="b")]


GRADS = [np.float32([1.0, -1.0]), np.float32(0.5)]


def test_gradients_and_variables_may_come_in_pairs():
    variables, optimizer = pair(), SGD(0.5)
    counter = optimizer.apply_gradients(zip(GRADS, variables, strict=True))
    assert variables[0].numpy().tolist() == [0.5, 2.5]
    assert int(counter) == int(optimizer.iterations) == 1


def test_once_built_the_variables_need_not_be_given():
    variables, optimizer = pair(), SGD(0.5)
    optimizer.build(variables)
    optimizer.apply(GRADS)
    assert float(variables[1]) == 2.75


def test_no_gradients_are_no_step():
    optimizer = SGD()
    optimizer.build(pair())
    optimizer.apply([])
    optimizer.apply_gradients([])
    assert int(optimizer.iterations) == 0


def test_what_needs_variables_says_so():
    for call in (lambda o: o.apply(GRADS), lambda o: o.state_variables()):
        with pytest.raises(NotBuiltError, match=r"needs the variables of optimizer 'sgd.*build"):
            call(SGD())
    with pytest.raises(NotBuiltError, match=r"`stateless_apply` needs"):
        SGD().stateless_apply([], [], [])


def test_the_stateless_form_returns_what_the_other_would_assign():
    variables, optimizer = pair(), Adam(0.5)
    optimizer.build(variables)
    own = [v.value for v in optimizer.variables]
    after, own_after = optimizer.stateless_apply(own, GRADS, [v.value for v in variables])
    assert variables[0].numpy().tolist() == [1.0, 2.0]
    optimizer.apply(GRADS)
    for a, b in zip([*after, *own_after], [*variables, *optimizer.variables], strict=True):
        np.testing.assert_array_equal(a, b.numpy())


def test_the_stateless_form_counts_its_lists():
    optimizer = SGD()
    optimizer.build(pair())
    with pytest.raises(ValueError, match=r"`optimizer_variables` must hold 2 arrays.* got 1"):
        optimizer.stateless_apply([0], GRADS, [0, 0])
    with pytest.raises(ValueError, match=r"`trainable_variables` must hold 2 arrays.* got 3"):
        optimizer.stateless_apply([0, 0], GRADS, [0, 0, 0])


def test_the_variables_of_the_state_have_its_structure():
    variables = pair()
    optimizer = Adam(amsgrad=True, use_ema=True)
    optimizer.build(variables)
    held = optimizer.state_variables()
    fresh = optimizer.init_state({key: v.value for key, v in optimizer.targets.items()})
    assert held.keys() == fresh.keys()
    assert [v.shape for v in leaves(held)] == [a.shape for a in leaves(fresh)]
    assert {id(v) for v in leaves(held)} == {id(v) for v in optimizer.variables}


def test_final_values_are_the_averages():
    variables, optimizer = pair(), SGD(0.5, use_ema=True, ema_momentum=0.5)
    for _ in range(2):
        optimizer.apply(GRADS, variables)
    optimizer.finalize_variable_values(variables)
    assert variables[0].numpy().tolist() == [0.25, 2.75]  # the mean of 0.5 and 0, of 2.5 and 3


def test_the_config_holds_the_present_rate_and_only_plain_values():
    optimizer = Adam(0.5, beta_1=0.8, clipnorm=1.0)
    optimizer.learning_rate = 0.25
    config = optimizer.get_config()
    assert (config["learning_rate"], config["beta_1"], config["clipnorm"]) == (0.25, 0.8, 1.0)
    assert list(config)[:2] == ["name", "learning_rate"]


def test_names_are_made_of_the_class_unless_given():
    assert [SGD().name, SGD().name, SGD(name="mine").name] == ["sgd", "sgd_1", "mine"]


def test_what_an_option_needs_that_was_set_after_build_is_made_at_the_next_update():
    optimizer, weight = SGD(0.5), Variable([4.0], name="w")
    optimizer.apply([[2.0]], [weight])
    optimizer.momentum, optimizer.use_ema = 0.5, True
    optimizer.state_variables()
    assert [v.numpy().tolist() for v in optimizer.variables][2:] == [[3.0], [0.0]]
    optimizer.apply([[2.0]], [weight])
    assert weight.numpy() == [2.0]


def test_slots_stay_when_an_option_is_set_after_build():
    optimizer, weight = SGD(0.5, momentum=0.5), Variable([4.0], name="w")
    optimizer.apply([[2.0]], [weight])
    before = optimizer.variables
    optimizer.clipnorm = 1.0
    optimizer.state_variables()
    assert optimizer.variables == before
    assert before[-1].numpy() == [-1.0]
