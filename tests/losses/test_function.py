"""Functions inside configs."""

import pytest

from deepkit.configurable import custom_object_scope, register_keras_serializable
from deepkit.losses import LossFunctionWrapper, deserialize, find_functions, huber, serialize

RECORD = {
    "module": "builtins",
    "class_name": "function",
    "config": "huber",
    "registered_name": "function",
}


def mine(y_true, y_pred):
    return y_pred - y_true


def test_a_function_is_written_by_its_name():
    assert serialize(LossFunctionWrapper(huber))["config"]["fn"] == RECORD


def test_a_function_of_deepkit_is_found_again():
    assert deserialize(serialize(LossFunctionWrapper(huber, delta=2.0))).fn is huber


def test_a_function_in_scope_is_found():
    record = serialize(LossFunctionWrapper(mine))
    assert deserialize(record, custom_objects={"mine": mine}).fn is mine
    with custom_object_scope({"mine": mine}):
        assert deserialize(record).fn is mine


def test_a_registered_function_is_found_under_its_name():
    registered = register_keras_serializable("tests", "difference")(lambda t, p: p - t)
    record = serialize(LossFunctionWrapper(registered))
    assert record["config"]["fn"]["config"] == "tests>difference"
    assert deserialize(record).fn is registered


def test_an_unknown_function_is_refused_with_the_nearest():
    record = {"config": {"fn": RECORD | {"config": "hubber"}}}
    with pytest.raises(ValueError, match=r"Unknown function 'hubber'. Did you mean 'huber'\?"):
        find_functions(record, {"huber": huber})


def test_what_is_no_config_passes():
    assert find_functions("mse", {}) == "mse"
    assert serialize(huber) == "huber"


def test_the_record_of_a_function_is_read_as_the_function():
    assert deserialize(RECORD) is huber
