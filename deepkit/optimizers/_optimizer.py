"""The base of all optimizers: options, state, and the two faces, pure and Keras's."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit.backend import Variable, leaves, map_structure, scope
from deepkit.configurable import auto_name, snake_case
from deepkit.errors import not_negative
from deepkit.optimizers._files import Store, load_variables, save_variables
from deepkit.optimizers._home import Home, in_file_order
from deepkit.optimizers._options import KEYS, check_clips, check_numbers, refuse_unknown
from deepkit.optimizers._pairs import check_variables, matched
from deepkit.optimizers._pure import PureFace
from deepkit.optimizers._rate import Rate, check_rate, rate_at, rate_dtype, read_rate, write_rate
from deepkit.typing import Config, Tensor

State = dict[str, Any]


class Optimizer(PureFace):
    """Update variables from gradients, by a rule that a subclass gives.

    A subclass gives its rule as two pure functions of one array, `init(param)` and
    `update(grad, param, slots, rate, step)`; or, as in Keras, as `build(variables)`, which adds
    Variables, and `update_step(gradient, variable, learning_rate)`, which assigns them.

    A call divides the gradients by `loss_scale_factor`, adds them up over
    `gradient_accumulation_steps`, clips them, lets the weights decay, applies the rule, moves the
    averages and applies the constraints, in this order.

    There are two ways to call it. The pure one, for compiled steps: `init_state(params)` and
    `apply_state(grads, params, state)`, on dicts of arrays. And Keras's: `apply(grads, variables)`.
    The Variables of `state_variables()` hold the state between calls.

    Args:
        learning_rate: a number >= 0, a schedule, or a function of the step (or of nothing). Inside
            a compiled step, a function of nothing is called once, when the step is traced.
        weight_decay: at each update, weights lose `learning_rate * weight_decay` of themselves.
        clipnorm: the largest L2 norm that the gradient of one variable may have.
        clipvalue: the largest absolute value that an element of a gradient may have.
        global_clipnorm: the largest L2 norm that all gradients together may have.
        use_ema: whether to keep an exponential moving average of the weights.
        ema_momentum: how much of the average stays at each call, in [0, 1].
        ema_overwrite_frequency: the number of updates after which the weights are set to their
            averages; only by `finalize_variable_values` if None.
        loss_scale_factor: what `scale_loss` multiplies the loss by, and gradients are divided by.
        gradient_accumulation_steps: the number of calls, 2 or more, whose mean gradient makes one
            update. A schedule counts calls, `iterations` counts updates.
        name: its name; made of the class's if None.

    Raises:
        ValueError: if a number is out of its range, two clips are set, or an argument is unknown.

    Example:
        >>> from deepkit import backend, optimizers
        >>> class Halving(optimizers.Optimizer):
        ...     def update(self, grad, param, slots, rate, step):
        ...         return param / 2, slots
        >>> weight = backend.Variable([8.0, 4.0])
        >>> Halving(learning_rate=0.1).apply([[1.0, 1.0]], [weight])
        >>> weight.numpy()
        array([4., 2.], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: Rate,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            known = [*inspect.signature(type(self)).parameters, *KEYS]
            refuse_unknown(type(self).__name__, list(unknown), known)
        check_clips(clipnorm=clipnorm, clipvalue=clipvalue, global_clipnorm=global_clipnorm)
        check_numbers(
            weight_decay=weight_decay,
            ema_momentum=ema_momentum,
            ema_overwrite_frequency=ema_overwrite_frequency,
            loss_scale_factor=loss_scale_factor,
            gradient_accumulation_steps=gradient_accumulation_steps,
        )
        self.name = name or auto_name(snake_case(type(self).__name__))
        self.weight_decay = weight_decay
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema, self.ema_momentum = use_ema, ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.built = False
        self._home, self._own = Home(self.name), []
        self._constraints: dict[str, Callable[[Tensor], Tensor]] = {}
        self._undecayed: list[Variable] = []
        self._undecayed_names: list[str] = []
        self._iterations = self._home.make(np.zeros((), "int32"), "iteration")
        self._rate = self._as_rate(check_rate(learning_rate))

    # --- what is known of it ------------------------------------------------------------------

    def get_config(self) -> Config:
        """Return the constructor's arguments; the learning rate is the present one."""
        config: Config = {key: getattr(self, key) for key in KEYS if key != "learning_rate"}
        config["learning_rate"] = write_rate(self._rate)
        own = {k: v for k, v in super().get_config().items() if k not in KEYS}
        return {key: config[key] for key in KEYS} | own

    @classmethod
    def from_config(
        cls, config: Config, custom_objects: Mapping[str, object] | None = None
    ) -> Self:
        """Make an optimizer from what `get_config` returned.

        Args:
            config: the constructor's arguments by name.
            custom_objects: classes and functions of yours that the learning rate is made of.
        """
        config = dict(config)
        if "learning_rate" in config:
            config["learning_rate"] = read_rate(config["learning_rate"], custom_objects)
        return super().from_config(config)

    @property
    def iterations(self) -> Any:
        """The number of updates so far: a Variable, or an array when gradients are added up."""
        every = self.gradient_accumulation_steps
        return self._iterations.value // every if every else self._iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate: a Variable to read and assign, or what a schedule says now."""
        if isinstance(self._rate, Variable):
            return self._rate
        return rate_at(self._rate, self._iterations.value)

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if callable(value):
            self._rate = value
        elif not isinstance(self._rate, Variable):
            raise TypeError(
                f"The learning rate follows {self._rate!r} and cannot be set to a number. Give "
                "the optimizer a number as its `learning_rate` to be able to."
            )
        else:
            number = isinstance(value, (int, float))
            self._rate.assign(not_negative(learning_rate=value) if number else value)

    @property
    def targets(self) -> dict[str, Variable]:
        """The variables it was last built on, by the keys that its state has them under."""
        return dict(self._home.trainable)

    @property
    def variables(self) -> list[Variable]:
        """Its own Variables, in the order in which Keras's files list them."""
        state = {**self._home.state, "own": self._own}
        first = [self._iterations]
        if isinstance(self._rate, Variable):
            first.append(self._rate)
        return [*first, *in_file_order(state, self._home.trainable, self.slot_groups)]

    # --- Keras's face -------------------------------------------------------------------------

    def build(
        self,
        variables: Iterable[Variable] | Mapping[str, Variable],
        constraints: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
    ) -> None:
        """Make the Variables of the state; again, when other variables are to be trained.

        State of variables that are gone is kept, for when they come back.

        Args:
            variables: the variables to update; in a dict, by keys of your choice.
            constraints: projections by key, besides the variables' own.

        Raises:
            TypeError: if something else than a Variable is among them.
        """
        if isinstance(variables, Mapping):
            check_variables(variables.values())
        else:
            variables = check_variables(variables)
        if self._home.enter(variables) or not self.built:
            self._furnish()
        own = {k: v.constraint for k, v in self._home.trainable.items() if v.constraint}
        self._constraints = {**own, **(constraints or {})}
        self.built = True

    def state_variables(self) -> State:
        """Return the Variables that hold the state, in the structure that `init_state` has.

        What an option that was set since needs, such as averages, begins now.
        """
        self._check_built("state_variables")
        if self._plain_options() != self._home.options:
            self._furnish()
        state: State = {"iterations": self._iterations, **self._home.state}
        if isinstance(self._rate, Variable):
            state["learning_rate"] = self._rate
        return {**state, "own": list(self._own)} if self._assigns else state

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Tensor | None, Variable]]) -> Variable:
        """Update variables, given in pairs with their gradients; return the counter of calls.

        Args:
            grads_and_vars: pairs (gradient, variable).
        """
        pairs = list(grads_and_vars)
        self.apply([grad for grad, _ in pairs], [variable for _, variable in pairs])
        return self._iterations

    def apply(
        self,
        grads: Iterable[Tensor | None],
        trainable_variables: Iterable[Variable] | None = None,
    ) -> None:
        """Update variables from their gradients.

        Args:
            grads: a gradient, or None, for each variable.
            trainable_variables: the variables; those it was built on if None.

        Raises:
            ValueError: if the numbers differ, or there is no gradient at all.
        """
        if trainable_variables is None:
            self._check_built("apply")
            variables = list(self._home.trainable.values())
        else:
            variables = check_variables(trainable_variables)
        grads = list(grads)
        if not grads:
            return
        pairs = matched(grads, variables)
        self._admit(variables)
        by_key = {self._home.key(variable): grad for grad, variable in pairs}
        params = {key: variable.value for key, variable in self._home.trainable.items()}
        held = self.state_variables()
        params, state = self.apply_state(by_key, params, map_structure(_value, held))
        for key, param in params.items():
            self._home.trainable[key].assign(param)
        for variable, value in zip(leaves(held), leaves(state), strict=True):
            variable.assign(value)

    def stateless_apply(
        self,
        optimizer_variables: Sequence[Tensor],
        grads: Sequence[Tensor | None],
        trainable_variables: Sequence[Tensor],
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Return the new values of the variables and of the optimizer's own, changing neither.

        Args:
            optimizer_variables: values for `variables`.
            grads: a gradient, or None, for each variable it was built on.
            trainable_variables: values for those variables.

        Raises:
            ValueError: if a list is not as long as it must be.
        """
        self._check_built("stateless_apply")
        own, targets = self.variables, list(self._home.trainable.values())
        for name, values, variables in (
            ("optimizer_variables", optimizer_variables, own),
            ("trainable_variables", trainable_variables, targets),
        ):
            if len(values) != len(variables):
                raise ValueError(
                    f"`{name}` must hold {len(variables)} arrays, as many as {self.name!r} was "
                    f"built with, got {len(values)}."
                )
        with scope([*own, *targets], [*optimizer_variables, *trainable_variables]):
            self.apply(grads, targets)
            return [v.value for v in targets], [v.value for v in own]

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        """Give variables the values they should have after the last call: averages, if kept.

        Args:
            var_list: the variables.
        """
        if self.use_ema:
            averages = self.state_variables()["average"]
            for variable in var_list:
                variable.assign(averages[self._home.key(variable)])

    def unsettle(self) -> None:
        """Let the next update look at all weights, which may have been set meanwhile.

        Updates of single rows take it that the other rows are where the last update left them.
        """
        if "settled" in self._home.state:
            self._home.state["settled"].assign(-1.0)

    def exclude_from_weight_decay(
        self,
        var_list: Iterable[Variable] | None = None,
        var_names: Iterable[str] | None = None,
    ) -> None:
        """Let weight decay leave some variables alone; to be called before `build`.

        Args:
            var_list: variables.
            var_names: patterns (regular expressions) that occur in the names of variables.

        Raises:
            ValueError: if the optimizer is built.
        """
        if self.built:
            raise ValueError(
                f"Optimizer {self.name!r} is built already: call `exclude_from_weight_decay` "
                "before the first update."
            )
        self._undecayed, self._undecayed_names = list(var_list or ()), list(var_names or ())

    def save_own_variables(self, store: Store) -> None:
        """Write the state.

        Args:
            store: takes an array under "0", "1" and so on.
        """
        save_variables(self.variables, store)

    def load_own_variables(self, store: Store) -> None:
        """Read the state; with a warning and no change, if it has not as many arrays.

        Args:
            store: what `save_own_variables` filled.
        """
        load_variables(self.name, self.variables, store)

    # --- inside -------------------------------------------------------------------------------

    def _furnish(self) -> None:
        self._home.furnish(self._init_parts)
        self._home.options = self._plain_options()

    def _plain_options(self) -> dict[str, Any]:
        """Return the options that can decide on what is kept; a user's class has notes besides."""
        is_ours = type(self).__module__.startswith("deepkit.")
        names = vars(self).keys() - {"built", "name"} if is_ours else vars(self).keys() & {*KEYS}
        return {name: v for name in names if type(v := vars(self)[name]) in _PLAIN}

    def _as_rate(self, rate: Any) -> Any:
        if callable(rate):
            return rate
        return self._home.make(np.asarray(rate, rate_dtype()), "learning_rate")

    def _admit(self, variables: Sequence[Variable]) -> None:
        """Build on the variables, or on more than before if there are new ones."""
        if not self.built:
            self.build(variables)
            return
        known = self._home.trainable
        keys = {self._home.key(variable): variable for variable in variables}
        if not keys.keys() <= known.keys():
            self.build({**known, **keys})
            for variable in variables:  # a subclass's `build` may have kept to the first ones
                self._get_variable_index(variable)


_PLAIN = frozenset({bool, int, float, str, type(None)})


def _value(variable: Variable) -> Tensor:
    return variable.value
