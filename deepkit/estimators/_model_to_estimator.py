"""Estimators of compiled models."""

import os
from collections.abc import Mapping
from typing import Any

from deepkit.errors import one_of
from deepkit.estimators._custom import Estimator
from deepkit.estimators._own_models import CompiledModel, read_model
from deepkit.estimators._run_config import RunConfig


def model_to_estimator(
    keras_model: Any = None,
    keras_model_path: str | os.PathLike[str] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
    model_dir: str | None = None,
    config: RunConfig | None = None,
    checkpoint_format: str = "checkpoint",
    metric_names_map: Mapping[str, str] | None = None,
    export_outputs: Any = None,
    **options: Any,
) -> Estimator:
    """Return an estimator that trains, evaluates, predicts and exports a compiled model.

    The features are called as the model's inputs, the predictions as its outputs; `loss` and what
    it was compiled with are measured. Labels are an array, or a dict by the names of the outputs.
    Each fit begins with the weights that the model has; the model itself stays as it is.

    Args:
        keras_model: a functional or Sequential deepkit Model, compiled.
        keras_model_path: instead, the `.keras` file of one, which Keras may have written.
        custom_objects: further classes and functions that the file names.
        model_dir: a folder for checkpoints, which `train` goes on from; None to keep all in memory.
        config: a `RunConfig`.
        checkpoint_format: here for TensorFlow's sake; there is one format.
        metric_names_map: other names for measures, by their names.
        export_outputs: not supported; only None.
        **options: the keyword arguments of `TabularEstimator`.

    Raises:
        SavingError: if the file cannot be read.
        TypeError: if it is no model of deepkit's.
        ValueError: if neither or both of model and path are given, or the model is not compiled or
            does not know its inputs.

    Example:
        >>> import deepkit
        >>> from deepkit import estimators
        >>> model = deepkit.Sequential([deepkit.Input((2,), name="x"), deepkit.layers.Dense(1)])
        >>> model.compile("sgd", "mse", metrics=["mae"])
        >>> estimator = estimators.model_to_estimator(model)
        >>> data = {"x": [[0.0, 1.0], [1.0, 0.0]]}, [[1.0], [2.0]]
        >>> sorted(estimator.train(lambda: data, steps=10).evaluate(lambda: data))
        ['global_step', 'loss', 'mae']
    """
    if (keras_model is None) == (keras_model_path is None):
        raise ValueError("Give either `keras_model` or `keras_model_path`, one of them.")
    one_of(("checkpoint", "saver"), checkpoint_format=checkpoint_format)
    if export_outputs is not None:
        raise ValueError("`export_outputs` must be None: an export has all outputs.")
    if keras_model_path is not None:
        keras_model = read_model(keras_model_path, custom_objects)
    function = CompiledModel(keras_model, metric_names_map)
    return Estimator(function, model_dir, config, **options)
