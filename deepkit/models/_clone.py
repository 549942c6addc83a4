"""Models made again with weights of their own."""

from collections.abc import Callable
from typing import Any

from deepkit.backend import SymbolicTensor, attach, infer, leaves, map_structure, unflatten
from deepkit.errors import SavingError
from deepkit.layers import Input, Layer
from deepkit.models._model import Model
from deepkit.models._sequential import Sequential
from deepkit.saving import deserialize_keras_object, serialize_keras_object, writing

Clone = Callable[[Any], Any]
Call = Callable[..., Any]


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Clone | None = None,
    call_function: Call | None = None,
    recursive: bool = False,
) -> Any:
    """Return a model of the same structure, with new layers and new weights.

    A layer that the model shares between places is one layer in the clone too. If the model was
    compiled, so is the clone, with an optimizer of its own.

    Args:
        model: a model.
        input_tensors: symbolic tensors to build a functional or Sequential clone on.
        clone_function: returns the layer to take for a layer; one of the same config if None.
        call_function: calls a layer of the clone, `(layer, *args, **kwargs)`, in place of
            `layer(*args, **kwargs)`; for functional models.
        recursive: whether models within are cloned layer by layer too, by the same functions.

    Raises:
        ValueError: if an argument is given that the kind of model has no use for.

    Example:
        >>> import deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)])
        >>> clone = deepkit.models.clone_model(model)
        >>> clone.count_params(), clone.layers[0] is model.layers[0]
        (5, False)
    """
    cloned = _Cloner(clone_function or _again, call_function, recursive).model(model, input_tensors)
    _compile_alike(cloned, model)
    return cloned


class _Cloner:
    """Makes each layer once, however often it is met."""

    def __init__(self, clone: Clone, call: Call | None, recursive: bool) -> None:
        self._clone, self._call_function, self._recursive = clone, call, recursive
        self._made: dict[int, Any] = {}

    def model(self, model: Any, inputs: Any = None) -> Any:
        if isinstance(model, Sequential):
            return self._stack(model, inputs)
        if getattr(model, "graph", None) is not None:
            return self._graph(model, inputs)
        if inputs is not None or self._clone is not _again or self._call_function is not None:
            raise ValueError(
                f"Model {model.name!r} computes in a `call` of its own, which cannot be taken "
                "apart: `input_tensors`, `clone_function` and `call_function` must be None."
            )
        return _again(model)

    def _stack(self, model: Any, inputs: Any) -> Any:
        if self._call_function is not None:
            raise ValueError("`call_function` must be None for a Sequential model.")
        source = leaves(inputs) if inputs is not None else []
        if len(source) > 1:
            raise ValueError(f"`input_tensors` must be one tensor, got {len(source)}.")
        if not source and model.graph is not None:
            source = [_source(model.inputs[0])]
        layers = [self._layer(layer) for layer in model.layers]
        return Sequential([*source, *layers], name=model.name, trainable=model.trainable)

    def _graph(self, model: Any, inputs: Any) -> Any:
        graph = model.graph
        if inputs is None:
            inputs = map_structure(_source, graph.input_structure)
        elif len(leaves(inputs)) != len(graph.inputs):
            raise ValueError(
                f"`input_tensors` must be {len(graph.inputs)} tensors, got {len(leaves(inputs))}."
            )
        outputs = graph.run(leaves(inputs), self._call)
        is_plain = type(model).__init__ is Model.__init__
        return (type(model) if is_plain else Model)(
            unflatten(graph.input_structure, leaves(inputs)), outputs, name=model.name
        )

    def _call(self, node: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(node.operation, Layer):
            layer = self._layer(node.operation)
            if self._call_function is not None:
                return self._call_function(layer, *args, **kwargs)
            return layer(*args, **kwargs)
        outputs = infer(node.operation, *args, **kwargs)
        return attach(node.operation, node.name, args, kwargs, outputs)

    def _layer(self, layer: Any) -> Any:
        if id(layer) not in self._made:
            inner = isinstance(layer, Sequential) or getattr(layer, "graph", None) is not None
            make = self.model if inner and self._recursive else self._clone
            self._made[id(layer)] = make(layer)
        return self._made[id(layer)]


def _source(tensor: SymbolicTensor) -> SymbolicTensor:
    return Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=tensor.name)


def _again(layer: Any) -> Any:
    """Return an object of the same config, not built."""
    try:
        with writing() as now:
            record = now.value(layer)
    except SavingError:  # a lambda in it is no obstacle while the process lives
        return type(layer).from_config(layer.get_config())
    for told in ("build_config", "build_dtypes", "compile_config"):
        record.pop(told, None)
    return deserialize_keras_object(record, custom_objects=now.custom)


def _compile_alike(clone: Any, model: Any) -> None:
    told = model.get_compile_config()
    if told:
        with writing() as now:
            record = serialize_keras_object(told)
        clone.compile_from_config(deserialize_keras_object(record, custom_objects=now.custom))
