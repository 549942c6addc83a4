"""Model functions are drawn in each mode, and become models that share their layers."""

import numpy as np
import pytest

from deepkit import Input, layers, ops
from deepkit.errors import DataError
from deepkit.estimators import (
    BinaryClassHead,
    Estimator,
    EstimatorSpec,
    ModeKeys,
    RegressionHead,
)
from deepkit.estimators._drawing import exports_of
from deepkit.optimizers import SGD
from tests.estimators._model_functions import X32, own, trained
from tests.estimators._tables import LABELS


def line(features, mode, labels=None, **told):
    """Return a spec of a straight line."""
    found = layers.Dense(1, name="line")(features["x"])
    if mode == "infer":
        return EstimatorSpec(mode, predictions=found)
    loss = ops.mean(ops.square(found[:, 0] - ops.cast(labels, "float32")))
    return EstimatorSpec(mode, loss=loss, **{"optimizer": "sgd", **told})


def test_layers_of_the_modes_are_the_same_ones():
    drawn = trained()._fitted.drawn
    for model in (drawn.judge, drawn.model):
        for name in ("hidden", "logits"):
            assert model.get_layer(name) is drawn.trainer.get_layer(name)


def test_layers_without_names_are_named_in_their_order():
    def nameless(features, labels, mode):
        x = layers.Dense(4)(features["x"])
        x = layers.Dropout(0.5)(x) if mode == "train" else x
        return line({"x": layers.Dense(4)(x)}, mode, labels)

    drawn = trained(nameless)._fitted.drawn
    assert drawn.model.get_layer("dense_1") is drawn.trainer.get_layer("dense_1")


def test_layers_may_be_there_in_training_alone():
    def helped(features, labels, mode):
        spec = own(features, labels, mode)
        if mode != "train":
            return spec
        more = ops.mean(ops.square(layers.Dense(1, name="helper")(features["x"])))
        return EstimatorSpec(mode, loss=spec.loss + more, optimizer="sgd")

    estimator = trained(helped)
    assert "helper/kernel" in {weight.path for weight in estimator._fitted.trainer.weights}
    assert "helper/kernel" not in estimator.get_variable_names()


def test_a_layer_that_is_only_there_to_predict_is_refused():
    def draw(features, labels, mode):
        if mode == "infer":
            return EstimatorSpec(mode, layers.Dense(1, name="other")(features["x"]))
        return line(features, mode, labels)

    with pytest.raises(ValueError, match="Layer 'other' has weights in mode 'infer' and none in"):
        trained(draw)


def test_what_is_no_spec_is_refused():
    with pytest.raises(TypeError, match="A model function must return an EstimatorSpec, got int"):
        trained(lambda features: 3)


def test_a_spec_of_another_mode_is_refused():
    with pytest.raises(ValueError, match="a spec of the mode it is given, 'train', got 'infer'"):
        trained(lambda features: EstimatorSpec("infer", predictions=features["x"]))


def test_specs_of_two_kinds_are_refused():
    def mixed(features, labels, mode):
        if mode == "train":
            logits = layers.Dense(1, name="line")(features["x"])
            return BinaryClassHead().create_estimator_spec({}, mode, logits, labels, "sgd")
        return line(features, mode, labels)

    with pytest.raises(ValueError, match="specs of one kind in all modes, got a HeadSpec in mode"):
        trained(mixed)


def test_labels_of_text_are_for_heads():
    with pytest.raises(ValueError, match="Only numbers can be computed with") as caught:
        Estimator(own).fit({"x": X32}, np.where(LABELS, "y", "n"))
    assert any("The labels are no numbers" in note for note in caught.value.__notes__)

    def blind(features, labels, mode):
        return line(features, mode, np.zeros(1))

    with pytest.raises(DataError, match="The labels are no numbers, and a model cannot see text"):
        Estimator(blind).fit({"x": X32}, np.where(LABELS, "y", "n"))


def test_labels_that_are_changed_on_the_way_to_a_head_are_refused():
    def changed(features, labels, mode):
        logits = layers.Dense(1)(features["x"])
        return BinaryClassHead().create_estimator_spec({}, mode, logits, labels + 1, "sgd")

    with pytest.raises(
        ValueError, match="`labels` must go to `create_estimator_spec` as they came"
    ):
        trained(changed)


def test_an_optimizer_may_be_the_train_op():
    def op(features, labels, mode):
        told = {"optimizer": None, "train_op": SGD(0.25)} if mode == "train" else {}
        return line(features, mode, labels, **told)

    estimator = trained(op)
    assert float(estimator._fitted.trainer.optimizer.learning_rate) == 0.25


def test_another_train_op_is_refused():
    def op(features, labels, mode):
        told = {"optimizer": None, "train_op": 3} if mode == "train" else {}
        return line(features, mode, labels, **told)

    with pytest.raises(TypeError, match="`train_op` must be an optimizer, got int"):
        trained(op)


def test_only_the_variables_that_a_spec_names_are_trained():
    def partly(features, labels, mode):
        below, above = layers.Dense(4, name="below"), layers.Dense(1, name="above")
        logits = above(below(features["x"]))
        return BinaryClassHead().create_estimator_spec(
            {}, mode, logits, labels, "sgd", trainable_variables=above.trainable_variables
        )

    first, second = trained(partly, steps=1), trained(partly, steps=9)
    for name, same in (("below/kernel", True), ("above/kernel", False)):
        values = first.get_variable_value(name), second.get_variable_value(name)
        assert np.array_equal(*values) is same


def test_the_scale_of_targets_is_learned_if_asked_for():
    def regression(features, labels, mode):
        logits = layers.Dense(1, name="line")(features["x"])
        return RegressionHead().create_estimator_spec({}, mode, logits, labels, "adam")

    assert trained(regression).head_.standardize is False
    offset, scale = trained(regression, standardize=True).head_.standardize
    assert (offset, scale) == ([pytest.approx(LABELS.mean())], [pytest.approx(LABELS.std())])


def test_exports_are_made_of_predictions():
    a, b = Input((1,)), Input((1,))
    predictions = {"a": a, "b": b}
    assert exports_of({"one": a, "two": {"x": b, "y": a}}, predictions) == {
        "one": {"outputs": "a"},
        "two": {"x": "b", "y": "a"},
    }
    assert exports_of(None, predictions) is None
    with pytest.raises(ValueError, match=r"`export_outputs` 's' must be made of tensors that are"):
        exports_of({"s": Input((1,))}, predictions)


def test_modes_are_told_as_members():
    seen = []

    def look(features, labels, mode):
        seen.append(mode)
        return own(features, labels, mode)

    trained(look, steps=1)
    assert seen == [ModeKeys.TRAIN, ModeKeys.EVAL, ModeKeys.PREDICT]
