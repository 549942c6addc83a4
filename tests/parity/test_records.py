"""Every class that both libraries have stands in files under the same name, readable by both."""

import keras
import pytest

import deepkit
from deepkit.saving import _places, deserialize_keras_object, serialize_keras_object

# Keras 3.15.1 does not know an argument of NumPy 2 for `__array__`.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

# What a constructor must be given; both take it.
ARGUMENTS = {
    "Activation": {"activation": "relu"},
    "AveragePooling1D": {"pool_size": 2},
    "AveragePooling2D": {"pool_size": (2, 1)},
    "AveragePooling3D": {"pool_size": 2},
    "Conv1D": {"filters": 2, "kernel_size": 2},
    "Conv2D": {"filters": 2, "kernel_size": (2, 1), "strides": (1, 2)},
    "Conv3D": {"filters": 2, "kernel_size": 2},
    "Dense": {"units": 2},
    "Dropout": {"rate": 0.5},
    "EinsumDense": {"equation": "abc,ce->abe", "output_shape": (None, 3), "bias_axes": "e"},
    "Embedding": {"input_dim": 3, "output_dim": 2, "mask_zero": True},
    "GRU": {"units": 2},
    "GRUCell": {"units": 2},
    "GaussianDropout": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.5},
    "InputLayer": {"batch_shape": (None, 2)},
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "LSTM": {"units": 2},
    "LSTMCell": {"units": 2},
    "MeanIoU": {"num_classes": 2},
    "MultiHeadAttention": {"num_heads": 1, "key_dim": 2, "attention_axes": (1,)},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [0]},
    "OneHotMeanIoU": {"num_classes": 2},
    "Permute": {"dims": (2, 1)},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "RepeatVector": {"n": 2},
    "Rescaling": {"scale": 2.0},
    "Reshape": {"target_shape": (2, -1)},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SimpleRNN": {"units": 2},
    "SimpleRNNCell": {"units": 2},
    "SpatialDropout1D": {"rate": 0.5},
    "SpatialDropout2D": {"rate": 0.5},
    "SpatialDropout3D": {"rate": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "CosineDecay": {"initial_learning_rate": 0.1, "decay_steps": 2},
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 2},
    "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
    "InverseTimeDecay": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
    "PiecewiseConstantDecay": {"boundaries": [1, 2], "values": [0.1, 0.2, 0.3]},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 2},
}
# Made of other objects, bases that stand in no file, or unknown to Keras.
NOT_ALONE = {
    "Bidirectional", "Initializer", "Layer", "LearningRateSchedule", "Loss", "LossFunctionWrapper",
    "LossScaleOptimizer", "MeanMetricWrapper", "Metric", "MultiOptimizer", "Optax", "Optimizer",
    "RNN", "Regularizer", "StackedRNNCells", "TimeDistributed", "Wrapper",
}  # fmt: skip
# Keras 3.15.1 takes these arguments and forgets to write them, so that its own files lose them.
FORGOTTEN = {"axis", "delta", "dtype", "from_sorted_ids", "gain", "use_cudnn"}
# Keras 3.15.1 writes these, and deepkit has them not: they ask for nothing.
ONLY_THERE = {"rms_scaling", "zero_output_for_mask"}


def theirs(module):
    """Return a module of Keras by its public path."""
    found = keras
    for part in module.split(".")[1:]:
        found = getattr(found, part)
    return found


CLASSES = [
    pytest.param(module, name, id=f"{module.removeprefix('keras.')}.{name}")
    for module, package in _places._PACKAGES.items()
    for name, cls in _places._classes(package).items()
    if cls.__name__ == name and name not in NOT_ALONE and hasattr(theirs(module), name)
]


def made(k, module, name):
    """Return an object of a kit."""
    cls = getattr(theirs(module), name) if k is keras else _places.find_class(module, name)
    return cls(**ARGUMENTS.get(name, {}))


@pytest.mark.parametrize(("module", "name"), CLASSES)
def test_both_write_the_same_class_with_the_same_arguments(module, name):
    ours = serialize_keras_object(made(deepkit, module, name))
    their = keras.saving.serialize_keras_object(made(keras, module, name))
    assert (ours["module"], ours["class_name"]) == (their["module"], their["class_name"])
    assert ours["registered_name"] is their["registered_name"] is None
    assert asked(ours) - set(their["config"]) <= FORGOTTEN | {"autocast"}
    assert asked(their) - set(ours["config"]) <= ONLY_THERE


@pytest.mark.parametrize(("module", "name"), CLASSES)
def test_keras_reads_what_deepkit_wrote(module, name):
    source = made(deepkit, module, name)
    record = serialize_keras_object(source)
    loaded = keras.saving.deserialize_keras_object(record)
    assert type(loaded).__name__ == name
    again = deserialize_keras_object(keras.saving.serialize_keras_object(loaded))
    assert type(again) is type(source)


@pytest.mark.parametrize(("module", "name"), CLASSES)
def test_deepkit_reads_what_keras_wrote_and_keeps_every_argument(module, name):
    record = keras.saving.serialize_keras_object(made(keras, module, name))
    again = serialize_keras_object(deserialize_keras_object(record))
    assert same(again, serialize_keras_object(record))
    assert asked(record) - set(again["config"]) <= ONLY_THERE


def asked(record):
    """Return the arguments that a record has a value for."""
    return {name for name, value in record["config"].items() if value is not None}


def same(ours, their):
    """Tell whether two records say the same, as far as both say something."""
    if isinstance(ours, dict) and isinstance(their, dict):
        common = ours.keys() & their.keys() - {"dtype"}  # an object or, in some classes, its name
        return all(same(ours[key], their[key]) for key in common)
    if isinstance(ours, list) and isinstance(their, list):
        return len(ours) == len(their) and all(map(same, ours, their))
    if isinstance(ours, float) and isinstance(their, float):
        return ours == pytest.approx(their)
    return ours == their
