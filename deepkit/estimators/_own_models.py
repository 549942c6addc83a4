"""Model functions that stand for models written by hand."""

import os
from collections.abc import Mapping
from typing import Any

from deepkit import layers, ops, saving
from deepkit.estimators._compiled_spec import CompiledSpec
from deepkit.estimators._head_spec import HeadSpec
from deepkit.estimators._headed import checked_head
from deepkit.estimators._specs import ModeKeys
from deepkit.estimators.heads import Head, MultiHead
from deepkit.feature_column import ArrayColumn, input_layer
from deepkit.models import Model, clone_model


class HeadedModel:
    """A model function whose logits are the outputs of a model.

    Args:
        model: a functional or Sequential model.
        head: says what the logits mean.
        optimizer: an optimizer or its name; that of a compiled model, or else Adam, if None.

    Raises:
        TypeError: if the model is none of deepkit's, or the head is none.
    """

    def __init__(self, model: Any, head: Head, optimizer: Any = None) -> None:
        self.model, self.head = checked_model(model, "model"), checked_head(head)
        self.optimizer = (model.optimizer or "adam") if optimizer is None else optimizer

    @property
    def feature_columns(self) -> tuple[ArrayColumn, ...] | None:
        """The arrays that the model takes; None if it does not know yet."""
        return columns_of(self.model)

    def __call__(self, features: Any, labels: Any, mode: ModeKeys, params: Any) -> HeadSpec:
        """Draw the model.

        Args:
            features: symbolic features.
            labels: symbolic labels.
            mode: what it is for.
            params: may hold the `feature_columns`.
        """
        model = copy_of(self.model)
        columns = params.get("feature_columns") if isinstance(params, Mapping) else None
        logits = self._joined(model(fed(model, features, columns)))
        optimizer = self.optimizer if mode is ModeKeys.TRAIN else None
        return self.head.create_estimator_spec(features, mode, logits, labels, optimizer)

    def __repr__(self) -> str:
        return f"HeadedModel({self.model.name!r}, {self.head!r})"

    def _joined(self, outputs: Any) -> Any:
        """Return the logits of several heads side by side."""
        if isinstance(self.head, MultiHead) and isinstance(outputs, Mapping):
            parts = [outputs[name] for name in self.head.names]
            return layers.concatenate(parts, axis=-1) if len(parts) > 1 else parts[0]
        return outputs


class CompiledModel:
    """A model function that is a compiled model.

    Args:
        model: a functional or Sequential model that knows its inputs, compiled.
        metric_names: other names for measures, by their names.

    Raises:
        TypeError: if the model is none of deepkit's.
        ValueError: if it is not compiled, or does not know its inputs.
    """

    def __init__(self, model: Any, metric_names: Mapping[str, str] | None = None) -> None:
        self.model = checked_model(model, "keras_model")
        self.metric_names = dict(metric_names or {})
        if not model.compiled or model.optimizer is None:
            raise ValueError("`keras_model` must be compiled with an optimizer and a loss.")
        if columns_of(model) is None:
            raise ValueError(
                f"`keras_model` {model.name!r} must know its inputs: make it of `Input` tensors, "
                "or put an `Input` first into a Sequential model."
            )

    @property
    def feature_columns(self) -> tuple[ArrayColumn, ...] | None:
        """The arrays that the model takes."""
        return columns_of(self.model)

    def __call__(self, features: Any, mode: ModeKeys) -> CompiledSpec:
        """Copy the model.

        Args:
            features: not looked at: the model has inputs of its own.
            mode: what it is for.
        """
        del features
        return CompiledSpec(mode, model=copy_of(self.model), metric_names=self.metric_names)

    def __repr__(self) -> str:
        return f"CompiledModel({self.model.name!r})"


def checked_model(model: Any, name: str) -> Model:
    """Return a model, or refuse what is none.

    Args:
        model: what was given.
        name: of the argument.

    Raises:
        TypeError: if it is no model of deepkit's.
    """
    if isinstance(model, Model):
        return model
    kind = type(model)
    cure = ""
    if kind.__module__.startswith("keras"):
        cure = " Save it with `model.save('m.keras')`, and read it by `deepkit.models.load_model`."
    raise TypeError(
        f"`{name}` must be a deepkit Model, got {kind.__module__}.{kind.__qualname__}.{cure}"
    )


def read_model(path: str | os.PathLike[str], custom_objects: Mapping[str, Any] | None) -> Model:
    """Return the model in a file.

    Args:
        path: of a `.keras` file.
        custom_objects: further classes and functions by name.

    Raises:
        SavingError: if it cannot be read.
    """
    model: Any = saving.load_model(path, custom_objects=custom_objects)
    return model


def copy_of(model: Model) -> Any:
    """Return a model of the same structure and weights, with Variables of its own.

    Args:
        model: a model.
    """
    copy = clone_model(model)
    if model.built and model.weights:
        copy.set_weights(model.get_weights())
    return copy


def columns_of(model: Model) -> tuple[ArrayColumn, ...] | None:
    """Return columns for the inputs of a model; None if it does not know them yet.

    Args:
        model: a model.
    """
    if model.graph is None:
        return None
    return tuple(ArrayColumn(t.name, t.shape[1:], _kind_of(str(t.dtype))) for t in model.inputs)


def _kind_of(dtype: str) -> str:
    if dtype.startswith(("int", "uint")):
        return "int32"
    return "bool" if dtype == "bool" else "float32"


def fed(model: Model, features: Mapping[str, Any], columns: Any = None) -> Any:
    """Return what a model is called on: features of its inputs' names, or all of them side by side.

    Args:
        model: a model.
        features: symbolic tensors by name.
        columns: the columns that encode them; None for none.

    Raises:
        ValueError: if neither fits.
    """
    names = [] if model.graph is None else model.input_names
    if names and all(name in features for name in names):
        return features[names[0]] if len(names) == 1 else {name: features[name] for name in names}
    if len(names) > 1:
        raise ValueError(
            f"Model {model.name!r} has the inputs {', '.join(map(repr, names))}, and the features "
            f"are {', '.join(map(repr, features))}. Call the inputs as the features."
        )
    dense = [column for column in columns or () if not isinstance(column, ArrayColumn)]
    if dense:
        return input_layer(features, dense)
    if len(features) == 1:
        return next(iter(features.values()))
    if all(len(feature.shape) <= 2 for feature in features.values()):
        return layers.concatenate([_column(feature) for feature in features.values()], axis=-1)
    raise ValueError(
        f"Model {model.name!r} has one input, and there are the features "
        f"{', '.join(map(repr, features))}. Give `feature_columns`, dense ones, or a model with an "
        "input for each."
    )


def _column(feature: Any) -> Any:
    """Return numbers with an axis of their own, as floats."""
    wide = ops.expand_dims(feature, -1) if len(feature.shape) == 1 else feature
    return ops.cast(wide, "float32")
