"""Several optimizers for one model, each with variables of its own."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from deepkit import ops
from deepkit.backend import Variable
from deepkit.configurable import Family
from deepkit.optimizers._family import MEMBERS
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._optimizer_map import OptimizerMap, PatternList, read, single, written
from deepkit.optimizers._pairs import check_keys, check_variables
from deepkit.typing import Config, Tensor

Arrays = dict[str, Tensor]
State = dict[str, Any]


class MultiOptimizer(Optimizer):
    """Train a model by several optimizers, each with variables of its own.

    All that have variables take a step at each call, with the options, the counter and the
    schedule that each has; `iterations` counts the calls. There is no `learning_rate` of all:
    `optimizer.optimizers[0].learning_rate = 0.01` sets that of one, after compilation too.

    Args:
        optimizer_map: tells which optimizer a variable belongs to. Pairs of a pattern and an
            optimizer or its name: the first pattern counts that is found in the variable's path,
            by `re.search`, and `""` as the last stands for the rest. Or an `OptimizerMap`; or a
            function that takes a variable and returns an optimizer.
        loss_scale_factor: what `scale_loss` multiplies the loss by, and all optimizers divide
            gradients by.
        name: its name; made of the class's if None.

    Raises:
        ValueError: if there is no pair, a pattern is no regular expression, or an optimizer holds
            others or scales the loss by itself.
        TypeError: if something else stands where a pattern or an optimizer must.

    Example:
        >>> from deepkit import backend, optimizers
        >>> deep, wide = backend.Variable([1.0], name="deep"), backend.Variable([1.0], name="wide")
        >>> optimizer = optimizers.MultiOptimizer(
        ...     [("deep", optimizers.SGD(0.5)), ("", optimizers.SGD(0.25))]
        ... )
        >>> optimizer.apply([[1.0], [1.0]], [deep, wide])
        >>> deep.numpy(), wide.numpy()
        (array([0.5], dtype=float32), array([0.75], dtype=float32))
    """

    row_wise = False

    def __init__(
        self, optimizer_map: Any, loss_scale_factor: float | None = None, name: str | None = None
    ) -> None:
        self._optimizers: list[Optimizer] = []
        super().__init__(0.0, loss_scale_factor=loss_scale_factor, name=name)
        self._choose = optimizer_map if callable(optimizer_map) else PatternList(optimizer_map)
        self._of: dict[Variable, Optimizer] = {}
        for optimizer in getattr(self._choose, "optimizers", ()):
            self._join(optimizer)

    def get_config(self) -> Config:
        """Return the constructor's arguments, the optimizers as configs."""
        return {
            "optimizer_map": written(self._choose),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(
        cls, config: Config, custom_objects: Mapping[str, object] | None = None
    ) -> Self:
        """Make an optimizer from what `get_config` returned.

        Args:
            config: the constructor's arguments by name.
            custom_objects: classes and functions of yours that the optimizers are made of.
        """
        return cls(**{**config, "optimizer_map": read(config["optimizer_map"], custom_objects)})

    @property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers, each once."""
        return list(self._optimizers)

    @property
    def learning_rate(self) -> Any:
        """None: asking for it is an error, for each optimizer has its own."""
        raise AttributeError(
            "A MultiOptimizer has no learning rate: each of its `optimizers` has its own. Read "
            "`optimizer.optimizers[0].learning_rate`."
        )

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        raise AttributeError(
            f"A MultiOptimizer has no learning rate to be set to {value!r}: each of its "
            "`optimizers` has its own. Set `optimizer.optimizers[0].learning_rate`."
        )

    @property
    def loss_scale_factor(self) -> float | None:
        """What gradients are divided by."""
        return self._loss_scale_factor

    @loss_scale_factor.setter
    def loss_scale_factor(self, value: float | None) -> None:
        self._loss_scale_factor = value
        for optimizer in self._optimizers:
            optimizer.loss_scale_factor = value

    @property
    def variables(self) -> list[Variable]:
        """Its own Variables, then those of each optimizer, in the order of Keras's files."""
        own = [self._iterations, self._rate]
        return [*own, *(v for optimizer in self._optimizers for v in optimizer.variables)]

    def build(
        self,
        variables: Iterable[Variable] | Mapping[str, Variable],
        constraints: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
    ) -> None:
        """Make the Variables of the optimizers' states.

        Args:
            variables: the variables to update; in a dict, by keys of your choice.
            constraints: projections by key, besides the variables' own.

        Raises:
            TypeError: if something else than a Variable is among them.
            ValueError: if there is no optimizer for a variable.
        """
        variables = variables if isinstance(variables, Mapping) else list(variables)
        named = variables.values() if isinstance(variables, Mapping) else variables
        for variable in check_variables(named):
            if variable not in self._of:
                self._of[variable] = self._join(self._choose(variable))
        super().build(variables)
        for optimizer, own in self._parted(self.targets):
            given = {key: rule for key, rule in (constraints or {}).items() if key in own}
            optimizer.build(own, given)

    def state_variables(self) -> State:
        """Return the Variables that hold the state, in the structure that `init_state` has."""
        self._check_built("state_variables")
        parts = enumerate(self._optimizers)
        inner = {str(place): part.state_variables() for place, part in parts if part.built}
        return {"iterations": self._iterations, "learning_rate": self._rate, "inner": inner}

    def init_state(self, params: Arrays) -> State:
        """Return the state before the first call, those of the optimizers in it.

        Args:
            params: the values of the variables, by keys of your choice; where the optimizer is not
                built on variables of these keys, they are what patterns are looked for in.

        Raises:
            ValueError: if there is no optimizer for a key.
        """
        return {
            "iterations": ops.zeros((), "int32"),
            "learning_rate": self._rate.value + 0,  # never moves; Keras's files have it
            "inner": {
                self._place(part): part.init_state(own) for part, own in self._parted(params)
            },
        }

    def apply_state(self, grads: Arrays, params: Arrays, state: State) -> tuple[Arrays, State]:
        """Return the variables and the state after one call, each variable's by its optimizer.

        Args:
            grads: the gradients by key; a variable without one (or None) is left as it is.
            params: the values of the variables by key.
            state: what `init_state` or the call before returned.

        Raises:
            ValueError: if a gradient has no variable of its key, or a variable no state.
        """
        check_keys(grads, params, {})
        moved, inner = dict(params), dict(state["inner"])
        for optimizer, own in self._parted(params):
            place, theirs = self._place(optimizer), {k: grads[k] for k in own if k in grads}
            new, inner[place] = optimizer.apply_state(theirs, own, inner[place])
            moved.update(new)
        return moved, {**state, "iterations": state["iterations"] + 1, "inner": inner}

    def updates_rows(self, key: str, *, lazily: bool = False, skips: bool = False) -> bool:
        """Tell whether the optimizer of a table can update rows of it by themselves.

        Args:
            key: the key of the table.
            lazily: whether the others may stay as they are where the rule would move them.
            skips: whether some calls are to change nothing.
        """
        ((optimizer, _),) = self._parted({key: None})
        return optimizer.updates_rows(key, lazily=lazily, skips=skips)

    def finalize_state(self, params: Arrays, state: State) -> Arrays:
        """Return the variables as their optimizers finalize them.

        Args:
            params: the values of the variables by key.
            state: the state.
        """
        final = dict(params)
        for optimizer, own in self._parted(params):
            final.update(optimizer.finalize_state(own, state["inner"][self._place(optimizer)]))
        return final

    def unsettle(self) -> None:
        """Let the next update look at all weights, which may have been set meanwhile."""
        for optimizer in self._optimizers:
            optimizer.unsettle()

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        """Give variables the values that their optimizers finalize them to.

        Args:
            var_list: the variables.
        """
        for variable in var_list:
            self._of[variable].finalize_variable_values([variable])

    def exclude_from_weight_decay(
        self,
        var_list: Iterable[Variable] | None = None,
        var_names: Iterable[str] | None = None,
    ) -> None:
        """Let the weight decay of all optimizers leave some variables alone; before `build`.

        Args:
            var_list: variables.
            var_names: patterns (regular expressions) that occur in the names of variables.

        Raises:
            ValueError: if the optimizer is built.
        """
        given, names = list(var_list or ()), list(var_names or ())
        for optimizer in self._optimizers:
            optimizer.exclude_from_weight_decay(given, names)

    def _join(self, optimizer: Any) -> Optimizer:
        """Return an optimizer, now among those that the loss is scaled for."""
        if not any(optimizer is other for other in self._optimizers):
            if isinstance(optimizer, MultiOptimizer):
                raise ValueError("A MultiOptimizer must not hold another one: list all in one.")
            single(
                optimizer, "The optimizer of a variable"
            ).loss_scale_factor = self.loss_scale_factor
            self._optimizers.append(optimizer)
        return optimizer

    def _place(self, optimizer: Optimizer) -> str:
        """Return the place of an optimizer, as the state has it."""
        return next(str(i) for i, other in enumerate(self._optimizers) if other is optimizer)

    def _parted(self, by_key: Mapping[str, Any]) -> list[tuple[Optimizer, dict[str, Any]]]:
        """Return each optimizer that has a share in something by the variables' keys, and it."""
        shares: dict[str, dict[str, Any]] = {}
        targets = self.targets
        for key, value in by_key.items():
            optimizer = self._of[targets[key]] if key in targets else self._by_path(key)
            shares.setdefault(self._place(optimizer), {})[key] = value
        return [(self._optimizers[int(place)], shares[place]) for place in sorted(shares, key=int)]

    def _by_path(self, path: str) -> Optimizer:
        choose: Any = self._choose
        if not isinstance(choose, (OptimizerMap, PatternList)):
            self._check_built("a function that chooses optimizers")
        return choose[path]


family = Family(
    "optimizer",
    Optimizer,
    "keras.optimizers",
    MEMBERS | {"MultiOptimizer": MultiOptimizer, "multioptimizer": MultiOptimizer},
)
