"""With `compat="tf"` estimators have the arguments and the defaults of TensorFlow 2.15's."""

import inspect

import numpy as np
import pytest

from deepkit import estimators, initializers, optimizers
from deepkit import feature_column as fc
from deepkit.errors import DataError
from tests.estimators._tables import FRAME, LABELS, ROWS, TARGETS

JOB = fc.categorical_column_with_vocabulary_list("job", ["clerk", "cook"])
AGE, PAY = fc.numeric_column("age"), fc.numeric_column("pay")
DENSE = [PAY, fc.embedding_column(JOB, 4), AGE]
DEEP = {"hidden_units": (5,), "feature_columns": DENSE}
WIDE = {"feature_columns": [AGE, JOB]}
BOTH = {
    "linear_feature_columns": [AGE, JOB],
    "dnn_feature_columns": DENSE,
    "dnn_hidden_units": (5,),
}
HEAD = {"head": estimators.RegressionHead()}
WORDS = fc.sequence_categorical_column_with_identity("words", 3)
RNN = {"sequence_feature_columns": [fc.embedding_column(WORDS, 2)], "units": 3}
TABLE = {**FRAME, "words": [[i % 3] * (1 + i % 4) for i in range(ROWS)]}
MODELS = {
    "BaselineClassifier": {},
    "BaselineRegressor": {},
    "BaselineEstimator": HEAD,
    "LinearClassifier": WIDE,
    "LinearRegressor": WIDE,
    "LinearEstimator": WIDE | HEAD,
    "DNNClassifier": DEEP,
    "DNNRegressor": DEEP,
    "DNNEstimator": DEEP | HEAD,
    "DNNLinearCombinedClassifier": BOTH,
    "DNNLinearCombinedRegressor": BOTH,
    "DNNLinearCombinedEstimator": BOTH | HEAD,
    "RNNClassifier": RNN,
    "RNNEstimator": RNN | HEAD,
}
CLASSIFIERS = [name for name in MODELS if name.endswith("Classifier")]
REGRESSORS = [name for name in MODELS if not name.endswith("Classifier")]

# The arguments that TensorFlow has, in their order.
CLASSES = "n_classes weight_column label_vocabulary"
NUMBERS = "label_dimension weight_column"
LINEAR = "optimizer config warm_start_from loss_reduction sparse_combiner"
NET = "optimizer activation_fn dropout config warm_start_from loss_reduction batch_norm"
PARTS = (
    "model_dir linear_feature_columns linear_optimizer dnn_feature_columns dnn_optimizer "
    "dnn_hidden_units dnn_activation_fn dnn_dropout"
)
JOINT = "config warm_start_from loss_reduction batch_norm linear_sparse_combiner"
SEQUENCES = (
    "sequence_feature_columns context_feature_columns units cell_type rnn_cell_fn return_sequences "
    "model_dir"
)
ARGUMENTS = {
    "BaselineClassifier": f"model_dir {CLASSES} optimizer config loss_reduction",
    "BaselineRegressor": f"model_dir {NUMBERS} optimizer config loss_reduction",
    "BaselineEstimator": "head model_dir optimizer config",
    "LinearClassifier": f"feature_columns model_dir {CLASSES} {LINEAR}",
    "LinearRegressor": f"feature_columns model_dir {NUMBERS} {LINEAR}",
    "LinearEstimator": "head feature_columns model_dir optimizer config sparse_combiner "
    "warm_start_from",
    "DNNClassifier": f"hidden_units feature_columns model_dir {CLASSES} {NET}",
    "DNNRegressor": f"hidden_units feature_columns model_dir {NUMBERS} {NET}",
    "DNNEstimator": "head hidden_units feature_columns model_dir optimizer activation_fn dropout "
    "config warm_start_from batch_norm",
    "DNNLinearCombinedClassifier": f"{PARTS} {CLASSES} {JOINT}",
    "DNNLinearCombinedRegressor": f"{PARTS} {NUMBERS} {JOINT}",
    "DNNLinearCombinedEstimator": f"head {PARTS} config batch_norm linear_sparse_combiner",
    "RNNClassifier": f"{SEQUENCES} {CLASSES} optimizer loss_reduction sequence_mask config",
    "RNNEstimator": SEQUENCES.replace("sequence", "head sequence", 1) + " optimizer config",
}

FTRL = {
    "learning_rate_power": -0.5,
    "initial_accumulator_value": 0.1,
    "l1_regularization_strength": 0.0,
    "l2_regularization_strength": 0.0,
    "l2_shrinkage_regularization_strength": 0.0,
    "beta": 0.0,
}
ADAGRAD = {"initial_accumulator_value": 0.1, "epsilon": 1e-7}
ADAM = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False}
RMSPROP = {"rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False}
SGD = {"momentum": 0.0, "nesterov": False}
UNCLIPPED = {"clipnorm": None, "clipvalue": None, "global_clipnorm": None, "weight_decay": None}

# What an estimator trains with: the class of each optimizer, its rate and its settings.
SHORT = {"clipnorm": 5.0}
OPTIMIZERS = [
    ("BaselineClassifier", {}, [("Ftrl", 0.3, FTRL)]),
    ("BaselineRegressor", {}, [("Ftrl", 0.3, FTRL)]),
    ("BaselineEstimator", {}, [("Ftrl", 0.3, FTRL)]),
    ("LinearClassifier", {}, [("Ftrl", 0.2, FTRL)]),
    ("LinearRegressor", {}, [("Ftrl", 0.2, FTRL)]),
    ("LinearRegressor", {"optimizer": "Ftrl"}, [("Ftrl", 0.2, FTRL)]),
    ("LinearRegressor", {"optimizer": "Adagrad"}, [("Adagrad", 0.2, ADAGRAD)]),
    ("LinearRegressor", {"optimizer": "Adam"}, [("Adam", 0.2, ADAM)]),
    ("LinearRegressor", {"optimizer": "RMSProp"}, [("OutsideRMSprop", 0.2, RMSPROP)]),
    ("LinearRegressor", {"optimizer": "SGD"}, [("SGD", 0.2, SGD)]),
    ("LinearRegressor", {"optimizer": None}, [("Ftrl", 0.2, FTRL)]),  # min(0.2, 1 / sqrt(2))
    ("LinearEstimator", {}, [("Ftrl", 0.2, FTRL)]),
    ("DNNClassifier", {}, [("Adagrad", 0.001, ADAGRAD)]),
    ("DNNRegressor", {}, [("Adagrad", 0.001, ADAGRAD)]),
    ("DNNRegressor", {"optimizer": "Adam"}, [("Adam", 0.001, ADAM)]),
    ("DNNRegressor", {"optimizer": "Ftrl"}, [("Ftrl", 0.001, FTRL)]),
    ("DNNRegressor", {"optimizer": "RMSProp"}, [("OutsideRMSprop", 0.001, RMSPROP)]),
    ("DNNRegressor", {"optimizer": "SGD"}, [("SGD", 0.01, SGD)]),
    ("DNNEstimator", {}, [("Adagrad", 0.001, ADAGRAD)]),
    ("DNNLinearCombinedClassifier", {}, [("Ftrl", 0.005, FTRL), ("Adagrad", 0.001, ADAGRAD)]),
    ("DNNLinearCombinedEstimator", {}, [("Ftrl", 0.005, FTRL), ("Adagrad", 0.001, ADAGRAD)]),
    (
        "DNNLinearCombinedRegressor",
        {"linear_optimizer": "SGD", "dnn_optimizer": "SGD"},
        [("SGD", 0.005, SGD), ("SGD", 0.001, SGD)],
    ),
    ("RNNClassifier", {}, [("Adagrad", 0.05, ADAGRAD | SHORT)]),
    ("RNNClassifier", {"optimizer": "SGD"}, [("SGD", 0.05, SGD | SHORT)]),
    ("RNNClassifier", {"optimizer": optimizers.SGD(0.5)}, [("SGD", 0.5, SGD)]),
    ("RNNEstimator", {}, [("Adagrad", 0.05, ADAGRAD | SHORT)]),
]


def model(name, **options):
    """Return an estimator with TensorFlow's defaults."""
    told = {**MODELS[name], "steps": 1, "random_state": 0, "compat": "tf", **options}
    return getattr(estimators, name)(**told)


def fitted(name, **options):
    """Return a trained one."""
    return model(name, **options).fit(TABLE, LABELS if name in CLASSIFIERS else TARGETS)


def parts_of(estimator):
    """Return the optimizers that an estimator was trained with."""
    optimizer = estimator._fitted.trainer.optimizer
    return getattr(optimizer, "optimizers", [optimizer])


@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_come_in_the_order_that_they_had(name):
    parameters = inspect.signature(getattr(estimators, name)).parameters.values()
    wanted = ARGUMENTS[name].split()
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert positional[: len(wanted)] == wanted


@pytest.mark.parametrize(("name", "options", "wanted"), OPTIMIZERS)
def test_optimizers_have_the_settings_that_they_had(name, options, wanted):
    found = parts_of(fitted(name, **options))
    assert [type(optimizer).__name__ for optimizer in found] == [kind for kind, *_ in wanted]
    for optimizer, (_, rate, settings) in zip(found, wanted, strict=True):
        assert float(optimizer.learning_rate) == pytest.approx(rate)
        config = optimizer.get_config()
        told = UNCLIPPED | settings
        assert {key: config[key] for key in told} == told


def test_without_an_optimizer_the_rate_of_a_linear_model_depends_on_its_columns():
    optimizer = model("LinearRegressor", optimizer=None)._make_optimizer({"linear": (JOB,) * 100})
    assert float(optimizer.learning_rate) == pytest.approx(0.1)


def test_the_rate_of_the_wide_part_falls_where_there_are_very_many_columns():
    made = model("DNNLinearCombinedRegressor")._make_optimizer({"linear": (JOB,) * 160_000})
    assert float(made.optimizers[0].learning_rate) == pytest.approx(1 / 400)


@pytest.mark.parametrize("name", MODELS)
def test_losses_are_averaged_over_the_batch(name):
    assert fitted(name).head_.loss_reduction == "sum_over_batch_size"


def kind_of(initializer):
    return type(initializers.get(initializer)).__name__


def test_linear_models_begin_at_zero():
    for name in ("LinearClassifier", "DNNLinearCombinedClassifier"):
        layers = fitted(name).model_.layers
        wide = {la.name: la.get_config() for la in layers if la.name.startswith("linear_")}
        assert kind_of(wide["linear_age"]["kernel_initializer"]) == "Zeros"
        assert kind_of(wide["linear_job"]["embeddings_initializer"]) == "Zeros"
        assert wide["linear_job"]["combiner"] == "sum"


def test_deep_models_begin_as_they_did():
    found = fitted("DNNClassifier").model_
    for name in ("hiddenlayer_0", "logits"):
        config = found.get_layer(name).get_config()
        assert kind_of(config["kernel_initializer"]) == "GlorotUniform"
        assert kind_of(config["bias_initializer"]) == "Zeros"
    vectors = found.get_layer("job_embedding").get_config()
    first = initializers.get(vectors["embeddings_initializer"])
    assert kind_of(first) == "TruncatedNormal"
    assert first.get_config()["stddev"] == pytest.approx(0.5)  # 1 / sqrt(4)
    assert vectors["combiner"] == "mean"


def test_hidden_layers_are_activated_dropped_out_and_normalized_in_this_order():
    layers = fitted("DNNClassifier", dropout=0.25, batch_norm=True).model_.layers
    names = [layer.name for layer in layers]
    assert names[-4:] == ["hiddenlayer_0", "dropout_0", "batchnorm_0", "logits"]
    dense, dropout, norm, logits = (layer.get_config() for layer in layers[-4:])
    assert (dense["activation"], logits["activation"]) == ("relu", None)
    assert dropout["rate"] == 0.25
    assert (norm["momentum"], norm["epsilon"]) == (0.999, 1e-3)


def test_recurrent_cells_are_simple():
    assert type(fitted("RNNClassifier").model_.get_layer("rnn_0")).__name__ == "SimpleRNN"


def test_columns_come_in_the_order_of_their_names():
    kernel = "dnn/hiddenlayer_0/kernel"
    one, other = (fitted("DNNRegressor", feature_columns=c) for c in (DENSE, DENSE[::-1]))
    np.testing.assert_array_equal(one.get_variable_value(kernel), other.get_variable_value(kernel))
    widths = [tensor.shape[-1] for tensor in one.model_.get_layer("concatenate").input]
    assert widths == [1, 4, 1]  # age, job_embedding, pay


@pytest.mark.parametrize("name", REGRESSORS)
def test_targets_keep_their_unit(name):
    found = fitted(name)
    assert found.head_.standardize is False
    assert "target_scale" not in [layer.name for layer in found.model_.layers]


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_there_are_two_classes_unless_more_are_asked_for(name):
    with pytest.raises(DataError, match="3 classes"):
        model(name).fit(TABLE, np.arange(ROWS) % 3)
    three = model(name, n_classes=3).fit(TABLE, np.arange(ROWS) % 3)
    assert three.classes_.tolist() == [0, 1, 2]


def test_one_label_alone_is_one_of_two_classes():
    found = model("LinearClassifier").fit(FRAME, np.ones(ROWS, int))
    assert found.classes_.tolist() == [0, 1]


@pytest.mark.parametrize("name", MODELS)
def test_fit_makes_steps_at_one_rate_on_all_rows(name):
    found = fitted(name, steps=7)
    assert found.global_step_ == 7
    assert not found._anneals
    assert found.early_stopping is False


def test_weights_count_in_the_sum_and_not_in_the_number_of_rows():
    """A step goes along the sum of weighted gradients over the number of rows."""
    weights = np.linspace(0.5, 2.0, ROWS)
    found = model("LinearRegressor", feature_columns=[AGE], optimizer=optimizers.SGD(0.25))
    table = {**FRAME, "weight": weights}
    found.set_params(weight_column="weight", batch_size=ROWS).fit(table, TARGETS)
    expected = 0.25 * np.sum(weights * 2 * TARGETS) / ROWS
    bias = found.get_variable_value("linear/linear_model/bias_weights")
    np.testing.assert_allclose(bias, [expected], rtol=1e-5)


def test_the_average_loss_is_over_the_sum_of_weights_and_the_loss_over_the_rows():
    weights = np.linspace(0.5, 2.0, ROWS)
    table = {**FRAME, "weight": weights}
    found = model("LinearRegressor", weight_column="weight").fit(table, TARGETS)
    logs = found.evaluate(lambda: (table, TARGETS))
    losses = weights * (found.predict(table) - TARGETS) ** 2
    assert logs["loss"] == pytest.approx(losses.sum() / ROWS, rel=1e-5)
    assert logs["average_loss"] == pytest.approx(losses.sum() / weights.sum(), rel=1e-5)
