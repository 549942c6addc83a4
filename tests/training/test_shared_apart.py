"""Programs that models share compute for each of them what it is, and not what another is."""

import numpy as np
import pytest

import deepkit
from deepkit import Input, Model, activations, losses, metrics, optimizers
from deepkit.errors import DataError
from deepkit.layers import Dense
from tests.training._sharing import QUIET, alone, compiling, equal, trained, two
from tests.training._twins import X, Y


@pytest.fixture(autouse=True)
def _afresh():
    """Begin without programs of the tests before."""
    deepkit.utils.clear_session(free_memory=False)


# --- every model computes what it is ---------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        lambda: two(activation="relu"),
        lambda: two(units=4),
        lambda: two(optimizer=optimizers.SGD(0.01, momentum=0.5)),
        lambda: two(optimizer=optimizers.SGD(0.01, clipvalue=0.001)),
        lambda: two(loss="mae"),
        lambda: two(metrics=["mae"]),
        lambda: two(loss_weights=[2.0]),
    ],
)
def test_a_model_of_another_kind_is_not_given_the_programs(other):
    trained(two)
    shared = trained(other)
    with alone():
        assert equal(shared, trained(other))


def test_names_in_logs_are_those_of_the_model():
    def logs(name):
        model = two(metrics=[metrics.MeanAbsoluteError(name=name)])
        return list(model.fit(X, Y, **QUIET).history), list(model.evaluate(X, Y, **_dict))

    _dict = {"return_dict": True, "verbose": 0}
    assert logs("a") == (["a", "loss"], ["a", "loss"])
    with compiling() as programs:
        assert logs("z") == (["loss", "z"], ["loss", "z"])
    assert programs == []


def test_an_activation_changed_between_two_shapes_counts_for_its_model_alone():
    first, second = two(), two()
    second.set_weights(first.get_weights())
    first.predict(X, verbose=0, batch_size=5)
    first.layers[0].activation = activations.relu
    late = second.predict(X, verbose=0, batch_size=10)
    changed = first.predict(X, verbose=0, batch_size=7)
    with alone():
        expected, relu = two(), two(activation="relu")
        for model in (expected, relu):
            model.set_weights(first.get_weights())
    np.testing.assert_array_equal(late, expected.predict(X, verbose=0, batch_size=10))
    np.testing.assert_array_equal(changed, relu.predict(X, verbose=0, batch_size=7))


def test_what_a_callback_changes_during_fit_reaches_no_other_model():
    class Change(deepkit.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.layers[0].activation = activations.relu

    two().fit(X[:8], Y[:8], verbose=0, batch_size=5, callbacks=[Change()])
    shared = trained(two, batch_size=7)
    with alone():
        assert equal(shared, trained(two, batch_size=7))


def test_a_change_after_programs_were_made_is_seen_at_the_next_call():
    model = two()
    model.predict(X, verbose=0)
    model.layers[0].activation = activations.relu
    relu = two(activation="relu")
    relu.set_weights(model.get_weights())
    np.testing.assert_array_equal(model.predict(X, verbose=0), relu.predict(X, verbose=0))


def test_a_layer_changed_after_compile_is_told_as_it_is_then():
    def made(value):
        model = two()
        model.layers[0].kernel.regularizer = deepkit.regularizers.L2(value)
        return model

    assert not equal(trained(lambda: made(0.5)), trained(lambda: made(5.0)))


def test_inputs_in_a_dict_go_by_the_names_of_the_model():
    def made(first, second):
        a, b = Input((4,), name=first), Input((4,), name=second)
        model = Model([a, b], Dense(1, kernel_initializer="ones")(a - 2 * b))
        model.compile("sgd", "mse")
        return model

    one, other, data = made("a", "b"), made("b", "a"), {"a": X, "b": 3 * X}
    listed = [one.predict([X, 3 * X], verbose=0), other.predict([3 * X, X], verbose=0)]
    named = [model.predict(data, verbose=0) for model in (one, other)]
    for found, expected in zip(named, listed, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert not np.allclose(*named)
    with compiling() as programs:
        made("b", "a").predict(data, verbose=0)
    assert programs == []


def test_targets_in_a_dict_go_by_the_names_of_the_model():
    def made(first, second):
        x = Input((4,), name="x")
        a = Dense(1, name=first, kernel_initializer="ones")(x)
        b = Dense(1, name=second, kernel_initializer="zeros")(x)
        model = Model(x, [a, b])
        model.compile("sgd", ["mse", "mse"])
        return model

    targets, options = {"a": Y, "b": 0 * Y}, {"verbose": 0, "return_dict": True}
    one = made("a", "b").evaluate(X, targets, **options)
    other = made("b", "a").evaluate(X, targets, **options)
    listed = made("b", "a").evaluate(X, [0 * Y, Y], **options)
    assert other == listed
    assert one["a_loss"] != other["a_loss"]


def test_a_target_of_another_name_is_refused_though_a_twin_knows_it():
    def made(name):
        x = Input((4,), name="x")
        model = Model(x, Dense(1, name=name)(x))
        model.compile("sgd", "mse")
        return model

    made("a").evaluate(X, {"a": Y}, verbose=0)
    with pytest.raises((ValueError, DataError), match="'a'"):
        made("b").evaluate(X, {"a": Y}, verbose=0)


def test_frozen_layers_are_not_trained_by_the_programs_of_a_twin():
    trained(two)
    model = two()
    model.layers[0].trainable = False
    before = model.get_weights()
    model.fit(X, Y, **QUIET)
    after = model.get_weights()
    assert [np.array_equal(a, b) for a, b in zip(before, after, strict=True)] == [True] * 2 + [
        False
    ] * 2


def test_state_of_an_optimizer_goes_on_after_freezing_and_thawing():
    def run():
        deepkit.utils.set_random_seed(5)
        model = two(optimizer=optimizers.Adam(0.1))
        for trainable in (True, False, True):
            model.layers[0].trainable = trainable
            model.fit(X, Y, **QUIET)
        return model.get_weights()

    with alone():
        expected = run()
    for _ in range(2):
        for found, wanted in zip(run(), expected, strict=True):
            np.testing.assert_array_equal(found, wanted)


def test_shared_and_separate_layers_keep_their_programs_apart():
    def made(shares):
        def build():
            x, first = Input((4,)), Dense(4, kernel_initializer="ones")
            second = first if shares else Dense(4, kernel_initializer="ones")
            model = Model(x, Dense(1)(second(first(x))))
            model.compile("sgd", "mse")
            return model

        return build

    trained(made(True))
    shared = trained(made(False))
    with alone():
        assert equal(shared, trained(made(False)))


def test_models_of_users_share_nothing():
    class Own(Dense):
        factor = 1.0

        def call(self, x):
            return super().call(x) * self.factor

    def predicted(factor):
        Own.factor = factor
        model = deepkit.Sequential([Input((4,)), Own(1, kernel_initializer="ones")])
        return model.predict(X, verbose=0)

    np.testing.assert_allclose(2 * predicted(1.0), predicted(2.0), rtol=1e-6)


def test_functions_of_users_share_nothing():
    def predicted(factor):
        layer = Dense(1, activation=lambda x: x * factor, kernel_initializer="ones")
        return deepkit.Sequential([Input((4,)), layer]).predict(X, verbose=0)

    np.testing.assert_allclose(2 * predicted(1.0), predicted(2.0), rtol=1e-6)


def test_switches_of_the_process_share_nothing():
    def loss():
        model = deepkit.Sequential([Input((4,)), Dense(1, "sigmoid", kernel_initializer="ones")])
        model.compile("sgd", losses.BinaryCrossentropy())
        return model.evaluate(100 * X, np.zeros_like(Y), verbose=0)

    before = loss()
    deepkit.config.set_epsilon(0.01)
    try:
        changed = loss()
    finally:
        deepkit.config.set_epsilon(1e-7)
    assert changed < before / 2
    assert loss() == before
