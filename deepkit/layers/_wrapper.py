"""The base of layers around another layer."""

from typing import Any

from deepkit.layers._layer import Layer


class Wrapper(Layer):
    """Hold another layer, which belongs to this one.

    A subclass says in `call` what it does with `self.layer`.

    Args:
        layer: the layer within.
        **base: the arguments of `Layer`.

    Raises:
        ValueError: if `layer` is no layer.

    Example:
        >>> from deepkit import layers, ops
        >>> class Twice(layers.Wrapper):
        ...     def call(self, x):
        ...         return self.layer(self.layer(x))
        >>> Twice(layers.Dense(3))(ops.ones((2, 3))).shape
        (2, 3)
    """

    def __init__(self, layer: Any, **base: Any) -> None:
        super().__init__(**base)
        self.layer = wrapped(layer=layer)

    def build(self, input_shape: Any = None) -> None:
        if not self.layer.built:
            self.layer.build(input_shape)
            self.layer.built = True


def wrapped(**named: Any) -> Layer:
    """Return the one named value if it is a layer.

    Args:
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is none.
    """
    [(name, layer)] = named.items()
    if not isinstance(layer, Layer):
        raise ValueError(f"`{name}` must be a layer, got {layer!r}.")
    return layer
