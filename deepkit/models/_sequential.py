"""Models that are a stack of layers."""

from collections.abc import Sequence
from typing import Any, Self

from deepkit.backend import Graph, SymbolicTensor, is_symbolic, name_scope
from deepkit.layers import Input, InputLayer, Layer
from deepkit.models._model import Model
from deepkit.saving import (
    custom_object_scope,
    deserialize_keras_object,
    serialize_keras_object,
)
from deepkit.typing import Config


class Sequential(Model):
    """A stack of layers, each called on the output of the one before.

    Args:
        layers: the layers; an `Input` first says the shape, and the weights are made at once.
        trainable: whether gradients reach the weights.
        name: its name; made up if None.
        **base: of `Layer`.

    Raises:
        ValueError: if two layers have the same name.
        TypeError: if something in the list is not a layer.

    Example:
        >>> import deepkit
        >>> from deepkit import layers
        >>> model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(8), layers.Dense(1)])
        >>> model.output_shape
        (None, 1)
    """

    def __init__(
        self,
        layers: Sequence[Any] | None = None,
        trainable: bool = True,
        name: str | None = None,
        **base: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **base)
        self._layers: list[Layer] = []
        self._source: InputLayer | None = None
        self._steps: tuple[SymbolicTensor, ...] = ()
        for layer in layers or ():
            self.add(layer, rebuild=False)
        if self._source is not None:
            self._redraw()

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top.

        Args:
            layer: a layer, or the result of `Input`.
            rebuild: whether to draw the model anew, or leave that to a later call.

        Raises:
            ValueError: if its name is taken, or an input comes after other layers.
            TypeError: if it is not a layer.
        """
        if is_symbolic(layer):
            layer = layer.node.operation if layer.node and not layer.node.inputs else layer
        if not isinstance(layer, Layer):
            raise TypeError(f"A Sequential model is made of layers, got {layer!r}.")
        if isinstance(layer, InputLayer):
            if self._layers or self._source is not None:
                raise ValueError("An input can only be the first of the layers, and only once.")
            self._begin(layer)
            return
        self._refuse_taken(layer.name)
        early = layer._input_shape
        if not self._layers and self._source is None and early is not None:
            self._begin(Input(early, dtype=layer.compute_dtype).node.operation)
        self._layers.append(layer)
        if self._source is not None:
            self._extend(layer)
            if rebuild:
                self._redraw()

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the top layer away and return it.

        Args:
            rebuild: accepted for Keras's sake.

        Raises:
            ValueError: if there is none.
        """
        if not self._layers:
            raise ValueError("There is no layer to take away.")
        layer = self._layers.pop()
        if self._source is not None:
            self._steps = self._steps[:-1]
            self._redraw()
        return layer

    def sublayers(self) -> list[Any]:
        return [layer for layer in super().sublayers() if layer is not self._source]

    @property
    def layers(self) -> list[Layer]:
        """The layers from bottom to top, without the input."""
        return list(self._layers)

    def build(self, input_shape: Any = None) -> None:
        """Make the weights for inputs of a shape.

        Args:
            input_shape: sizes with the batch axis, None where open.

        Raises:
            ValueError: if the model has no layers.
        """
        self._require_layers()
        if self._graph is None and input_shape is not None:
            self._build_on(input_shape, getattr(self._layers[0], "input_dtype", None))
        self.built = True

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Compute the output of the top layer.

        Args:
            inputs: the input of the bottom layer.
            training: whether this is a call of training.
            mask: the mask of the inputs.
        """
        self._require_layers()
        if self._graph is not None:
            return super().call(inputs, training=training, mask=mask)
        for layer in self._layers:
            inputs = layer(inputs)
        return inputs

    def _build_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Draw the stack for what it is called on, the size of the batch left open."""
        self._require_layers()
        x = args[0] if args else next(iter(kwargs.values()))
        if hasattr(x, "shape") and len(x.shape) > 0:
            spec = x.spec.shape if is_symbolic(x) else x.shape
            self._build_on((None, *spec[1:]), x.dtype)
        self.built = True

    def _build_on(self, shape: Any, dtype: Any) -> None:
        if isinstance(shape, (list, tuple)) and all(s is None or isinstance(s, int) for s in shape):
            source = Input(batch_shape=tuple(shape), dtype=dtype or self.compute_dtype)
            self._begin(source.node.operation)
            for layer in self._layers:
                self._extend(layer)
            self._redraw()

    def _begin(self, source: InputLayer) -> None:
        self._source, self._steps = source, (source.output,)
        if not self._layers:
            self.built = False

    def _extend(self, layer: Layer) -> None:
        with name_scope(self.name, self):
            top = layer(self._steps[-1])
        self._steps = (*self._steps, top)

    def _redraw(self) -> None:
        if len(self._steps) > 1:
            self._graph = Graph(self._steps[0], self._steps[-1])
        else:
            self._graph = None
        self.built = self._graph is not None

    def _refuse_taken(self, name: str) -> None:
        if any(layer.name == name for layer in self._layers):
            raise ValueError(
                f"The name {name!r} is used by two layers of the model. Give each its own `name`."
            )

    def _require_layers(self) -> None:
        if not self._layers:
            raise ValueError(
                f"Sequential model {self.name!r} has no layers. Give a list, or `add` some."
            )

    def get_config(self) -> Config:
        """Return the layers, an input first if the shape is known."""
        source = [] if self._source is None else [self._source]
        config: Config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": self.dtype_policy,
            "layers": serialize_keras_object([*source, *self._layers]),
        }
        if self._source is not None:
            config["build_input_shape"] = self._source.batch_shape
        return config

    @classmethod
    def from_config(cls, config: Config, custom_objects: Any = None) -> Self:
        """Make a model from what `get_config` returned.

        Args:
            config: the name and the layers.
            custom_objects: classes and functions of yours by name.
        """
        with custom_object_scope(custom_objects or {}):
            layers = deserialize_keras_object(config["layers"])
        base = {key: config[key] for key in ("trainable", "dtype") if key in config}
        model = cls(layers, name=config.get("name"), **base)
        shape = config.get("build_input_shape")
        if shape is not None and not model.built and model._layers:
            model.build(tuple(shape))
        return model
