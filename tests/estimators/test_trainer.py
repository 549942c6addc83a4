"""Tests of the model that is trained."""

import numpy as np
import pytest

from deepkit import optimizers
from deepkit.estimators import BinaryClassHead, RegressionHead
from deepkit.estimators._trainer import (
    is_scaling,
    judging,
    scaled_targets,
    trained,
    unscaled,
)
from deepkit.layers import Dense, Input
from deepkit.models import Model
from tests.estimators._tables import LABELS, X, deep

HEAD = RegressionHead(standardize=([10.0], [2.0]))


def joint(rate, name):
    parts = [("k", optimizers.SGD(rate, name="p")), ("", optimizers.Adam(rate, name="q"))]
    return optimizers.MultiOptimizer(parts, name=name)


def drawn(head, units=1, optimizer=None):
    x = Input((2,), name="x")
    inputs, logits = {"x": x}, Dense(units, name="d")(x)
    model = Model(inputs, head.outputs(logits), name="M")
    return model, trained(model, inputs, logits, head, optimizer or optimizers.SGD(0.1, name="o"))


def programs(model, units=1, phase="train"):
    """Return the programs that a model has, which others of its key share."""
    x, y = {"x": np.ones((4, 2), np.float32)}, np.zeros((4, units), np.float32)
    (model.fit if phase == "train" else model.evaluate)(x, y, verbose=0)
    return model.cache.get(model, phase).lender.programs


def test_only_a_head_that_has_learned_a_scale_scales():
    assert is_scaling(HEAD)
    assert not is_scaling(RegressionHead())
    assert not is_scaling(BinaryClassHead())


def test_targets_are_scaled_as_the_head_scales_them_back():
    x, y, weights = scaled_targets(HEAD, ({}, np.array([[12.0], [6.0]], np.float32), None))
    assert y.tolist() == [[1.0], [-2.0]]
    assert y.dtype == np.float32
    assert (x, weights) == ({}, None)


def test_a_head_without_scale_leaves_targets_alone():
    batch = ({}, np.array([[12.0]], np.float32), None)
    assert scaled_targets(RegressionHead(), batch) is batch


def test_the_trainer_shares_the_layers_and_has_no_scale():
    model, trainer = drawn(HEAD)
    x = {"x": np.ones((1, 2), np.float32)}
    logits = trainer.predict(x, verbose=0)
    np.testing.assert_allclose(model.predict(x, verbose=0), logits * 2 + 10, rtol=1e-6)


def test_a_model_without_scale_trains_itself():
    model, trainer = drawn(BinaryClassHead())
    assert model is trainer


def test_models_that_compute_the_same_share_programs():
    _, first = drawn(HEAD)
    _, second = drawn(RegressionHead(standardize=([0.0], [5.0])))
    assert programs(first) is programs(second)
    assert programs(first).key is not None


def test_another_width_loss_or_optimizer_is_another_program():
    _, first = drawn(BinaryClassHead())
    _, wider = drawn(RegressionHead(2), 2)
    _, other = drawn(BinaryClassHead(), optimizer=optimizers.Adam(0.1))
    assert len({programs(first), programs(wider, 2), programs(other)}) == 3


@pytest.mark.parametrize("kind", [optimizers.SGD, joint])
def test_another_learning_rate_is_no_other_program(kind):
    _, first = drawn(HEAD, optimizer=kind(0.1, name="o"))
    _, second = drawn(HEAD, optimizer=kind(0.2, name="o"))
    assert programs(first) is programs(second)


def test_another_schedule_is_another_program():
    schedules = [optimizers.schedules.ExponentialDecay(0.1, steps, 0.5) for steps in (10, 20)]
    found = [drawn(HEAD, optimizer=optimizers.SGD(one, name="o"))[1] for one in schedules]
    assert programs(found[0]) is not programs(found[1])


def test_a_shared_program_has_the_rate_of_each_model():
    x, y = {"x": np.ones((1, 2), np.float32)}, np.zeros((1, 1), np.float32)
    moved = []
    for rate in (0.1, 0.2):
        _, trainer = drawn(RegressionHead(), optimizer=optimizers.SGD(rate, name="o"))
        trainer.set_weights([np.ones((2, 1)), np.zeros(1)])
        trainer.fit(x, y, verbose=0)
        moved.append(float(trainer.get_weights()[1][0]))
    # d (b + 2)^2 / d b = 4 at 0, times the rate
    assert moved == pytest.approx([-0.4, -0.8])


def test_functions_and_classes_of_the_users_are_never_shared():
    class Own(optimizers.SGD):
        """Stand in for an optimizer of the user's."""

    head = BinaryClassHead(loss_fn=lambda labels, logits: labels - logits)
    for trainer in (
        drawn(head)[1],
        drawn(BinaryClassHead(), optimizer=Own(0.1))[1],
        drawn(BinaryClassHead(), optimizer=optimizers.SGD(lambda: 0.1))[1],
    ):
        assert programs(trainer).key is None


def test_functions_of_one_name_are_told_apart():
    def of(factor):
        def activation(x):
            return factor * x

        return activation

    for factor in (0.0, 1.0):
        fitted = deep(steps=1, activation_fn=of(factor)).fit(X, LABELS)
        logits = fitted.decision_function(X)
        assert (np.ptp(logits) == 0) == (factor == 0)


def test_a_function_without_a_name_can_be_an_activation():
    assert deep(steps=1, activation_fn=lambda x: x).fit(X, LABELS).global_step_ == 1


def test_the_judge_has_the_metrics_of_the_head_and_shares_programs():
    first, second = (judging(drawn(HEAD)[0], HEAD) for _ in range(2))
    x, y = {"x": np.ones((4, 2), np.float32)}, np.zeros((4, 1), np.float32)
    logs = first.evaluate(x, y, verbose=0, return_dict=True)
    assert logs["prediction/mean"] == pytest.approx(float(first.predict(x, verbose=0)[0, 0]))
    assert programs(first, phase="test") is programs(second, phase="test")
    assert programs(first, phase="test").key is not None


def test_models_of_other_scales_predict_by_one_program_and_other_values():
    first, second = drawn(HEAD)[0], drawn(RegressionHead(standardize=([100.0], [2.0])))[0]
    second.set_weights(first.get_weights()[:2] + second.get_weights()[2:])
    x = {"x": np.ones((4, 2), np.float32)}
    np.testing.assert_allclose(
        second.predict(x, verbose=0), first.predict(x, verbose=0) + 90.0, rtol=1e-6
    )
    found = [model.cache.get(model, "predict").lender.programs for model in (first, second)]
    assert found[0] is found[1]


def test_the_head_of_the_trainer_learns_scaled_targets():
    assert unscaled(HEAD).standardize is False
    head = BinaryClassHead()
    assert unscaled(head) is head
