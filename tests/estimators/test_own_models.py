"""Model functions that stand for models written by hand."""

import numpy as np
import pytest

from deepkit import Input, Model, Sequential, layers
from deepkit import feature_column as fc
from deepkit.estimators import BinaryClassHead, MultiHead, RegressionHead
from deepkit.estimators._own_models import (
    CompiledModel,
    HeadedModel,
    checked_model,
    columns_of,
    copy_of,
    fed,
    read_model,
)
from deepkit.optimizers import SGD

HEAD = RegressionHead()


def line(name="x", units=1):
    return Sequential([Input((3,), name=name), layers.Dense(units, name="line")])


def test_the_logits_of_a_head_are_the_outputs_of_a_copy():
    model = line()
    spec = HeadedModel(model, HEAD)({"x": Input((3,))}, None, "infer", None)
    assert spec.logits.shape == (None, 1)
    assert spec.logits.node.operation is not model
    assert spec.logits.node.operation.name == model.name


def test_the_optimizer_is_that_which_is_told_or_compiled_or_adam():
    compiled = line()
    compiled.compile(SGD(0.25), "mse")
    assert HeadedModel(line(), HEAD).optimizer == "adam"
    assert HeadedModel(compiled, HEAD).optimizer is compiled.optimizer
    assert HeadedModel(compiled, HEAD, "ftrl").optimizer == "ftrl"


def test_outputs_of_several_heads_are_joined_in_their_order():
    x = Input((3,), name="x")
    model = Model(x, {"a": layers.Dense(2)(x), "b": layers.Dense(1)(x)})
    heads = MultiHead([BinaryClassHead(name="b"), RegressionHead(2, name="a")])
    spec = HeadedModel(model, heads)({"x": Input((3,))}, None, "infer", None)
    assert spec.logits.shape == (None, 3)


def test_a_compiled_model_is_copied_with_its_weights():
    model = line()
    model.compile(SGD(0.25), "mse")
    copy = CompiledModel(model)({}, "train").model
    assert copy is not model
    assert float(copy.optimizer.learning_rate) == 0.25
    np.testing.assert_array_equal(copy.get_weights()[0], model.get_weights()[0])


def test_names_of_tests_and_logs_do_not_change_from_run_to_run():
    model = Sequential([Input((3,), name="x"), layers.Dense(1)], name="net")
    model.compile("sgd", "mse")
    assert repr(HeadedModel(model, HEAD)).startswith("HeadedModel('net', RegressionHead(")
    assert repr(CompiledModel(model)) == "CompiledModel('net')"


def test_what_is_not_compiled_or_does_not_know_its_inputs_is_refused():
    with pytest.raises(ValueError, match="`keras_model` must be compiled with an optimizer and a"):
        CompiledModel(line())
    unbuilt = Sequential([layers.Dense(1)])
    unbuilt.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"`keras_model` .* must know its inputs: make it of `Inp"):
        CompiledModel(unbuilt)


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match=r"`model` must be a deepkit Model, got builtins\.int"):
        checked_model(3, "model")

    class Theirs:
        __module__ = "keras.src.models"

    with pytest.raises(TypeError, match=r"Save it with `model\.save\('m\.keras'\)`, and read it"):
        checked_model(Theirs(), "model")
    with pytest.raises(TypeError, match="`head` must be a head"):
        HeadedModel(line(), "mse")


def test_a_file_is_read(tmp_path):
    line("z").save(tmp_path / "m.keras")
    assert read_model(tmp_path / "m.keras", None).input_names == ["z"]


def test_inputs_are_columns_of_their_shape_and_kind():
    x, ids = Input((2, 2), name="x"), Input((), dtype="int64", name="ids")
    model = Model([x, ids], layers.Flatten()(x))
    assert columns_of(model) == (fc.ArrayColumn("x", (2, 2)), fc.ArrayColumn("ids", (), "int32"))
    assert columns_of(Sequential([layers.Dense(1)])) is None
    there = Input((2,), dtype="bool", name="there")
    assert columns_of(Model(there, there)) == (fc.ArrayColumn("there", (2,), "bool"),)


def test_a_copy_has_its_own_variables():
    model = line()
    copy = copy_of(model)
    copy.layers[-1].kernel.assign(np.zeros((3, 1)))
    assert model.get_weights()[0].any()
    assert copy_of(Sequential([layers.Dense(1)])).built is False


def test_a_model_is_fed_what_its_inputs_are_called():
    a, b, c = (Input((1,), name=name) for name in "abc")
    two = Model([a, b], layers.Add()([a, b]))
    assert fed(two, {"a": 1, "b": 2, "c": 3}) == {"a": 1, "b": 2}
    assert fed(Model(c, c * 2), {"a": 1, "c": 3}) == 3
    with pytest.raises(ValueError, match="has the inputs 'a', 'b', and the features are 'c'"):
        fed(two, {"c": 3})


def test_one_input_takes_one_feature_or_a_dense_layer_of_columns():
    model = line("anything")
    feature = Input((3,), name="x")
    assert fed(model, {"x": feature}) is feature
    columns = [fc.numeric_column("p"), fc.numeric_column("q", (2,))]
    features = {"p": Input((1,)), "q": Input((2,))}
    assert fed(model, features, columns).shape == (None, 3)
    assert fed(model, features).shape == (None, 3)
    with pytest.raises(ValueError, match="has one input, and there are the features 'p', 'q'"):
        fed(model, {"p": Input((1,)), "q": Input((2, 2))})
