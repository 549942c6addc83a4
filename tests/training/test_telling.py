"""How layers are wired and what they hold is a part of the key of a model."""

import functools

import numpy as np

import deepkit
from deepkit import Input, Model, layers, losses, ops
from deepkit import regularizers as reg
from deepkit.layers import Dense
from deepkit.training._telling import INPUTS, OUTPUTS
from tests.training._keys import differ, drawn, key, stack, two
from tests.training._twins import LABELS, X, Y

# --- wiring ----------------------------------------------------------------------------------


def test_a_shared_layer_is_not_two_layers():
    def shared(x):
        layer = Dense(4)
        return Dense(1)(layer(layer(x)))

    assert differ(
        functools.partial(drawn, shared),
        functools.partial(drawn, lambda x: Dense(1)(Dense(4)(Dense(4)(x)))),
        functools.partial(drawn, lambda x: Dense(1)(Dense(4)(x))),
    )


def test_other_wiring_of_the_same_layers_has_another_key():
    def wired(order):
        def draw(x):
            first, second = Dense(4, activation="tanh")(x), Dense(4, activation="relu")(x)
            a, b = (first, second) if order else (second, first)
            return Dense(1)(a - b)

        return lambda: drawn(draw)

    assert differ(wired(True), wired(False))


def test_constants_and_options_of_operations_are_a_part_of_the_key():
    draws = [
        lambda x: Dense(1)(x) * 2,
        lambda x: Dense(1)(x) * 2.0,
        lambda x: Dense(1)(x) * 3.0,
        lambda x: 3.0 - Dense(1)(x),
        lambda x: Dense(1)(x) - 3.0,
        lambda x: Dense(1)(x[:, 1:]),
        lambda x: Dense(1)(x[:, 2:]),
        lambda x: Dense(1)(x[:, ::2]),
        lambda x: Dense(1)(x + np.arange(4, dtype="float32")),
        lambda x: Dense(1)(x + np.arange(1, 5, dtype="float32")),
        lambda x: Dense(1)(x * np.arange(4, dtype="float32")),
        lambda x: Dense(1)(ops.sum(x, axis=1, keepdims=True)),
        lambda x: Dense(1)(ops.max(x, axis=1, keepdims=True)),
    ]
    assert differ(*(functools.partial(drawn, draw) for draw in draws))


def test_inputs_of_another_order_shape_or_dtype_have_another_key():
    def made(change=False, **options):
        a, b = Input((4,), **options), Input((4,))
        inputs = [b, a] if change else [a, b]
        model = Model(inputs, Dense(1)(a) + Dense(1, activation="tanh")(b))
        model.compile("sgd", "mse")
        return key(model, batch=([X, X], Y, None))

    assert len({made(), made(True), made(dtype="float16")}) == 3


def test_outputs_and_the_keys_of_dicts_are_a_part_of_the_key():
    def made(form):
        x = Input((4,))
        a, b = Dense(1)(x), Dense(1, activation="tanh")(x)
        return key(Model(x, form(a, b)), "predict")

    forms = [
        lambda a, b: [a, b],
        lambda a, b: (a, b),
        lambda a, b: [b, a],
        lambda a, b: {"a": a, "b": b},
        lambda a, b: {"b": b, "a": a},
        lambda a, b: {"b": a, "a": b},
        lambda a, b: {"c": a, "b": b},
    ]
    found = [made(form) for form in forms]
    assert None not in found
    assert len(set(found)) == len(found)


def test_names_are_a_part_of_the_key_where_data_comes_by_name():
    def made(first, second):
        a, b = Input((4,), name=first), Input((4,), name=second)
        model = Model([a, b], Dense(1, name="out")(a - b))
        model.compile("sgd", "mse")
        batch = [X, X], Y, None
        return [key(model, batch=batch, named=named) for named in (set(), {INPUTS})]

    (plain, named), (other, swapped) = made("a", "b"), made("b", "a")
    assert plain == other
    assert named != swapped
    assert named == made("a", "b")[1]


def test_names_of_outputs_are_a_part_of_the_named_key():
    def made(first, second):
        x = Input((4,), name="x")
        model = Model(x, [Dense(1, name=first)(x), Dense(1, name=second)(x)])
        model.compile("sgd", "mse")
        return key(model, batch=(X, [Y, Y], None), named={OUTPUTS})

    assert made("a", "b") != made("b", "a")
    assert made("a", "b") == made("a", "b")


def test_names_count_where_a_model_within_is_called_on_a_dict():
    def made(first, second):
        a, b = Input((4,), name=first), Input((4,), name=second)
        inner = Model([a, b], Dense(1)(a - b), name="inner")
        x = Input((4,), name="x")
        model = Model(x, inner({"a": x, "b": 2 * x}))
        model.compile("sgd", "mse")
        return key(model)

    assert made("a", "b") != made("b", "a")


def test_models_within_models_are_told():
    def made(activation, units=3):
        inner = deepkit.Sequential([Input((4,)), Dense(units, activation=activation)])
        return lambda: stack(inner, Dense(1))

    assert key(made("tanh")()) == key(made("tanh")())
    assert differ(made("tanh"), made("relu"), made("tanh", 4))


# --- state that is no Variable ---------------------------------------------------------------


def test_constants_of_layers_are_a_part_of_the_key():
    makers = [
        lambda: stack(layers.Rescaling(2.0), Dense(1)),
        lambda: stack(layers.Rescaling(3.0), Dense(1)),
        lambda: stack(layers.Rescaling(3.0, offset=1.0), Dense(1)),
        lambda: stack(layers.Rescaling([1.0, 2.0, 3.0, 4.0]), Dense(1)),
        lambda: stack(layers.Rescaling([1.0, 2.0, 3.0, 5.0]), Dense(1)),
        lambda: stack(layers.GaussianNoise(0.1), Dense(1)),
        lambda: stack(layers.GaussianNoise(0.2), Dense(1)),
        lambda: stack(layers.BatchNormalization(momentum=0.9), Dense(1)),
        lambda: stack(layers.BatchNormalization(momentum=0.8), Dense(1)),
        lambda: stack(layers.BatchNormalization(epsilon=0.1), Dense(1)),
    ]
    assert differ(*makers)


def test_arrays_kept_as_attributes_are_a_part_of_the_key():
    def made(array):
        model = two()
        model.layers[0].table = array
        return key(model)

    one = np.arange(3.0)
    tables = [one, one.copy(), one + 1, one.astype("float32"), one.reshape(3, 1), one.tolist()]
    found = [made(table) for table in tables]
    assert found[0] == found[1] is not None
    assert len(set(found)) == 5
    assert made(np.zeros(10**6)) is None


def test_explicit_seeds_may_differ_only_if_they_are_state():
    found = [key(stack(layers.Dropout(0.5, seed=seed), Dense(1))) for seed in (1, 2)]
    assert None not in found
    rates = [key(stack(layers.Dropout(rate), Dense(1))) for rate in (0.5, 0.25)]
    assert rates[0] != rates[1]


def test_a_variable_that_the_state_does_not_carry_is_a_constant_nobody_can_tell():
    model = two()
    holder = reg.L2(0.1)
    holder.l2 = deepkit.Variable(0.5)
    model.layers[0].kernel.regularizer = holder
    assert key(model) is None


def test_labels_for_one_of_several_outputs_are_told():
    def made(loss):
        x = Input((4,))
        model = Model(x, [Dense(1, name="a")(x), Dense(3, name="b")(x)])
        model.compile("sgd", loss)
        return key(model, batch=(X, [Y, LABELS], None))

    cross = losses.SparseCategoricalCrossentropy(from_logits=True)
    assert len({made(["mse", cross]), made(["mae", cross]), made({"b": cross})}) == 3
