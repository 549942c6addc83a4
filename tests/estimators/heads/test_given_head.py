"""The head of models that bring their own loss and predictions."""

import json

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators import heads
from deepkit.estimators.heads import GivenHead


def test_labels_keep_their_shape_and_become_numbers_of_32_bits():
    head = GivenHead().learn(np.array([1, 2]))
    found = head.encode_labels(np.array([3, 4]))
    assert (found.tolist(), str(found.dtype)) == ([3, 4], "int32")
    images = GivenHead().learn(np.zeros((2, 3, 3)))
    assert images.encode_labels(np.ones((5, 3, 3))).shape == (5, 3, 3)


def test_labels_by_name_stay_apart():
    head = GivenHead().learn({"a": [1.0], "b": [[True, False]]})
    found = head.encode_labels({"a": [2.0], "b": [[False, True]]})
    assert {name: str(array.dtype) for name, array in found.items()} == {
        "a": "float32",
        "b": "bool",
    }


def test_text_is_refused():
    with pytest.raises(DataError, match="'labels' must be numbers, got 'yes': a model cannot see"):
        GivenHead().learn(np.array(["yes", "no"]))


def test_labels_of_another_shape_are_refused():
    with pytest.raises(
        DataError, match=r"Column 'labels' must hold rows of shape \(2,\), got \(\)"
    ):
        GivenHead().learn(np.ones((3, 2))).encode_labels(np.ones(3))


def test_predictions_are_the_outputs():
    outputs = {"a": np.ones(2), "b": np.zeros(2)}
    assert set(GivenHead().predictions(outputs)) == {"a", "b"}
    assert set(GivenHead().predictions(outputs, ["b"])) == {"b"}
    with pytest.raises(ValueError, match="prediction key 'c'"):
        GivenHead().predictions(outputs, ["c"])


def test_signatures_are_those_that_were_said():
    head = GivenHead().saying(["a", "b"], {"half": {"out": "b"}})
    found = head.signatures({"a": np.ones(1), "b": np.zeros(1)})
    assert {name: set(arrays) for name, arrays in found.items()} == {
        "serving_default": {"out"},
        "predict": {"a", "b"},
        "half": {"out"},
    }
    assert set(GivenHead().signatures({"a": np.ones(1)})["serving_default"]) == {"a"}


def test_outputs_have_the_names_of_predictions():
    assert set(GivenHead().saying(["a", "b"]).outputs(np.ones((1, 1)))) == {"a", "b"}


def test_measures_are_renamed_and_sorted():
    head = GivenHead().saying([], None, {"mae": "error"})
    assert list(head.logs({"mae": 1.0, "loss": 2.0})) == ["error", "loss"]


def test_it_makes_no_loss_and_no_metrics():
    assert GivenHead().metrics() == []
    with pytest.raises(NotImplementedError, match="The loss is in the model"):
        GivenHead().training_loss()


def test_a_file_brings_it_back():
    head = GivenHead().learn({"a": [1.0]}).saying(["p"], {"s": {"o": "p"}}, {"x": "y"})
    again = heads.deserialize(json.loads(json.dumps(heads.serialize(head))))
    assert again.encode_labels({"a": [2.0]})["a"].tolist() == [2.0]
    assert (again.keys, again.exports, again.metric_names) == (
        ("p",),
        {"s": {"o": "p"}},
        {"x": "y"},
    )
