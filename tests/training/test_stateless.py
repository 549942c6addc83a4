"""The loss as a pure function is that of Keras, and serves a step written around it."""

import jax
import keras
import numpy as np
import pytest

import deepkit
from tests.training._twins import WEIGHTS, X, Y, gap, twins

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def stepping(k):
    """Return a model whose step is written around `compute_loss_and_updates`."""

    class Stepping(k.Model):
        def train_step(self, state, data):
            trainable, fixed, slots, metrics = state
            x, y, sample_weight = data
            grad_fn = jax.value_and_grad(self.compute_loss_and_updates, has_aux=True)
            (_, aux), grads = grad_fn(
                *(trainable, fixed, metrics, x, y, sample_weight),
                training=True,
                optimizer_variables=slots,
            )
            loss, _, fixed, metrics = aux
            trainable, slots = self.optimizer.stateless_apply(slots, grads, trainable)
            return {"seen": loss}, (trainable, fixed, slots, metrics)

    x = k.Input((4,))
    h = k.layers.BatchNormalization()(k.layers.Dense(3, kernel_regularizer="l2")(x))
    return Stepping(x, k.layers.Dense(1)(h))


@pytest.fixture(scope="module")
def pair():
    """Return the model in both packages, trained for an epoch, and what training logged."""
    ours, theirs = twins(stepping)
    histories = []
    for k, model in ((deepkit, ours), (keras, theirs)):
        scaling = k.optimizers.LossScaleOptimizer(k.optimizers.SGD(0.1), initial_scale=8.0)
        model.compile(scaling, "mse")
        told = {"batch_size": 5, "shuffle": False, "verbose": 0}
        histories.append(model.fit(X, Y, sample_weight=WEIGHTS, **told).history)
    return ours, theirs, histories


def test_a_step_around_the_pure_loss_gives_the_weights_of_keras(pair):
    ours, theirs, (found, expected) = pair
    assert found["seen"] == pytest.approx(expected["seen"], rel=1e-5)
    assert gap(ours, theirs) < 1e-5


def test_the_pure_loss_of_given_outputs_is_that_of_keras(pair):
    found = []
    for model in pair[:2]:
        groups = model.trainable_variables, model.non_trainable_variables, model.metrics_variables
        lists = [[v.value for v in group] for group in groups]
        loss, after = model.stateless_compute_loss(*lists, x=X, y=Y, y_pred=2 * Y)
        assert [len(group) for group in after] == [len(values) for values in lists]
        found.append(float(loss))
    assert found[0] == pytest.approx(found[1], rel=1e-5)


def test_the_pure_loss_assigns_nothing(pair):
    model = pair[0]
    before = [np.array(v.value) for v in model.variables]
    groups = model.trainable_variables, model.non_trainable_variables, model.metrics_variables
    lists = [[v.value for v in group] for group in groups]
    scaled, (loss, y_pred, fixed, _) = model.compute_loss_and_updates(*lists, X, Y, None, True)
    assert float(scaled) == float(loss)
    assert y_pred.shape == (10, 1)
    assert any((np.asarray(a) != b).any() for a, b in zip(lists[1], fixed, strict=True))
    after = [np.array(v.value) for v in model.variables]
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
