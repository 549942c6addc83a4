"""Models have one key only if nobody could tell their programs apart."""

import functools

import numpy as np
import pytest

import deepkit
from deepkit import activations, constraints, initializers, layers, losses, metrics, optimizers
from deepkit import regularizers as reg
from deepkit.layers import Dense
from tests.training._keys import differ, key, stack, two
from tests.training._twins import X, Y

# --- what is shared --------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["train", "test", "predict"])
def test_equal_models_have_one_key_whatever_their_names(phase):
    first, second = two(metrics=["mae"]), two(metrics=["mae"])
    assert first.layers[0].name != second.layers[0].name
    assert key(first, phase) == key(second, phase) is not None


def test_a_key_is_the_same_before_and_after_training():
    model = stack(Dense(3), layers.BatchNormalization(), layers.Dropout(0.5), Dense(1))
    before = key(model)
    model.fit(X, Y, verbose=0)
    assert key(model) == before is not None


def test_phases_have_keys_of_their_own():
    model = two()
    assert len({key(model, phase) for phase in ("train", "test", "predict")}) == 3


def test_clones_and_copies_from_configs_have_the_key():
    model = two(metrics=["mae"])
    clone = deepkit.models.clone_model(model)
    again = deepkit.Sequential.from_config(model.get_config())
    again.compile("sgd", "mse", metrics=["mae"])
    assert key(model) == key(clone) == key(again) is not None


def test_a_loaded_model_has_the_key_of_the_one_that_was_saved(tmp_path):
    model = two(metrics=["mae"])
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = deepkit.saving.load_model(tmp_path / "model.keras")
    assert key(loaded) == key(model) is not None


def test_compiling_again_keeps_the_key_and_a_learning_rate_is_no_part_of_it():
    model = two()
    before = key(model)
    model.compile(optimizers.SGD(0.5), "mse")
    assert key(model) == before
    model.optimizer.learning_rate = 0.25
    assert key(model) == before


def test_what_a_phase_does_not_use_is_no_part_of_its_key():
    def found(phase, **told):
        return key(two(**told), phase)

    assert found("predict", optimizer="sgd", loss="mse") == found("predict", loss="mae")
    assert found("test", optimizer="sgd") == found("test", optimizer="adam")


def test_weights_and_initializers_and_drawn_seeds_are_no_part_of_a_key():
    def made(start, seed):
        return stack(Dense(1, kernel_initializer=start, bias_initializer="ones"))

    assert key(made("zeros", 1)) == key(made(initializers.GlorotNormal(7), 2))
    assert key(stack(layers.Dropout(0.5), Dense(1))) == key(stack(layers.Dropout(0.5), Dense(1)))


def test_names_of_metrics_are_no_part_of_a_key():
    assert key(two(metrics=[metrics.AUC()])) == key(two(metrics=[metrics.AUC(name="b")]))


# --- what is not shared ----------------------------------------------------------------------


LAYERS = [
    lambda: Dense(1),
    lambda: Dense(2),
    lambda: Dense(1, activation="tanh"),
    lambda: Dense(1, activation="relu"),
    lambda: Dense(1, use_bias=False),
    lambda: Dense(1, kernel_regularizer="l2"),
    lambda: Dense(1, kernel_regularizer=reg.L2(0.5)),
    lambda: Dense(1, kernel_regularizer=reg.L1(0.5)),
    lambda: Dense(1, bias_regularizer=reg.L2(0.5)),
    lambda: Dense(1, activity_regularizer=reg.L2(0.5)),
    lambda: Dense(1, kernel_constraint="non_neg"),
    lambda: Dense(1, kernel_constraint=constraints.MaxNorm(1.0)),
    lambda: Dense(1, kernel_constraint=constraints.MaxNorm(2.0)),
    lambda: Dense(1, bias_constraint=constraints.MaxNorm(2.0)),
    lambda: Dense(1, trainable=False),
    lambda: Dense(1, dtype="mixed_bfloat16"),
    lambda: Dense(1, dtype="bfloat16"),
    lambda: Dense(1, autocast=False),
    lambda: layers.EinsumDense("ab,bc->ac", 1, bias_axes="c"),
]


def test_layers_of_other_options_have_other_keys():
    assert differ(*(lambda make=make: stack(make(), Dense(1)) for make in LAYERS))


def test_numbers_that_python_takes_for_equal_have_other_keys():
    def changed(value):
        model = two()
        model.layers[0].marker = value
        return model

    values = [1, 1.0, True, "1", b"1", 0.0, -0.0, None, (1,), [1], {1: 1}, {1}, np.int32(1)]
    assert differ(*(functools.partial(changed, value) for value in values))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("activation", activations.relu),
        ("use_bias", False),
        ("kernel_regularizer", reg.L2(0.1)),
        ("activity_regularizer", reg.L2(0.1)),
        ("dtype_policy", deepkit.dtype_policies.DTypePolicy("mixed_bfloat16")),
        ("supports_masking", False),
        ("trainable", False),
        ("marker", 3),
        *((name, 3) for name in ("loss", "optimizer", "history", "_steps", "_cache", "names")),
    ],
)
def test_an_attribute_changed_after_construction_makes_another_key(name, value):
    model, other = two(), two()
    setattr(other.layers[0], name, value)
    assert key(other) not in (key(model), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("regularizer", reg.L1(0.1)), ("constraint", constraints.NonNeg()), ("autocast", False)],
)
def test_an_attribute_of_a_variable_changed_makes_another_key(name, value):
    model, other = two(), two()
    setattr(other.layers[0].kernel, name, value)
    assert key(other) not in (key(model), None)


def test_which_variables_are_trained_is_a_part_of_the_key():
    def frozen(place):
        model = two()
        if place is not None:
            model.layers[place].trainable = False
        return model

    assert differ(*(functools.partial(frozen, place) for place in (None, 0, 1)))


def test_a_frozen_variable_is_told_in_all_phases_for_layers_ask_for_it():
    def made(trainable):
        model = stack(layers.BatchNormalization(), Dense(1))
        model.layers[0].trainable = trainable
        return model

    for phase in ("train", "test", "predict"):
        assert key(made(True), phase) != key(made(False), phase)


LOSSES = [
    lambda: "mse",
    lambda: "mae",
    lambda: losses.Huber(1.0),
    lambda: losses.Huber(2.0),
    lambda: losses.MeanSquaredError(reduction="sum"),
    lambda: losses.MeanSquaredError(dtype="float16"),
    lambda: losses.BinaryCrossentropy(),
    lambda: losses.BinaryCrossentropy(from_logits=True),
    lambda: losses.BinaryCrossentropy(label_smoothing=0.1),
]


def test_other_losses_have_other_keys():
    assert differ(*(lambda make=make: two(loss=make()) for make in LOSSES))


def test_weights_of_losses_are_a_part_of_the_key():
    assert differ(*(functools.partial(two, loss_weights=[weight]) for weight in (1.0, 2.0)))


METRICS = [
    {},
    {"metrics": ["mae"]},
    {"metrics": ["mse"]},
    {"metrics": ["mae", "mse"]},
    {"metrics": ["mse", "mae"]},
    {"weighted_metrics": ["mae"]},
    {"metrics": [metrics.BinaryAccuracy(threshold=0.5)]},
    {"metrics": [metrics.BinaryAccuracy(threshold=0.6)]},
    {"metrics": [metrics.AUC(num_thresholds=10)]},
    {"metrics": [metrics.AUC(num_thresholds=11)]},
    {"metrics": [metrics.AUC(num_thresholds=11, curve="PR")]},
]


def test_other_metrics_have_other_keys():
    assert differ(*(functools.partial(two, **told) for told in METRICS))


OPTIMIZERS = [
    lambda: optimizers.SGD(0.1),
    lambda: optimizers.SGD(0.1, momentum=0.8),
    lambda: optimizers.SGD(0.1, momentum=0.9),
    lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    lambda: optimizers.SGD(0.1, weight_decay=0.1),
    lambda: optimizers.SGD(0.1, weight_decay=0.2),
    lambda: optimizers.SGD(0.1, clipnorm=1.0),
    lambda: optimizers.SGD(0.1, clipvalue=1.0),
    lambda: optimizers.SGD(0.1, global_clipnorm=1.0),
    lambda: optimizers.SGD(0.1, use_ema=True),
    lambda: optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5),
    lambda: optimizers.SGD(0.1, gradient_accumulation_steps=2),
    lambda: optimizers.SGD(0.1, gradient_accumulation_steps=3),
    lambda: optimizers.SGD(0.1, loss_scale_factor=2.0),
    lambda: optimizers.Adam(0.1),
    lambda: optimizers.Adam(0.1, beta_1=0.8),
    lambda: optimizers.Adam(0.1, epsilon=1e-3),
    lambda: optimizers.Adam(0.1, amsgrad=True),
    lambda: optimizers.AdamW(0.1),
    lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)),
    lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.2, 10, 0.5)),
    lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.2, 10, 0.5, True)),
    lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1)),
    lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1), dynamic_growth_steps=3),
]


def test_other_optimizers_have_other_keys():
    assert differ(*(lambda make=make: two(optimizer=make()) for make in OPTIMIZERS))


def test_what_weight_decay_leaves_alone_is_a_part_of_the_key():
    def made(names=(), place=None):
        model = two(optimizer=optimizers.AdamW(0.1))
        if place is not None:
            model.optimizer.exclude_from_weight_decay(var_list=[model.weights[place]])
        if names:
            model.optimizer.exclude_from_weight_decay(var_names=names)
        return model

    makers = [made, functools.partial(made, ["bias"]), functools.partial(made, ["kernel"])]
    assert differ(*makers, *(functools.partial(made, place=place) for place in (0, 1)))


def test_which_optimizer_a_variable_has_is_a_part_of_the_key():
    def made(pattern):
        model = two()
        pairs = [(pattern, optimizers.SGD(0.1)), ("", optimizers.Adam(0.1))]
        model.compile(optimizers.MultiOptimizer(pairs), "mse")
        return model

    found = [key(made(pattern)) for pattern in ("kernel", "bias", "kernel$")]
    assert None not in found
    assert found[0] == found[2] != found[1]
