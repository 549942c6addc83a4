"""The pure face of an optimizer: its state as a structure of arrays, and one call on it."""

from collections.abc import Callable
from typing import Any

from deepkit import ops
from deepkit.backend import Variable, convert
from deepkit.errors import NotBuiltError
from deepkit.optimizers._assigning import Assigning, by_assignment
from deepkit.optimizers._pairs import check_keys
from deepkit.optimizers._rate import rate_at, rate_dtype
from deepkit.optimizers._row_gradient import RowGradient, spread
from deepkit.optimizers._update import called, updated_by_rule
from deepkit.optimizers._weight_decay import named
from deepkit.typing import Tensor

Arrays = dict[str, Tensor]
State = dict[str, Any]

# A class that defines one of these may update variables in a way of its own.
_OF_UPDATE = frozenset(
    {"apply_state", "leaves_rows", "update", "update_all", "update_shared", "update_step"}
)


class PureFace(Assigning):
    """What compiled steps call: functions of arrays that change nothing."""

    name: str
    built: bool
    weight_decay: float | None
    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    _iterations: Variable
    _rate: Any  # a Variable, a schedule or a function
    _constraints: dict[str, Callable[[Tensor], Tensor]]
    _undecayed: list[Variable]
    _undecayed_names: list[str]

    def init_state(self, params: Arrays) -> State:
        """Return the state before the first call, a structure of arrays.

        Args:
            params: the values of the variables, by keys of your choice.
        """
        state: State = {"iterations": ops.zeros((), "int32")}
        if isinstance(self._rate, Variable):
            state["learning_rate"] = self._rate.value + 0  # an array of its own, to be donated
        if self._assigns:
            self._check_built("init_state")
            state["own"] = [variable.value + 0 for variable in self._own]
        return {**state, **self._init_parts(params)}

    def apply_state(self, grads: Arrays, params: Arrays, state: State) -> tuple[Arrays, State]:
        """Return the variables and the state after one call; pure, and fit to be compiled.

        The learning rate is an array of the state: a new one needs no new compilation.

        Args:
            grads: the gradients by key; a variable without one (or None) is left as it is. Of a
                `RowGradient`, so are the rows without one.
            params: the values of the variables by key.
            state: what `init_state` or the call before returned.

        Raises:
            ValueError: if a gradient has no variable of its key, or a variable no state.
        """
        given = {key: self._usable(key, g, params) for key, g in grads.items() if g is not None}
        check_keys(given, params, state)
        rate = state.get("learning_rate")
        if rate is None:
            rate = rate_at(self._rate, state["iterations"])
        return called(self, given, params, state, rate)

    def updates_rows(self, key: str, *, lazily: bool = False, skips: bool = False) -> bool:
        """Tell whether rows of a table can be updated by themselves: those that have a gradient.

        Args:
            key: the key of the table.
            lazily: whether the others may stay as they are where the rule would move them.
            skips: whether some calls are to change nothing, which names no rows then.
        """
        return (
            (lazily or (self._leaves_rows(key) and not (skips and self.follows_rate)))
            and self._is_row_wise
            and self._is_plain
            and not self.use_ema
            and not self.gradient_accumulation_steps
            and self.constraint(key) is None
        )

    def scale_loss(self, loss: Tensor, state: State | None = None) -> Tensor:
        """Return the loss times the factor that gradients are divided by later.

        Args:
            loss: the loss.
            state: where a factor that changes is read from, in a pure step.
        """
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def finalize_state(self, params: Arrays, state: State) -> Arrays:
        """Return the variables as they should be after the last call: averaged, with `use_ema`.

        Args:
            params: the values of the variables by key.
            state: the state.
        """
        return {**params, **{k: state["average"][k] for k in params}} if self.use_ema else params

    def init_all(self, params: Arrays) -> State:
        """Return the part of a first state that the rule needs.

        Args:
            params: the values of the variables by key.
        """
        state: State = {"slots": {key: self.init(param) for key, param in params.items()}}
        first = next(iter(params.values()), None)
        shared = self.init_shared("float32" if first is None else str(first.dtype))
        return {**state, "shared": shared} if shared else state

    def update_all(
        self, grads: Arrays, params: Arrays, state: State, rate: Tensor, step: Tensor
    ) -> tuple[Arrays, State]:
        """Return the variables and the state after the rule's update of those with gradients.

        Args:
            grads: the gradients by key.
            params: the values of the variables by key.
            state: the state.
            rate: the learning rate.
            step: the number of updates so far.
        """
        if not self._assigns:
            return updated_by_rule(self, grads, params, state, rate, step)
        read = [self._iterations, *self._own]
        values = [state["iterations"], *state["own"]]
        params, values = by_assignment(
            self.update_step, self._home.trainable, read, grads, params, values, rate
        )
        return params, {**state, "own": values[1:]}

    def decays(self, key: str) -> bool:
        """Tell whether weight decay applies to a variable.

        Args:
            key: the key of the variable.
        """
        variable = self._home.trainable.get(key)
        if any(variable is other for other in self._undecayed):
            return False
        name = key.rpartition("/")[2] if variable is None else variable.name
        return not named(name, self._undecayed_names)

    def constraint(self, key: str) -> Callable[[Tensor], Tensor] | None:
        """Return the constraint that the variable was built with, if any.

        Args:
            key: the key of the variable.
        """
        return self._constraints.get(key)

    def _leaves_rows(self, key: str) -> bool:
        """Tell whether an update leaves alone the rows of a table that have no gradient."""
        kin = type(self).__mro__
        # What a class says of its `update` is not said of one that a subclass wrote.
        last = next(cls for cls in kin if _OF_UPDATE & vars(cls).keys())
        if "leaves_rows" not in vars(last) or not self.leaves_rows():
            return False
        return self.weight_decay is None or not self.decays(key)

    def _usable(self, key: str, grad: Any, params: Arrays) -> Any:
        """Return a gradient in the form that the rule can take."""
        if not isinstance(grad, RowGradient):
            return convert(grad)
        if self.updates_rows(key, lazily=True) or key not in params:
            return grad
        return spread(grad, params[key])

    @property
    def _is_row_wise(self) -> bool:
        """Whether rows can be updated alone; what a class says is not said of a later `update`."""
        last = next(cls for cls in type(self).__mro__ if {"row_wise", "update"} & vars(cls).keys())
        return "row_wise" in vars(last) and self.row_wise

    @property
    def _is_plain(self) -> bool:
        """Whether a call is what is written here, and the rule its only part of its own."""
        kind = type(self)
        here = kind.apply_state is PureFace.apply_state, kind.update_all is PureFace.update_all
        return all(here) and not self._assigns

    @property
    def _assigns(self) -> bool:
        return type(self).update_step is not Assigning.update_step

    def _init_parts(self, params: Arrays) -> State:
        state = {} if self._assigns else self.init_all(params)
        if self.follows_rate:  # the rate that all weights are at; unlike any at first
            state["settled"] = ops.full((), -1.0, rate_dtype())
        if self.use_ema:  # copies: who joins late must not be averaged with zeros
            state["average"] = {key: ops.add(param, 0) for key, param in params.items()}
        if self.gradient_accumulation_steps:
            state["accumulator"] = {key: ops.zeros_like(param) for key, param in params.items()}
        return state

    def _check_built(self, what: str) -> None:
        if not self.built:
            raise NotBuiltError(
                f"`{what}` needs the variables of optimizer {self.name!r}: call "
                "`build(variables)` first."
            )
