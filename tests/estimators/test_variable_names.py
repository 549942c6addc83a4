"""Tests of TensorFlow's names for the weights of canned models."""

import pytest

from deepkit import feature_column as fc
from deepkit.estimators._variable_names import named_variables, tensorflow_name
from tests.estimators._tables import LABELS, X, deep, wide_and_deep


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("linear_bias/bias", "linear/linear_model/bias_weights"),
        ("linear_age/kernel", "linear/linear_model/age/weights"),
        ("linear_a_X_b/embeddings", "linear/linear_model/a_X_b/weights"),
        ("hiddenlayer_0/kernel", "dnn/hiddenlayer_0/kernel"),
        ("logits/bias", "dnn/logits/bias"),
        ("batchnorm_1/gamma", "dnn/hiddenlayer_1/batchnorm_1/gamma"),
        (
            "job_embedding/embeddings",
            "dnn/input_from_feature_columns/input_layer/job_embedding/embedding_weights",
        ),
        ("my_own_layer/kernel", "my_own_layer/kernel"),
    ],
)
def test_a_path_has_tensorflows_name(path, name):
    assert tensorflow_name(path) == name


def test_all_weights_of_a_model_have_a_name():
    numbers = [fc.numeric_column("x", (3,))]
    both = wide_and_deep(linear_feature_columns=numbers, dnn_feature_columns=numbers, steps=1)
    model = both.fit(X, LABELS).model_
    assert set(named_variables(model)) == {
        "dnn/hiddenlayer_0/bias",
        "dnn/hiddenlayer_0/kernel",
        "dnn/logits/bias",
        "dnn/logits/kernel",
        "linear/linear_model/bias_weights",
        "linear/linear_model/x/weights",
    }


def test_the_state_of_random_numbers_is_no_weight():
    model = deep(steps=1, dropout=0.5).fit(X, LABELS).model_
    assert not any("seed" in name for name in named_variables(model))
