"""Loss scaling that finds its own factor: what float16 needs to keep small gradients."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Self

import numpy as np

from deepkit import ops
from deepkit.backend import Variable
from deepkit.errors import positive, whole
from deepkit.optimizers._accumulation import chosen
from deepkit.optimizers._multi_optimizer import family
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._row_gradient import RowGradient, on_values, values_in
from deepkit.typing import Config, Tensor

Arrays = dict[str, Tensor]
State = dict[str, Any]


class LossScaleOptimizer(Optimizer):
    """Scale the loss up before the gradient and the gradient down after, as far as float16 allows.

    A call whose gradients are not all finite changes nothing but the scale, which is halved. After
    `dynamic_growth_steps` good calls in a row the scale is doubled.

    Args:
        inner_optimizer: the optimizer that gets the gradients; its own `loss_scale_factor` is set
            to None.
        initial_scale: the first scale, > 0. Too high is soon mended, too low only slowly.
        dynamic_growth_steps: the number of good calls after which the scale is doubled.
        name: its name; made of the class's if None.

    Raises:
        ValueError: if a number is out of its range.

    Source:
        Micikevicius et al., "Mixed precision training", arXiv:1710.03740, section 3.2.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0])
        >>> optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.1), initial_scale=4.0)
        >>> optimizer.apply([[8.0]], [weight])
        >>> weight.numpy()
        array([0.8], dtype=float32)
        >>> optimizer.apply([[float("inf")]], [weight])
        >>> weight.numpy(), float(optimizer.scale_loss(1.0))
        (array([0.8], dtype=float32), 2.0)
    """

    row_wise = False

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
    ) -> None:
        super().__init__(0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = positive(initial_scale=initial_scale)
        self.dynamic_growth_steps = whole(dynamic_growth_steps=dynamic_growth_steps)
        inner_optimizer.loss_scale_factor = None  # or gradients would be scaled twice
        self._step_counter = self._home.make(np.zeros((), "int32"), "step_counter")
        self._scale = self._home.make(np.float32(initial_scale), "dynamic_scale")

    def get_config(self) -> Config:
        """Return the constructor's arguments, the inner optimizer as a config."""
        return {
            "name": self.name,
            "inner_optimizer": family.serialize(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(
        cls, config: Config, custom_objects: Mapping[str, object] | None = None
    ) -> Self:
        """Make an optimizer from what `get_config` returned.

        Args:
            config: the constructor's arguments by name.
            custom_objects: classes and functions of yours that the inner optimizer is made of.
        """
        inner = family.deserialize(config["inner_optimizer"], custom_objects)
        return cls(**{**config, "inner_optimizer": inner})

    @property
    def dynamic_scale(self) -> Variable:
        """The scale."""
        return self._scale

    @property
    def iterations(self) -> Any:
        """The number of updates of the inner optimizer."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    @property
    def variables(self) -> list[Variable]:
        """Its own Variables and those of the inner optimizer, in the order of Keras's files."""
        own = [self._iterations, self._rate]
        if self.built:
            own += [self._step_counter, self._scale]
        return [*own, *self.inner_optimizer.variables]

    def build(
        self,
        variables: Iterable[Variable] | Mapping[str, Variable],
        constraints: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
    ) -> None:
        """Make the Variables of the inner optimizer's state.

        Args:
            variables: the variables to update; in a dict, by keys of your choice.
            constraints: projections by key, besides the variables' own.
        """
        super().build(variables)
        self.inner_optimizer.build(self.targets, constraints)

    def state_variables(self) -> State:
        """Return the Variables that hold the state, in the structure that `init_state` has."""
        self._check_built("state_variables")
        return {
            "iterations": self._iterations,
            "learning_rate": self._rate,
            "step_counter": self._step_counter,
            "dynamic_scale": self._scale,
            "inner": self.inner_optimizer.state_variables(),
        }

    def init_state(self, params: Arrays) -> State:
        """Return the state before the first call, that of the inner optimizer in it.

        Args:
            params: the values of the variables, by keys of your choice.
        """
        return {
            "iterations": ops.zeros((), "int32"),  # never move; Keras's files have them
            "learning_rate": self._rate.value + 0,
            "step_counter": ops.zeros((), "int32"),
            "dynamic_scale": ops.full((), self.initial_scale, "float32"),
            "inner": self.inner_optimizer.init_state(params),
        }

    def apply_state(self, grads: Arrays, params: Arrays, state: State) -> tuple[Arrays, State]:
        """Return the variables and the state after one call with gradients of the scaled loss.

        Args:
            grads: the gradients by key; a variable without one (or None) is left as it is.
            params: the values of the variables by key.
            state: what `init_state` or the call before returned.
        """
        scale, good = state["dynamic_scale"], state["step_counter"]
        wide = {key: on_values(_wide, grad) for key, grad in grads.items() if grad is not None}
        finite = _all_finite(wide)
        unscaled = {key: on_values(lambda g: g / scale, grad) for key, grad in wide.items()}
        unscaled = {key: _if(finite, grad, params[key]) for key, grad in unscaled.items()}
        before = (params, state["inner"])
        after = self.inner_optimizer.apply_state(unscaled, *before)
        by_rows = {key for key, grad in unscaled.items() if isinstance(grad, RowGradient)}
        params, inner = _chosen(finite, after, before, by_rows)
        grown = good == self.dynamic_growth_steps - 1
        after = ops.where(finite, ops.where(grown, scale * 2, scale), scale * 0.5)
        good = ops.where(ops.logical_or(grown, ops.logical_not(finite)), 0, good + 1)
        return params, {
            **state,
            "dynamic_scale": after,
            "step_counter": good,
            "inner": inner,
        }

    def scale_loss(self, loss: Tensor, state: State | None = None) -> Tensor:
        """Return the loss times the scale.

        Args:
            loss: the loss.
            state: where the scale is read from, in a pure step.
        """
        scale = self._scale.value if state is None else state["dynamic_scale"]
        return ops.multiply(ops.cast(loss, "float32"), scale)

    def updates_rows(self, key: str, *, lazily: bool = False, skips: bool = False) -> bool:
        """Tell whether the inner optimizer can update rows of a table by themselves.

        Args:
            key: the key of the table.
            lazily: whether the others may stay as they are where the rule would move them.
            skips: whether some calls are to change nothing; here they are.
        """
        return self.inner_optimizer.updates_rows(key, lazily=lazily, skips=True)

    def finalize_state(self, params: Arrays, state: State) -> Arrays:
        """Return the variables as the inner optimizer finalizes them.

        Args:
            params: the values of the variables by key.
            state: the state.
        """
        return self.inner_optimizer.finalize_state(params, state["inner"])

    def unsettle(self) -> None:
        """Let the next update look at all weights, which may have been set meanwhile."""
        self.inner_optimizer.unsettle()

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        """Give variables the values that the inner optimizer finalizes them to.

        Args:
            var_list: the variables.
        """
        self.inner_optimizer.finalize_variable_values(var_list)


def _all_finite(grads: dict[str, Any]) -> Tensor:
    finite = ops.ones((), "bool")
    for grad in grads.values():
        finite = ops.logical_and(finite, ops.all(ops.isfinite(values_in(grad))))
    return finite


def _wide(values: Tensor) -> Tensor:
    return ops.cast(values, "float32")


def _if(condition: Tensor, grad: Any, param: Tensor) -> Any:
    """Return a gradient; one of rows has none of them where the condition does not hold."""
    if not isinstance(grad, RowGradient):
        return grad
    return grad._replace(rows=ops.where(condition, grad.rows, param.shape[0]))


def _chosen(condition: Tensor, new: Any, old: Any, settled: Collection[str]) -> Any:
    """Return one of two structures; under some keys the new one, without copying the old."""
    if isinstance(new, tuple):
        parts = [_chosen(condition, a, b, settled) for a, b in zip(new, old, strict=True)]
        return type(new)(*parts) if hasattr(new, "_fields") else tuple(parts)
    if not isinstance(new, dict):
        return chosen(condition, new, old)
    return {
        key: new[key] if key in settled else _chosen(condition, new[key], old[key], settled)
        for key in new
    }
