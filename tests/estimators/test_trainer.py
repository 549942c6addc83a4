"""Tests of the model that is trained."""

import numpy as np

from deepkit import optimizers
from deepkit.estimators import BinaryClassHead, RegressionHead
from deepkit.estimators._trainer import is_scaling, program_key, scaled_targets, trained, unscaled
from deepkit.layers import Dense, Input
from deepkit.models import Model

HEAD = RegressionHead(standardize=([10.0], [2.0]))


def drawn(head, units=1, optimizer=None):
    x = Input((2,), name="x")
    inputs, logits = {"x": x}, Dense(units, name="d")(x)
    model = Model(inputs, head.outputs(logits), name="M")
    return model, trained(model, inputs, logits, head, optimizer or optimizers.SGD(0.1, name="o"))


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
    assert first.program_key == second.program_key


def test_another_width_loss_or_optimizer_is_another_program():
    _, first = drawn(BinaryClassHead())
    _, wider = drawn(RegressionHead(2), 2)
    _, other = drawn(BinaryClassHead(), optimizer=optimizers.Adam(0.1))
    keys = {trainer.program_key for trainer in (first, wider, other)}
    assert len(keys) == 3


def test_a_function_of_the_users_is_never_shared():
    model, _ = drawn(BinaryClassHead())
    head = BinaryClassHead(loss_fn=lambda labels, logits: labels - logits)
    assert program_key(model, head, optimizers.SGD(0.1)) is None


def test_the_head_of_the_trainer_learns_scaled_targets():
    assert unscaled(HEAD).standardize is False
    head = BinaryClassHead()
    assert unscaled(head) is head
