"""Optimizers written Keras's way: `build` adds Variables, `update_step` assigns them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from deepkit import ops
from deepkit.backend import Variable, floatx, scope
from deepkit.initializers import get as get_initializer
from deepkit.optimizers._home import Home
from deepkit.optimizers._rule import Rule
from deepkit.typing import Shape, Tensor

Arrays = dict[str, Tensor]


class Assigning(Rule):
    """What the `build` and the `update_step` of such an optimizer call."""

    _home: Home
    _own: list[Variable]  # in the order in which they were added

    def update_step(self, gradient: Tensor, variable: Variable, learning_rate: Tensor) -> None:
        """Update one variable by assigning it; override it instead of `init` and `update`.

        Args:
            gradient: the gradient of the variable.
            variable: the variable; `assign` it and the optimizer's own.
            learning_rate: the learning rate, a scalar.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `update_step`.")

    def add_variable(
        self,
        shape: Shape,
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str | None = None,
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Return a new Variable that belongs to the optimizer's state.

        Args:
            shape: its sizes.
            initializer: an initializer or its name.
            dtype: its dtype; the floatx if None.
            aggregation: taken for Keras's sake, without effect.
            layout: taken for Keras's sake, without effect.
            name: its name.
        """
        first = get_initializer(initializer)
        dtype = dtype or floatx()
        variable = self._home.make(first, name or "variable", shape=shape, dtype=dtype)
        self._own.append(variable)
        return variable

    def add_variable_from_reference(
        self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """Return a new Variable of the shape and dtype of one of the model's.

        Args:
            reference_variable: the model's variable.
            name: what it is, such as `"momentum"`; it follows the path of the model's.
            initializer: an initializer or its name.
        """
        full = f"{reference_variable.path.replace('/', '_')}_{name or 'var'}"
        shape, dtype = reference_variable.shape, reference_variable.dtype
        return self.add_variable(shape, initializer, dtype, name=full)

    def add_optimizer_variables(
        self,
        trainable_variables: Iterable[Variable],
        name: str | Sequence[str],
        initializer: Any = "zeros",
    ) -> Any:
        """Return a list with a new Variable for each of the model's; one list for each name.

        Args:
            trainable_variables: the model's variables.
            name: what they are, or several such names.
            initializer: one initializer for all, or one for each name.
        """
        names = [name] if isinstance(name, str) else list(name)
        firsts = [initializer] * len(names)
        if isinstance(initializer, (list, tuple)):
            firsts = list(initializer)
        rows = [
            [
                self.add_variable_from_reference(variable, each, first)
                for each, first in zip(names, firsts, strict=True)
            ]
            for variable in trainable_variables
        ]
        columns = tuple([row[i] for row in rows] for i in range(len(names)))
        return columns[0] if isinstance(name, str) else columns

    def assign(self, variable: Variable, value: Tensor) -> None:
        """Set a variable."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Tensor) -> None:
        """Add to a variable."""
        variable.assign_add(value)

    def assign_sub(self, variable: Variable, value: Tensor) -> None:
        """Subtract from a variable."""
        variable.assign_sub(value)

    def _get_variable_index(self, variable: Variable) -> int:
        """Return the place of a variable among those the optimizer was built with."""
        known = list(self._home.trainable.values())
        for index, each in enumerate(known):
            if each is variable:
                return index
        raise ValueError(
            f"{variable!r} is not among the {len(known)} variables that {type(self).__name__} was "
            "built with. Make a new optimizer for another set of variables."
        )


def by_assignment(
    step: Callable[[Tensor, Variable, Tensor], None],
    variables: dict[str, Variable],
    own: Sequence[Variable],
    grads: Arrays,
    params: Arrays,
    values: Sequence[Tensor],
    rate: Tensor,
) -> tuple[Arrays, list[Tensor]]:
    """Return the new values of the model's variables and of the optimizer's own, purely.

    Args:
        step: `update_step`.
        variables: the model's variables by key.
        own: the optimizer's own Variables.
        grads: the gradients by key.
        params: the values of the model's variables by key.
        values: the values of the optimizer's own.
        rate: the learning rate.
    """
    present = [variables[key] for key in params]
    with scope([*present, *own], [*params.values(), *values]):
        for key, grad in grads.items():
            step(ops.cast(grad, params[key].dtype), variables[key], rate)
        return {key: variables[key].value for key in params}, [v.value for v in own]
