"""Specs whose heads do the rest."""

import numpy as np
import pytest

from deepkit import Input, Model, layers, ops
from deepkit.errors import ShapeError
from deepkit.estimators import ModeKeys, MultiHead, RegressionHead
from deepkit.estimators._head_spec import HeadSpec

HEAD = RegressionHead()


def test_a_head_makes_one_in_each_mode():
    logits = Input((1,))
    for mode in ModeKeys:
        told = "adam" if mode is ModeKeys.TRAIN else None
        spec = HEAD.create_estimator_spec({}, mode, logits, optimizer=told)
        assert (type(spec), spec.mode, spec.head, spec.logits) == (HeadSpec, mode, HEAD, logits)


def test_training_needs_an_optimizer():
    with pytest.raises(ValueError, match="exactly one of `optimizer` and `train_op` must be given"):
        HEAD.create_estimator_spec({}, "train", Input((1,)))


def test_a_function_for_the_step_is_refused():
    with pytest.raises(ValueError, match="`train_op_fn` must be None: give `optimizer`"):
        HEAD.create_estimator_spec({}, "train", Input((1,)), train_op_fn=lambda loss: loss)


def test_metrics_are_added_elsewhere():
    with pytest.raises(ValueError, match="`eval_metric_ops` must be None where a head measures"):
        HeadSpec("eval", head=HEAD, logits=Input((1,)), eval_metric_ops={"a": "b"})


def test_losses_of_the_users_own_are_added():
    x = Input((2,))
    line = layers.Dense(1, kernel_initializer="ones", use_bias=False)(x)
    own = [ops.mean(line), ops.sum(line)]
    spec = HEAD.create_estimator_spec({}, "eval", line, regularization_losses=own)
    model = Model(x, spec.logits)
    model.compile(loss=HEAD.training_loss())
    rows = np.ones((3, 2), "float32")
    assert model.evaluate(rows, np.zeros((3, 1)), verbose=0) == pytest.approx(4.0 + 2.0 + 6.0)


def test_logits_of_the_wrong_width_are_refused_by_the_head():
    with pytest.raises(ShapeError, match=r"needs logits of shape \(n, 1\), got \(None, 2\)"):
        HEAD.outputs(HEAD.create_estimator_spec({}, "infer", Input((2,))).logits)


def test_several_heads_make_one_spec():
    several = MultiHead([RegressionHead(name="a"), RegressionHead(2, name="b")])
    assert several.create_estimator_spec({}, "infer", Input((3,))).head is several
