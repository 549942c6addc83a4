"""A functional model's config is its layers and their calls, as Keras writes and reads them."""

import json

import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.errors import SavingError
from deepkit.models._functional_config import functional_config, functional_from_config
from deepkit.saving import serialize_keras_object

X = np.linspace(-1, 1, 12, dtype="float32").reshape(2, 6)


def again(model, change=None):
    """Return a model through the text of its config, with the same weights."""
    config = json.loads(json.dumps(serialize_keras_object(model.get_config())))
    if change is not None:
        change(config)
    copy = functional_from_config(deepkit.Model, config)
    copy.set_weights(model.get_weights())
    return copy


def same(model):
    """Tell whether a model computes the same after a way through its config."""
    return np.array_equal(again(model)(X), model(X))


def simple():
    """Return a model of one layer."""
    x = deepkit.Input((6,), name="in")
    return deepkit.Model(x, layers.Dense(2, name="d")(x), name="m")


def test_layers_stand_with_their_calls():
    config = functional_config(simple())
    dense = config["layers"][1]
    assert [record["name"] for record in config["layers"]] == ["in", "d"]
    assert config["layers"][0]["inbound_nodes"] == []
    [call] = dense["inbound_nodes"]
    assert call["args"][0]["config"] == {
        "shape": [None, 6],
        "dtype": "float32",
        "keras_history": ["in", 0, 0],
    }
    assert (config["input_layers"], config["output_layers"]) == (["in", 0, 0], ["d", 0, 0])


def test_a_layer_called_twice_stands_once_with_two_calls():
    x = deepkit.Input((6,))
    shared = layers.Dense(6)
    model = deepkit.Model(x, shared(shared(x)))
    assert [len(record["inbound_nodes"]) for record in functional_config(model)["layers"]] == [0, 2]
    assert len(again(model).weights) == 2
    assert same(model)


def test_calls_outside_the_model_do_not_count():
    x = deepkit.Input((6,))
    shared = layers.Dense(6)
    shared(layers.Dense(6)(x))
    model = deepkit.Model(x, shared(x))
    assert len(functional_config(model)["layers"][1]["inbound_nodes"]) == 1
    assert same(model)


def test_operations_and_constants_come_back():
    x = deepkit.Input((6,))
    y = ops.concatenate([x * 2, 1 - x], axis=1)[:, ::2] + np.arange(6, dtype="float32")
    model = deepkit.Model(x, ops.sum(ops.reshape(y, (-1, 2, 3)), axis=(1, 2)))
    assert same(model)
    assert [o.name for o in again(model).graph.operations][1:] == [
        o.name for o in model.graph.operations
    ][1:]


def test_several_outputs_of_one_call_come_back():
    x = deepkit.Input((6,))
    left, right = ops.split(x, 2, axis=1)
    assert same(deepkit.Model(x, right - left))


def test_structures_of_inputs_and_outputs_come_back_in_their_order():
    z, a = deepkit.Input((6,), name="z"), deepkit.Input((6,), name="a")
    model = deepkit.Model({"z": z, "a": [a]}, {"q": z + a, "b": (z, a * 2)})
    copy = again(model)
    assert list(copy.input) == ["z", "a"]
    assert list(copy.output) == ["q", "b"]
    result = copy({"z": X, "a": [X]})
    np.testing.assert_array_equal(result["b"][1], 2 * X)


def test_models_within_come_back():
    x = deepkit.Input((6,))
    inner = deepkit.Model(x, [layers.Dense(6)(x), layers.Dense(6)(x)])
    stack = deepkit.Sequential([layers.Dense(6)])
    model = deepkit.Model(x, inner(stack(inner(x)[1]))[0])
    assert functional_config(model)["output_layers"][1] == 2  # counted from 1 there
    assert same(model)


def test_a_training_flag_of_the_caller_comes_back():
    x = deepkit.Input((6,))
    model = deepkit.Model(x, layers.Dropout(0.9, seed=1)(x, training=True))
    assert np.any(again(model)(X) == 0)
    x = deepkit.Input((6,))
    model = deepkit.Model(x, layers.BatchNormalization()(x, training=False))
    np.testing.assert_array_equal(again(model)(X, training=True), model(X))


def test_a_training_flag_that_keras_found_out_by_itself_is_left_to_the_call():
    x = deepkit.Input((6,))
    model = deepkit.Model(x, layers.Dropout(0.9, seed=1)(x))

    def as_keras_writes(config):
        config["layers"][1]["inbound_nodes"][0]["kwargs"]["training"] = False

    assert np.any(again(model, as_keras_writes)(X, training=True) == 0)


def test_a_frozen_model_comes_back_frozen():
    model = simple()
    model.trainable = False
    assert again(model).trainable_variables == []


def test_the_name_comes_back():
    assert again(simple()).name == "m"


def test_a_subclass_made_of_inputs_and_outputs_comes_back_as_itself():
    class Mine(deepkit.Model):
        """A model with a method more."""

        def extra(self):
            return 1

    x = deepkit.Input((6,))
    model = Mine(x, layers.Dense(2)(x))
    copy = Mine.from_config(json.loads(json.dumps(model.get_config())))
    assert copy.extra() == 1
    assert copy.count_params() == 14


def test_a_thousand_calls_come_back():
    x = y = deepkit.Input((6,))
    shared = layers.Activation("relu")
    for _ in range(300):
        y = shared(y)
    assert len(again(deepkit.Model(x, y)).graph.nodes) == 301


def test_records_in_any_order_come_back():
    model = deepkit.Model(x := deepkit.Input((6,)), layers.Dense(2)(layers.Dense(3)(x)))
    assert again(model, lambda config: config["layers"].reverse()).output_shape == (None, 2)


def test_an_operation_without_a_class_is_refused():
    x = deepkit.Input((6,))
    with pytest.raises(SavingError, match=r"The operation 'map' .* Write a `Layer`"):
        functional_config(deepkit.Model(x, ops.map(lambda row: row * 2, x)))


def refers(place):
    """Return a change that lets the layer refer to a place."""

    def change(config):
        config["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = place

    return change


def set_layers(value):
    """Return a change that puts something in the place of the layers."""
    return lambda config: config.update(layers=value)


OPERATION = {
    "module": "keras.src.ops.numpy",
    "class_name": "Tile",
    "config": {"name": "t", "repeats": [10**9]},
    "registered_name": "Tile",
    "name": "t",
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (refers(["d", 0, 0]), r"The calls of 'd' .* depend on themselves"),
        (refers(["nowhere", 0, 0]), r"depend on themselves, or on calls that are not there"),
        (refers(["in", 7, 0]), r"depend on themselves, or on calls that are not there"),
        (refers(["in", 0, 5]), r"refers to output 5 of call 0 of 'in'"),
        (refers(["in", 0, -1]), r"refers to output -1 of call 0 of 'in'"),
        (refers(["in"]), r"refers to a tensor by \['in'\]"),
        (refers({"a": 1}), r"refers to a tensor by {'a': 1}"),
        (set_layers({}), r"must be a list of named records"),
        (set_layers([1]), r"must be a list of named records"),
        (lambda config: config["layers"].append(config["layers"][0]), r"have the same name"),
        (
            lambda config: config.update(output_layers=["gone", 0, 0]),
            r"output 0 of call 0 of 'gone'",
        ),
        (lambda config: config.update(output_layers=3), r"must be places, got 3"),
        (lambda config: config["layers"][1].update(inbound_nodes=[3]), r"has no arguments"),
        (
            lambda config: config["layers"].append({**OPERATION, "inbound_nodes": [{"args": [2]}]}),
            r"The operation 't' is called on no tensor",
        ),
    ],
)
def test_a_graph_that_makes_no_sense_is_refused(change, message):
    with pytest.raises(SavingError, match=message):
        again(simple(), change)


def test_an_operation_called_twice_is_refused():
    x = deepkit.Input((6,))

    def change(config):
        config["layers"][1]["inbound_nodes"] *= 2

    with pytest.raises(SavingError, match=r"The operation 'add' is called twice"):
        again(deepkit.Model(x, x + 1.0), change)


def test_what_is_no_layer_is_refused():
    def change(config):
        config["layers"][1] |= {"module": "keras.losses", "class_name": "Huber", "config": {}}

    with pytest.raises(SavingError, match="'d' in the file is no layer but a Huber"):
        again(simple(), change)
