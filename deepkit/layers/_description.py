"""What a layer is: its dtypes, its configuration, the shapes it was built for."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Self

from deepkit.backend import DTypePolicy, as_policy
from deepkit.configurable import Configurable, Revived
from deepkit.layers._signature import shapes_for
from deepkit.typing import Config


class Described(Configurable):
    """A layer as its file describes it."""

    name: str
    built: bool
    trainable: Any
    dtype_policy: DTypePolicy
    build: Callable[..., None]
    _build_shapes: dict[str, Any] | None
    _build_dtypes: dict[str, Any] | None = None

    @property
    def dtype(self) -> str:
        """The dtype of the weights."""
        return self.variable_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights."""
        return self.dtype_policy.variable_dtype

    @property
    def compute_dtype(self) -> str:
        """The dtype of the computation."""
        return self.dtype_policy.compute_dtype

    @property
    def path(self) -> str:
        """The name."""
        return self.name

    def get_config(self) -> Config:
        """Return the constructor's arguments, with the name, dtype policy and trainable flag."""
        own = {"name": self.name, "trainable": self.trainable, "dtype": self.dtype_policy}
        return {**super().get_config(), **own}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Make a layer from what `get_config` returned, with layers of its own in it.

        Args:
            config: the constructor's arguments by name.
        """
        config = config if isinstance(config, Revived) else _anew(config)
        base = {"name", "trainable", "dtype"} - _accepted(cls)
        layer = super().from_config({k: v for k, v in config.items() if k not in base})
        # A constructor that does not pass on what is common to all layers still gets it back.
        if "name" in base & config.keys():
            layer.name = config["name"]
        if "dtype" in base & config.keys():
            layer.dtype_policy = as_policy(config["dtype"])
        if config.get("trainable") is False:
            layer.trainable = False
        return layer

    def get_build_config(self) -> Config | None:
        """Return the shapes that the layer was built with, or None."""
        if self._build_shapes is None:
            return None
        if len(self._build_shapes) == 1:
            return {"input_shape": next(iter(self._build_shapes.values()))}
        return {"shapes_dict": self._build_shapes}

    def build_from_config(self, config: Config) -> None:
        """Build the layer as one that `get_build_config` described.

        Args:
            config: what it returned.
        """
        if not config:
            return
        shapes = config.get("shapes_dict") or {"input_shape": config.get("input_shape")}
        shapes = {name: _as_shapes(shape) for name, shape in shapes.items()}
        if "input_shape" in config:  # of the first argument, whatever `build` calls it
            self.build(shapes["input_shape"])
        else:
            named = {name.removesuffix("_shape"): shape for name, shape in shapes.items()}
            self.build(**shapes_for(self.build, named))
        self._build_shapes, self.built = shapes, True


def _anew(value: Any) -> Any:
    """Return a value of a config, with layers made again of their configs in place of layers."""
    if isinstance(value, Described):
        return type(value).from_config(value.get_config())
    if type(value) in (list, tuple):
        return type(value)(map(_anew, value))
    return {k: _anew(v) for k, v in value.items()} if isinstance(value, Mapping) else value


@functools.cache
def _accepted(cls: type) -> set[str]:
    """Return the base arguments that a constructor takes."""
    parameters = inspect.signature(cls.__init__).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return {"name", "trainable", "dtype"}
    return {p.name for p in parameters}


def _is_shape(x: Any) -> bool:
    return isinstance(x, (tuple, list)) and all(i is None or isinstance(i, int) for i in x)


def map_shapes(fn: Callable[[Any], Any], tree: Any) -> Any:
    """Return a structure of shapes with `fn` applied to each of them."""
    if _is_shape(tree):
        return fn(tuple(tree))
    if isinstance(tree, dict):
        return {key: map_shapes(fn, value) for key, value in tree.items()}
    return [map_shapes(fn, value) for value in tree]


def _as_shapes(tree: Any) -> Any:
    """Return a structure from a file with its shapes as tuples again."""
    return None if tree is None else map_shapes(lambda shape: shape, tree)
