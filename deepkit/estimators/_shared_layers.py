"""Graphs that were drawn apart, made to share their layers by name."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend import SymbolicTensor, leaves, source_inputs
from deepkit.models import Model, clone_model


def with_layers_of(model: Model, trainer: Model, mode: str) -> Model:
    """Return a model with the layers of another wherever that one has some of the same name.

    Args:
        model: a functional model.
        trainer: has the layers that are trained.
        mode: what the model is for, for messages.

    Raises:
        ValueError: if layers of the same name differ, or one with weights is never trained.
    """
    known: Mapping[str, Any] = {layer.name: layer for layer in trainer.layers}
    return clone_model(model, clone_function=lambda layer: _shared(layer, known, mode))


def _shared(layer: Any, known: Mapping[str, Any], mode: str) -> Any:
    other = known.get(layer.name)
    weights = [tuple(weight.shape) for weight in layer.weights]
    if other is None:
        if weights:
            names = ", ".join(repr(name) for name, one in known.items() if one.weights)
            raise ValueError(
                f"Layer {layer.name!r} has weights in mode {mode!r} and none in mode 'train', "
                f"which has {names}. Draw the same layers in all modes, or give them names."
            )
        return layer
    there = [tuple(weight.shape) for weight in other.weights]
    if type(other) is not type(layer) or there != weights:
        raise ValueError(
            f"Layer {layer.name!r} is a {type(layer).__name__} with weights of shapes {weights} in "
            f"mode {mode!r}, and a {type(other).__name__} with {there} in mode 'train'. Give "
            "layers the same `name` in all modes."
        )
    return other


def used(inputs: Mapping[str, SymbolicTensor], outputs: Any) -> dict[str, SymbolicTensor]:
    """Return those inputs that outputs are computed from.

    Args:
        inputs: by name.
        outputs: symbolic tensors in any structure.
    """
    found = {id(source) for tensor in leaves(outputs) for source in source_inputs(tensor)}
    return {name: tensor for name, tensor in inputs.items() if id(tensor) in found}
