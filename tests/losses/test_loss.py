"""The base of losses and the wrapper of functions."""

import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.losses import Loss, LossFunctionWrapper, MeanSquaredError, huber, per_sample


class Absolute(Loss):
    """A loss as users write them."""

    def __init__(self, scale=1.0, **base):
        super().__init__(**base)
        self.scale = scale

    def call(self, y_true, y_pred):
        return self.scale * ops.sum(ops.abs(y_true - y_pred), axis=-1)


def test_a_loss_of_your_own_is_weighted_and_reduced():
    loss = Absolute(scale=2.0)
    y_true, y_pred = [[0.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [0.0, 4.0]]
    assert float(loss(y_true, y_pred)) == (6 + 8) / 2
    assert float(loss(y_true, y_pred, sample_weight=[1.0, 0.0])) == 6 / 2


def test_its_config_is_what_the_constructor_was_given():
    config = Absolute(scale=2.0, reduction="sum").get_config()
    assert config == {"scale": 2.0, "reduction": "sum"}
    assert Absolute.from_config(config).scale == 2.0


def test_a_loss_is_named_after_its_class_and_told_apart():
    assert [Absolute().name, Absolute().name, Absolute(name="own").name] == [
        "absolute", "absolute_1", "own",
    ]  # fmt: skip


def test_a_config_keeps_the_name_that_was_made_up():
    loss = Loss()
    assert Loss.from_config(loss.get_config()).name == loss.name == "loss"


def test_a_loss_without_a_call_says_so():
    with pytest.raises(NotImplementedError, match=r"Loss must define `call\(y_true, y_pred\)`"):
        Loss()([1.0], [1.0])


def test_an_unknown_reduction_is_refused_at_the_door():
    with pytest.raises(ValueError, match=r"`reduction` must be one of .* got 'average'\."):
        MeanSquaredError(reduction="average")


def test_a_policy_gives_its_compute_dtype_and_none_the_floatx():
    assert Loss(dtype="mixed_bfloat16").dtype == "bfloat16"
    backend.set_dtype_policy("mixed_bfloat16")
    assert Loss().dtype == "float32"


def test_the_mask_of_predictions_is_taken_from_the_call_around():
    y_pred = ops.convert_to_tensor([[1.0], [3.0]])
    with backend.call_context() as call:
        call.set_mask(y_pred, ops.convert_to_tensor([True, False]))
        assert float(MeanSquaredError()([[0.0], [0.0]], y_pred)) == 1.0


def test_a_mask_given_and_one_of_the_loss_are_both_kept():
    loss = LossFunctionWrapper(masking_the_first)
    value = loss(np.zeros(3), np.array([1.0, 2.0, 4.0]), mask=[True, True, False])
    assert float(value) == 2.0


def masking_the_first(y_true, y_pred):
    backend.current_call().set_mask(y_pred, ops.convert_to_tensor([False, True, True]))
    return y_pred


def test_a_wrapped_function_takes_its_options():
    loss = LossFunctionWrapper(huber, name="h", delta=2.0)
    assert float(loss([[0.0]], [[3.0]])) == 2 * 3 - 2
    assert loss.get_config() == {
        "fn": huber,
        "reduction": "sum_over_batch_size",
        "name": "h",
        "dtype": "float32",
        "delta": 2.0,
    }


def test_a_wrapped_function_sees_shapes_that_match():
    shapes = []

    def spy(y_true, y_pred):
        shapes.extend([y_true.shape, y_pred.shape])
        return y_true - y_pred

    LossFunctionWrapper(spy)([1.0, 2.0], [[1.0], [2.0]])
    assert shapes == [(2, 1), (2, 1)]


def test_values_of_samples_are_those_before_the_reduction():
    y_true, y_pred = [[0.0, 0.0], [0.0, 0.0]], [[1.0, 3.0], [0.0, 4.0]]
    assert per_sample(MeanSquaredError(), y_true, y_pred).tolist() == [5.0, 8.0]
    assert per_sample(lambda t, p: p - t, y_true, y_pred).tolist() == y_pred
