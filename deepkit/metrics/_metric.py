"""The base of metrics: Variables that a batch updates and an epoch resets."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Literal

from deepkit import backend, initializers, ops
from deepkit.backend import Variable
from deepkit.configurable import Configurable, auto_name, snake_case
from deepkit.typing import Config, Shape, Tensor


class Metric(Configurable):
    """Measure a model over many batches.

    A metric of your own makes Variables in `__init__` with `add_variable`, changes them in
    `update_state` and computes its value from them in `result`. All three run compiled, so they
    must not ask for the value of a tensor.

    Args:
        dtype: of the result; the floatx if None. Sums are kept in float32 at least.
        name: in logs and files; made of the class's name if None.

    Example:
        >>> from deepkit import metrics, ops
        >>> class Largest(metrics.Metric):
        ...     def __init__(self, **base):
        ...         super().__init__(**base)
        ...         self.largest = self.add_weight(shape=(), initializer="zeros", name="largest")
        ...
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.largest.assign(ops.maximum(self.largest, ops.max(y_pred)))
        ...
        ...     def result(self):
        ...         return self.largest
        >>> metric = Largest()
        >>> metric.update_state(None, [1.0, 5.0])
        >>> metric.update_state(None, [3.0])
        >>> float(metric.result())
        5.0
    """

    direction: ClassVar[Literal["up", "down"] | None] = None
    """Which way is better, for callbacks that watch the metric."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "result" in vars(cls):
            cls.result = _reading(cls.result)  # pyright: ignore[reportAttributeAccessIssue]

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
        self.name = name or auto_name(snake_case(type(self).__name__))
        self._dtype = backend.as_policy(dtype or backend.floatx()).compute_dtype
        self._variables: list[Variable] = []

    @property
    def dtype(self) -> str:
        """The dtype of the result."""
        return self._dtype

    @property
    def sum_dtype(self) -> str:
        """The dtype that sums are kept in: half precision stops counting at 256 or 2048."""
        return "float64" if self._dtype == "float64" else "float32"

    @property
    def variables(self) -> list[Variable]:
        """Its Variables in the order they were made, then those of metrics that it holds."""
        own: dict[int, Variable] = {}
        nested: dict[int, Variable] = {}
        attributes = {k: value for k, value in vars(self).items() if k != "_arguments"}
        for leaf in _leaves(attributes):
            if isinstance(leaf, Variable):
                own[id(leaf)] = leaf
            elif isinstance(leaf, Metric):
                nested |= {id(v): v for v in leaf.variables}
        return list({**own, **nested}.values())

    def add_variable(
        self,
        shape: Shape,
        initializer: Any,
        dtype: Any = None,
        aggregation: str | None = None,
        name: str | None = None,
    ) -> Variable:
        """Make a Variable of the metric.

        Args:
            shape: its sizes.
            initializer: makes its first value: a name, function or initializer. `reset_state`
                sets zeros, whatever this is.
            dtype: the dtype kept; float32 at least if None.
            aggregation: accepted as in Keras; there are no replicas to aggregate over.
            name: the last part of its path.

        Raises:
            RuntimeError: if the constructor of the base was not called.
        """
        del aggregation
        if "_variables" not in vars(self):
            raise RuntimeError(
                f"{type(self).__name__} makes a Variable too early: call `super().__init__()` "
                "first in its `__init__`."
            )
        with backend.name_scope(self.name.replace("/", ">")):
            variable = Variable(
                initializers.get(initializer),
                shape=tuple(shape),
                dtype=dtype or self.sum_dtype,
                trainable=False,
                name=name,
            )
        self._variables.append(variable)
        return variable

    def add_weight(
        self,
        shape: Shape = (),
        initializer: Any = None,
        dtype: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Make a Variable of the metric: the other name of `add_variable`.

        Args:
            shape: its sizes.
            initializer: makes its first value; zeros if None.
            dtype: the dtype kept; float32 at least if None.
            name: the last part of its path.
        """
        return self.add_variable(shape, initializer or "zeros", dtype=dtype, name=name)

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Let the metric see a batch.

        Args:
            *args: for most metrics `y_true, y_pred`.
            **kwargs: for most metrics `sample_weight`.

        Raises:
            NotImplementedError: if the class does not define it.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `update_state`.")

    def result(self) -> Any:
        """Return the value over all batches since the last reset: a scalar, or a dict of them.

        Raises:
            NotImplementedError: if the class does not define it.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `result`.")

    def reset_state(self) -> None:
        """Forget all batches: set all Variables to zero."""
        for variable in self.variables:
            variable.assign(ops.zeros(variable.shape, dtype=variable.dtype))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Let the metric see a batch, and return its value.

        Args:
            *args: of `update_state`.
            **kwargs: of `update_state`.
        """
        self.update_state(*args, **kwargs)
        return self.result()

    def stateless_update_state(
        self, metric_variables: Sequence[Tensor], *args: Any, **kwargs: Any
    ) -> list[Tensor]:
        """Return the values of the Variables after a batch; nothing is assigned.

        Args:
            metric_variables: their values before, in the order of `variables`.
            *args: of `update_state`.
            **kwargs: of `update_state`.

        Raises:
            ValueError: if there are not as many values as Variables.
        """
        update = backend.stateless(self.update_state, self._matched(metric_variables))
        return update(metric_variables, *args, **kwargs)[1]

    def stateless_result(self, metric_variables: Sequence[Tensor]) -> Any:
        """Return the value of the metric, given those of its Variables.

        Args:
            metric_variables: the values, in the order of `variables`.

        Raises:
            ValueError: if there are not as many values as Variables.
        """
        return backend.stateless(self.result, self._matched(metric_variables))(metric_variables)[0]

    def stateless_reset_state(self) -> list[Tensor]:
        """Return the values of the Variables after a reset; nothing is assigned."""
        with backend.scope() as inner:
            self.reset_state()
            return [inner.get(id(v), v.value) for v in self.variables]

    def get_config(self) -> Config:
        """Return the constructor's arguments by name, the name and dtype as they came out."""
        config = super().get_config()
        return config | {key: getattr(self, key) for key in ("name", "dtype") if key in config}

    def _matched(self, values: Sequence[Tensor]) -> list[Variable]:
        variables = self.variables
        if len(values) != len(variables):
            raise ValueError(
                f"`metric_variables` must have a value for each of the {len(variables)} Variables "
                f"of {self.name!r}, got {len(values)}. Some metrics make theirs at the first "
                "`update_state`."
            )
        return variables


def _reading(result: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `result` with Variables read: outside a compiled step they would have other values."""

    @functools.wraps(result)
    def read(self: Any) -> Any:
        return backend.map_structure(_value, result(self))

    return read


def _value(x: Any) -> Any:
    return x.value if isinstance(x, Variable) else x


def _leaves(tree: Any) -> Iterator[Any]:
    """Yield what stands in lists, tuples and dicts, whatever the keys."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        for item in tree:
            yield from _leaves(item)
    else:
        yield tree
