"""Models of one key are compiled once, and each computes what it would compute alone."""

import gc
import threading
import weakref

import numpy as np
import pytest

import deepkit
from deepkit import Input, Model, layers, optimizers
from deepkit.layers import Dense
from tests.training._sharing import QUIET, alone, compiling, equal, trained, two
from tests.training._twins import X, Y


@pytest.fixture(autouse=True)
def _afresh():
    """Begin without programs of the tests before."""
    deepkit.utils.clear_session(free_memory=False)


# --- nothing is compiled twice ---------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "ftrl"])
def test_an_equal_model_is_trained_and_asked_without_compiling(optimizer):
    first = trained(lambda: two(optimizer=optimizer, metrics=["mae"]), batch_size=4)
    with compiling() as programs:
        second = trained(lambda: two(optimizer=optimizer, metrics=["mae"]), batch_size=4)
    assert programs == []
    assert equal(first, second)


def test_sharing_changes_no_bit():
    def make():
        stack = [Dense(6), layers.BatchNormalization(), layers.Dropout(0.5), Dense(1)]
        model = deepkit.Sequential([Input((4,)), *stack])
        model.compile(optimizers.Adam(0.1, global_clipnorm=0.5), "mse", metrics=["mae"])
        return model

    with alone():
        expected = trained(make, batch_size=4)
    assert equal(trained(make, batch_size=4), expected)
    assert equal(trained(make, batch_size=4), expected)


def test_the_order_of_names_shows_in_no_bit():
    def make(names):
        def build():
            stack = [Dense(3, name=name) for name in names]
            model = deepkit.Sequential([Input((4,)), *stack, Dense(1, name="m")])
            model.compile(optimizers.SGD(0.1, global_clipnorm=0.01), "mse")
            return model

        return build

    with alone():
        expected = [trained(make(names)) for names in ("abz", "zba")]
    assert equal(*expected)
    assert equal(trained(make("abz")), expected[0])
    with compiling() as programs:
        assert equal(trained(make("zba")), expected[1])
    assert programs == []


def test_compiling_again_and_other_learning_rates_compile_nothing():
    model = two(optimizer=optimizers.SGD(0.1))
    model.fit(X, Y, **QUIET)
    with compiling() as programs:
        model.compile(optimizers.SGD(0.2), "mse")
        model.fit(X, Y, **QUIET)
        model.optimizer.learning_rate = 0.3
        model.fit(X, Y, **QUIET)
    assert programs == []


def test_clones_and_loaded_models_compile_nothing(tmp_path):
    model = two(metrics=["mae"])
    model.fit(X, Y, **QUIET)
    model.save(tmp_path / "model.keras")
    deepkit.saving.load_model(tmp_path / "model.keras")  # reading makes small programs of its own
    with compiling() as programs:
        deepkit.models.clone_model(model).fit(X, Y, **QUIET)
        deepkit.saving.load_model(tmp_path / "model.keras").fit(X, Y, **QUIET)
    assert programs == []


def test_another_optimizer_predicts_by_the_same_program():
    two().predict(X, verbose=0)
    with compiling() as programs:
        two(optimizer="adam", loss="mae").predict(X, verbose=0)
    assert programs == []


def test_batches_one_at_a_time_are_shared_too():
    def run():
        deepkit.utils.set_random_seed(1)
        model = two(metrics=["mae"])
        found = [model.train_on_batch(X, Y), model.test_on_batch(X, Y)]
        return [*found, model.predict_on_batch(X).tolist()]

    first = run()
    with compiling() as programs:
        assert run() == first
    assert programs == []


# --- randomness ------------------------------------------------------------------------------


def test_seeds_draw_the_same_whether_programs_are_shared_or_not():
    def run():
        deepkit.utils.set_random_seed(9)
        x = Input((4,))
        model = Model(x, layers.Dropout(0.5)(Dense(3)(x)))
        found = [model.predict(X, verbose=0), model.predict(X, verbose=0)]
        return [*found, *two().get_weights(), deepkit.random.normal((3,))]

    first, second = run(), run()
    with alone():
        third = run()
    for a, b, c in zip(first, second, third, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


# --- what is kept ----------------------------------------------------------------------------


def test_shared_programs_keep_no_model_alive():
    model = two()
    model.fit(X, Y, validation_data=(X, Y), **QUIET)
    model.predict(X, verbose=0)
    kernel, whole = weakref.ref(model.layers[0].kernel), weakref.ref(model)
    del model
    gc.collect()
    assert whole() is None
    assert kernel() is None
    with compiling() as programs:
        two().fit(X, Y, **QUIET)
    assert programs == []


def test_a_new_session_compiles_anew():
    two().predict(X, verbose=0)
    deepkit.utils.clear_session()
    with compiling() as programs:
        two().predict(X, verbose=0)
    assert programs


def test_two_threads_may_trace_one_program_for_two_models():
    models = [two(units=7) for _ in range(4)]
    for model in models[1:]:
        model.set_weights(models[0].get_weights())
    found, start = [], threading.Barrier(len(models))

    def ask(model):
        start.wait()
        found.append(model.predict(X, verbose=0))

    threads = [threading.Thread(target=ask, args=(model,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for each in found:
        np.testing.assert_array_equal(each, found[0])


def test_grid_search_compiles_each_architecture_once():
    selection = pytest.importorskip("sklearn.model_selection")
    from deepkit.estimators import DNNRegressor

    def search():
        estimator = DNNRegressor((3,), steps=4, random_state=0)
        grid = {"learning_rate": [0.1, 0.2]}
        return selection.GridSearchCV(estimator, grid, cv=2).fit(X, Y[:, 0])

    search()
    with compiling() as programs:
        search()
    assert programs == []
