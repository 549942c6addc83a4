"""What `compile` is told, and the parts of the steps that users write anew."""

import keras
import numpy as np
import pytest

import deepkit
from deepkit import ops
from deepkit.errors import NotCompiledError
from tests.training._twins import WEIGHTS, X, Y, dense, gap, logged, twins

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}

UNKNOWN = {
    "optimizer": ({"optimizer": "adamm"}, ValueError, "Unknown optimizer 'adamm'. Did you mean"),
    "loss": ({"loss": "msee"}, ValueError, "Unknown loss 'msee'. Did you mean 'mse'"),
    "a loss of several": ({"loss": {"a": "mse", "b": "maee"}}, ValueError, "Unknown loss 'maee'"),
    "metric": ({"metrics": ["aucc"]}, ValueError, "Unknown metric 'aucc'. Did you mean"),
    "weighted": ({"weighted_metrics": [["maee"]]}, ValueError, "Unknown metric 'maee'"),
    "no loss": ({"loss": 42}, TypeError, "must be a name, .* got 42"),
    "no metric": ({"metrics": [42]}, TypeError, "must be a name, .* got 42"),
    "steps by name": (
        {"steps_per_execution": "all"},
        ValueError,
        "`steps_per_execution` must be one of 'auto'",
    ),
    "steps": ({"steps_per_execution": 0}, ValueError, "`steps_per_execution` must be a whole"),
    "jit": ({"jit_compile": "maybe"}, ValueError, "`jit_compile` must be one of 'auto', True"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_unknown_is_refused_at_once(case):
    options, kind, match = UNKNOWN[case]
    model = dense(deepkit)
    model.compile("sgd", "mse")
    with pytest.raises(kind, match=match):
        model.compile(**options)
    model.fit(X, Y, **QUIET)  # as it was compiled before


def test_compiling_says_what_it_was_told():
    model = dense(deepkit)
    assert not model.compiled
    assert model.get_compile_config() is None
    model.compile("adam", "mse", metrics=["mae"], loss_weights=2.0)
    told = model.get_compile_config()
    assert model.compiled
    assert told["optimizer"] is model.optimizer
    assert (told["loss"], told["metrics"], told["loss_weights"]) == ("mse", ["mae"], 2.0)


def test_a_model_compiles_as_another_was():
    model, other = dense(deepkit), dense(deepkit)
    model.compile(deepkit.optimizers.SGD(0.3), "mae", metrics=["mse"])
    other.compile_from_config(model.get_compile_config())
    assert other.optimizer.built
    other.set_weights(model.get_weights())
    assert other.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)


def test_metrics_are_listed_by_name_and_hold_what_evaluation_saw():
    model = dense(deepkit)
    model.compile("sgd", "mse", metrics=["mae"])
    values = model.evaluate(X, Y, verbose=0)
    assert model.metrics_names == ["loss", "mae"]
    assert [float(metric.result()) for metric in model.metrics] == pytest.approx(values)
    assert len(model.metrics_variables) == 4
    model.reset_metrics()
    assert [float(metric.result()) for metric in model.metrics] == [0.0, 0.0]


def test_the_metrics_of_a_compiled_model_stay_its_own_when_it_is_a_layer():
    inner = dense(deepkit)
    inner.compile("sgd", "mse", metrics=["mae"])
    inner.evaluate(X, Y, verbose=0)
    x = deepkit.Input((4,))
    outer = deepkit.Model(x, inner(x))
    outer.compile("sgd", "mse")
    assert outer.metrics_names == ["loss"]
    assert list(outer.evaluate(X, Y, verbose=0, return_dict=True)) == ["loss"]


def test_nothing_to_minimize_is_refused_but_may_be_evaluated():
    model = dense(deepkit)
    model.compile("sgd", metrics=["mae"])
    with pytest.raises(NotCompiledError, match="There is nothing to minimize: give `loss="):
        model.fit(X, Y, **QUIET)
    loss, error = model.evaluate(X, Y, verbose=0)
    assert loss == 0.0
    assert error == pytest.approx(np.abs(model.predict(X, verbose=0) - Y).mean(), rel=1e-5)


def test_training_without_an_optimizer_is_refused():
    model = dense(deepkit)
    model.compile(None, "mse")
    assert model.evaluate(X, Y, verbose=0) > 0
    with pytest.raises(NotCompiledError, match="The model has no optimizer"):
        model.fit(X, Y, **QUIET)


# --- a loss and metrics of one's own --------------------------------------------------------------


def own_loss(k):
    """Return a model with a loss, a tracker and metrics of its own, after Keras's guide."""

    class Custom(k.Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.tracker = k.metrics.Mean(name="loss")
            self.worst = k.metrics.MeanAbsoluteError(name="worst")

        def compute_loss(self, x, y, y_pred, sample_weight, training=True):
            loss = k.ops.mean(k.ops.abs(y_pred - y) ** 3) + sum(self.losses)
            self.tracker.update_state(loss)
            return loss

        def compute_metrics(self, x, y, y_pred, sample_weight):
            self.worst.update_state(y, 2 * y_pred)
            return {"loss": self.tracker.result(), "worst": self.worst.result()}

        def reset_metrics(self):
            self.tracker.reset_state()
            self.worst.reset_state()

        @property
        def metrics(self):
            return [self.tracker, self.worst]

    x = k.Input((4,))
    return Custom(x, k.layers.Dense(1, kernel_regularizer="l2")(x))


def test_a_loss_and_metrics_of_ones_own_are_those_of_keras():
    pair, found = twins(own_loss), []
    for package, model in zip((deepkit, keras), pair, strict=True):
        model.compile(package.optimizers.SGD(0.05))
        history = model.fit(X, Y, epochs=2, validation_data=(X, Y), **QUIET).history
        found.append((history, model.evaluate(X, Y, verbose=0)))
    assert list(found[0][0]) == list(found[1][0])
    np.testing.assert_allclose(logged(found[0][0]), logged(found[1][0]), rtol=1e-5)
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-5)
    assert gap(*pair) < 1e-6


def test_a_loss_of_ones_own_may_go_without_the_training_flag_or_call_the_default():
    class Doubled(deepkit.Model):
        def compute_loss(self, x, y, y_pred, sample_weight=None):
            return 2 * super().compute_loss(x, y, y_pred, sample_weight)

    base = dense(deepkit)
    model = Doubled(base.input, base.output)
    for each in (model, base):
        each.compile("sgd", "mse")
    weighted = {"sample_weight": WEIGHTS, "verbose": 0}
    single = base.evaluate(X, Y, **weighted)
    assert model.evaluate(X, Y, **weighted) == pytest.approx(2 * single, rel=1e-6)


def test_metrics_computed_besides_the_default_ones_come_with_them():
    class Wider(deepkit.Model):
        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            logs = super().compute_metrics(x, y, y_pred, sample_weight)
            return {**logs, "spread": ops.max(y_pred) - ops.min(y_pred)}

    base = dense(deepkit)
    model = Wider(base.input, base.output)
    model.compile("sgd", "mse", metrics=["mae"])
    logs = model.evaluate(X, Y, verbose=0, return_dict=True)
    predicted = model.predict(X, verbose=0)
    assert list(logs) == ["loss", "mae", "spread"]
    assert logs["spread"] == pytest.approx(predicted.max() - predicted.min(), rel=1e-5)


def test_metrics_kept_as_attributes_are_reset_and_reported():
    class Watched(deepkit.layers.Layer):
        def __init__(self):
            super().__init__()
            self.size = deepkit.metrics.Mean(name="size")

        def call(self, x):
            self.size.update_state(ops.abs(x))
            return x

    model = deepkit.Sequential([deepkit.Input((4,)), Watched(), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(X, Y, epochs=2, verbose=0, batch_size=10).history
    assert history["size"] == pytest.approx([np.abs(X).mean()] * 2, rel=1e-5)
    assert model.evaluate(X, Y, verbose=0)[1] == pytest.approx(np.abs(X).mean(), rel=1e-5)


def test_a_scalar_loss_weight_scales_the_loss():
    model = dense(deepkit)
    model.compile("sgd", "mse")
    plain = model.evaluate(X, Y, verbose=0)
    model.compile("sgd", "mse", loss_weights=0.25)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(plain / 4)


def test_jit_compile_false_runs_eagerly():
    model = dense(deepkit)
    model.compile("sgd", "mse", jit_compile=False)
    assert model.run_eagerly
