"""What `compile` was told stands in files, and comes back."""

import optax
import pytest

import deepkit
from deepkit import layers, losses, metrics, optimizers
from deepkit.saving import deserialize_keras_object, serialize_keras_object


def model_of(**told):
    """Return a compiled model."""
    model = deepkit.Sequential([deepkit.Input((2,)), layers.Dense(1)], name="m")
    model.compile(**told)
    return model


def thrice(y, y_pred):
    """Return three times the error."""
    return 3 * (y - y_pred)


class Compiling(deepkit.Sequential):
    """A model with a `compile` of its own."""

    def compile(self, extra, **told):
        super().compile(**told)
        self.extra = extra


class Telling(Compiling):
    """The same, and it says how it was compiled."""

    def get_compile_config(self):
        return {"extra": self.extra}

    def compile_from_config(self, config):
        self.compile(**config)


def test_the_optimizer_stands_there_as_it_is_now():
    model = model_of(optimizer="sgd", loss="mse")
    model.optimizer.learning_rate = 0.5
    told = serialize_keras_object(model)["compile_config"]
    assert told["optimizer"]["class_name"] == "SGD"
    assert told["optimizer"]["config"]["learning_rate"] == 0.5
    assert told["loss"] == "mse"


def test_a_compiled_model_comes_back_compiled():
    model = model_of(
        optimizer=optimizers.Adam(0.25),
        loss=losses.Huber(0.5),
        metrics=["mae", metrics.MeanSquaredError(name="a")],
        weighted_metrics=[thrice],
        loss_weights=[2.0],
    )
    copy = deserialize_keras_object(serialize_keras_object(model), {"thrice": thrice})
    assert copy.compiled
    assert (
        serialize_keras_object(copy)["compile_config"]
        == (serialize_keras_object(model)["compile_config"])
    )


def test_a_model_that_was_not_compiled_comes_back_so():
    model = deepkit.Sequential([deepkit.Input((2,)), layers.Dense(1)])
    assert not deserialize_keras_object(serialize_keras_object(model)).compiled


def test_the_scaling_that_compile_adds_by_itself_is_added_again_by_itself():
    model = deepkit.Sequential([deepkit.Input((2,)), layers.Dense(1)], dtype="mixed_float16")
    model.compile(optimizers.Adam(0.5), "mse")
    record = serialize_keras_object(model)
    assert record["compile_config"]["optimizer"]["class_name"] == "Adam"
    assert isinstance(deserialize_keras_object(record).optimizer, optimizers.LossScaleOptimizer)


def test_a_scaling_of_the_user_stands_in_the_file():
    model = model_of(optimizer=optimizers.LossScaleOptimizer(optimizers.Adam(0.5)), loss="mse")
    record = serialize_keras_object(model)
    assert record["compile_config"]["optimizer"]["class_name"] == "LossScaleOptimizer"


@pytest.mark.parametrize(
    "told",
    [
        {"optimizer": optax.sgd(0.1), "loss": "mse"},
        {"optimizer": "sgd", "loss": lambda y, y_pred: (y - y_pred) ** 2},
    ],
)
def test_what_cannot_be_written_leaves_the_model_uncompiled_with_a_warning(told):
    with pytest.warns(UserWarning, match="'m' is written without what `compile` was told.*again"):
        record = serialize_keras_object(model_of(**told))
    assert "compile_config" not in record


def test_a_compile_of_the_users_own_is_not_called_with_what_it_may_not_take():
    model = Compiling([deepkit.Input((2,)), layers.Dense(1)])
    model.compile("more", loss="mse")
    with pytest.warns(UserWarning, match="loaded without being compiled"):
        copy = deserialize_keras_object(serialize_keras_object(model), {"Compiling": Compiling})
    assert not copy.compiled


def test_a_model_that_says_how_it_was_compiled_is_compiled_so():
    model = Telling([deepkit.Input((2,)), layers.Dense(1)])
    model.compile("more", loss="mse")
    copy = deserialize_keras_object(serialize_keras_object(model), {"Telling": Telling})
    assert copy.extra == "more"
