"""Optax transformations as optimizers."""

from typing import Any, Protocol, Unpack, runtime_checkable

from deepkit import ops
from deepkit.backend import Variable, leaves, map_structure
from deepkit.errors import SavingError
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._options import Options
from deepkit.typing import Config, Tensor

Arrays = dict[str, Tensor]
State = dict[str, Any]


@runtime_checkable
class Transformation(Protocol):
    """What an Optax transformation has: it is known by these two, Optax is not imported."""

    def init(self, params: Any, /) -> Any:
        """Return the first state."""
        ...

    def update(self, updates: Any, state: Any, params: Any = None, /) -> Any:
        """Return the updates and the next state."""
        ...


class Optax(Optimizer):
    """Update variables by an Optax transformation.

    `optimizers.get` and `compile` wrap a transformation in it by themselves. Its parameters are a
    flat dict of arrays by the paths of the variables. The learning rate and its schedule are part
    of the transformation.

    Args:
        transformation: the Optax `GradientTransformation`.
        **base: the options of `Optimizer`, but for `weight_decay`.

    Raises:
        TypeError: if it is no transformation.
        ValueError: if `weight_decay` is given, which is Optax's business here.

    Example:
        >>> import optax
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.Optax(optax.sgd(0.1)).apply([[1.0, -1.0]], [weight])
        >>> weight.numpy()
        array([0.9, 2.1], dtype=float32)
    """

    row_wise = False

    def __init__(self, transformation: Any, **base: Unpack[Options]) -> None:
        if not isinstance(transformation, Transformation):
            raise TypeError(
                "`transformation` must have `init` and `update`, as Optax transformations do, got "
                f"{transformation!r}."
            )
        if base.get("weight_decay") is not None:
            raise ValueError(
                "`weight_decay` needs a learning rate, which is inside the Optax transformation: "
                "use `optax.add_decayed_weights` there."
            )
        super().__init__(_no_rate, **base)
        self.transformation = transformation

    @property
    def learning_rate(self) -> Any:
        """None: asking for it is an error, for it is inside the transformation."""
        raise AttributeError(
            "The learning rate of an Optax transformation is inside it. For one that changes, use "
            "an Optax schedule."
        )

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        raise TypeError(
            f"The learning rate is inside the Optax transformation: it cannot be set to {value!r}. "
            "Use an Optax schedule."
        )

    @property
    def variables(self) -> list[Variable]:
        """Its own Variables, in the order of the state's structure."""
        return leaves(self.state_variables()) if self.built else [self._iterations]

    def get_config(self) -> Config:
        """Raise: an Optax transformation is made of functions, and cannot be written down."""
        raise SavingError(
            "An Optax transformation is made of functions and cannot be written to a file. Save "
            "the weights alone, or the model without its optimizer, and compile it anew after "
            "loading; or use an optimizer of deepkit."
        )

    def __repr__(self) -> str:
        return f"Optax({self.transformation!r})"

    def init_all(self, params: Arrays) -> State:
        """Return the transformation's first state.

        Args:
            params: the values of the variables by key.
        """
        return {"optax": self.transformation.init(params)}

    def update_all(
        self, grads: Arrays, params: Arrays, state: State, rate: Tensor, step: Tensor
    ) -> tuple[Arrays, State]:
        """Return the variables and the state after the transformation's update.

        Args:
            grads: the gradients by key; a variable without one is taken to have a gradient of 0.
            params: the values of the variables by key.
            state: the state.
            rate: unused.
            step: unused.
        """
        full = {
            key: ops.cast(grads[key], p.dtype) if key in grads else ops.zeros_like(p)
            for key, p in params.items()
        }
        updates, after = self.transformation.update(full, state["optax"], params)
        moved = {key: p + ops.cast(updates[key], p.dtype) for key, p in params.items()}
        # The dtypes of the state must not drift from step to step.
        after = map_structure(lambda new, old: ops.cast(new, old.dtype), after, state["optax"])
        return moved, {**state, "optax": after}


def _no_rate() -> float:
    return 0.0
