"""Switches of the process are told, and what users wrote has no key."""

import re
import sys
import types

import pytest

import deepkit
from deepkit import activations, layers, losses, metrics, ops, optimizers
from deepkit import regularizers as reg
from deepkit.configurable import fresh_names
from deepkit.layers import Dense
from tests.training._keys import differ, key, stack, two

# --- switches --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "value", "back"),
    [
        (deepkit.config.set_floatx, "float16", "float32"),
        (deepkit.config.set_epsilon, 1e-4, 1e-7),
        (deepkit.config.set_image_data_format, "channels_first", "channels_last"),
        (deepkit.config.set_dtype_policy, "mixed_bfloat16", None),
    ],
)
def test_switches_of_the_process_are_a_part_of_the_key(switch, value, back):
    model = two()
    before = key(model)
    switch(value)
    try:
        assert key(model) not in (before, None)
    finally:
        switch(back)
    assert key(model) == before


def test_a_policy_makes_another_key():
    def made(policy):
        def make():
            deepkit.config.set_dtype_policy(policy)
            try:
                return two()
            finally:
                deepkit.config.set_dtype_policy(None)

        return make

    assert differ(made(None), made("mixed_bfloat16"), made("mixed_float16"), made("float16"))


# --- what users bring ------------------------------------------------------------------------


class Own(layers.Dense):
    """A user's layer."""


class OwnModel(deepkit.Sequential):
    """A user's model."""


def own_function(x):
    return x


@pytest.mark.parametrize(
    "make",
    [
        lambda: stack(Own(1)),
        lambda: stack(Dense(1, activation=lambda x: x)),
        lambda: stack(Dense(1, activation=own_function)),
        lambda: stack(Dense(1, kernel_regularizer=own_function)),
        lambda: two(loss=lambda y, p: ops.mean(ops.square(y - p), axis=-1)),
        lambda: two(metrics=[lambda y, p: ops.mean(y - p, axis=-1)]),
        lambda: two(optimizer=type("Mine", (optimizers.SGD,), {})(0.1)),
        lambda: two(optimizer=optimizers.SGD(lambda: 0.1)),
        lambda: two(loss=type("Mine", (losses.Huber,), {})()),
        lambda: two(metrics=[type("Mine", (metrics.AUC,), {})()]),
    ],
)
def test_what_users_wrote_has_no_key(make):
    assert key(make()) is None


def test_a_model_class_of_the_user_has_no_key():
    model = OwnModel([deepkit.Input((4,)), Dense(1)])
    model.compile("sgd", "mse")
    assert key(model) is None


def test_a_class_that_pretends_to_be_ours_has_no_key():
    made = type("Dense", (layers.Dense,), {"__module__": layers.Dense.__module__})
    assert made.__qualname__ == "Dense"
    assert key(stack(made(1))) is None


def test_a_method_put_on_an_object_takes_its_key():
    model = two()
    model.layers[0].call = types.MethodType(lambda self, x: x[:, 1:], model.layers[0])
    assert key(model) is None


def test_a_method_put_on_a_class_takes_the_keys_of_its_objects(monkeypatch):
    model = two()
    before = key(model)
    monkeypatch.setattr(layers.Dense, "call", lambda self, x: x)
    assert key(model) is None
    monkeypatch.undo()
    assert key(model) == before is not None


def test_a_method_put_on_a_base_class_takes_the_keys_too(monkeypatch):
    model = two()
    monkeypatch.setattr(layers.Layer, "add_loss", lambda self, loss: None)
    assert key(model) is None


def test_a_function_replaced_in_its_module_is_not_ours(monkeypatch):
    model = two()
    before = key(model)
    module = sys.modules[activations.tanh.__module__]
    monkeypatch.setattr(module, "tanh", own_function)
    assert key(model) != before


def test_objects_of_unknown_kinds_take_the_key():
    for thing in (object(), re, open, iter([]), types.SimpleNamespace(a=1)):
        model = two()
        model.layers[0].thing = thing
        assert key(model) is None, thing


def test_a_structure_that_holds_itself_takes_the_key():
    model, holder = two(), reg.L2(0.1)
    holder.loop = [holder.l2]
    holder.loop.append(holder.loop)
    model.layers[0].kernel.regularizer = holder
    assert key(model) is None


def test_a_very_long_vocabulary_takes_the_key():
    model, holder = two(), reg.L2(0.1)
    holder.words = list(map(str, range(10**6)))
    model.layers[0].kernel.regularizer = holder
    assert key(model) is None


def test_names_of_one_program_are_counted_afresh_in_a_block():
    with fresh_names():
        first = two()
    with fresh_names():
        second = two()
    assert key(first) == key(second)
