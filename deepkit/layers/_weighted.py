"""Layers that take an initializer, a regularizer and a constraint for each of their weights."""

from typing import Any

from deepkit import constraints, initializers, regularizers
from deepkit.backend import Variable
from deepkit.layers._layer import Layer
from deepkit.typing import Shape


class Weighted(Layer):
    """A layer with options for each weight: `kernel_initializer`, `kernel_regularizer`..."""

    kernel_initializer: Any
    bias_initializer: Any

    def _describe_weight(
        self, name: str, initializer: Any, regularizer: Any = None, constraint: Any = None
    ) -> None:
        """Keep the options of a weight, as objects, under the names that Keras gives them."""
        setattr(self, f"{name}_initializer", initializers.get(initializer))
        setattr(self, f"{name}_regularizer", regularizers.get(regularizer))
        setattr(self, f"{name}_constraint", constraints.get(constraint))

    def _make_weight(self, name: str, shape: Shape, **options: Any) -> Variable:
        """Make a weight with the options kept for it; those given here come first."""
        kept = {
            kind: getattr(self, f"{name}_{kind}")
            for kind in ("initializer", "regularizer", "constraint")
        }
        return self.add_weight(shape, name=name, **{**kept, **options})


def refuse(**options: Any) -> None:
    """Refuse an option of Keras's signature that is not supported, unless it is left alone.

    Args:
        **options: options by name; None or False is what they must be.

    Raises:
        ValueError: if one is set.
    """
    for name, value in options.items():
        if value:
            raise ValueError(f"`{name}` is not supported: leave it out, got {value!r}.")
