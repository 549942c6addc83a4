"""Which optimizer a variable belongs to: by its path, or by a function of the user's."""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, Self

from deepkit.optimizers._family import plain
from deepkit.optimizers._optimizer import Optimizer
from deepkit.typing import Config


class OptimizerMap(MutableMapping[str, Optimizer]):
    """Optimizers by the paths of variables, for `MultiOptimizer`.

    A key is a path, or a regular expression that matches whole paths: `"encoder/.*"`.

    Args:
        default_optimizer: the optimizer of the variables that no key matches.
        optimizer_map: optimizers by key; more can be set later.

    Raises:
        TypeError: if something else stands where an optimizer or a dict of them must.

    Example:
        >>> from deepkit import optimizers
        >>> found = optimizers.OptimizerMap(optimizers.SGD(), {"wide/.*": optimizers.Ftrl()})
        >>> type(found["wide/kernel"]).__name__, type(found["deep/kernel"]).__name__
        ('Ftrl', 'SGD')
    """

    def __init__(self, default_optimizer: Optimizer, optimizer_map: Any = None) -> None:
        if optimizer_map is not None and not isinstance(optimizer_map, dict):
            raise TypeError(f"`optimizer_map` must be a dict, got {optimizer_map!r}.")
        self._default = single(default_optimizer, "`default_optimizer`")
        self._by_key: dict[str, Optimizer] = {}
        for key, optimizer in (optimizer_map or {}).items():
            self[key] = optimizer

    @property
    def default_optimizer(self) -> Optimizer:
        """The optimizer of the variables that no key matches."""
        return self._default

    @property
    def optimizers(self) -> list[Optimizer]:
        """All optimizers, the default one last."""
        return [*self._by_key.values(), self._default]

    def __getitem__(self, key: str) -> Optimizer:
        if key in self._by_key:
            return self._by_key[key]
        matching = [pattern for pattern in self._by_key if re.fullmatch(pattern, key)]
        if len(matching) > 1:
            raise ValueError(
                f"Several keys match {key!r}: {', '.join(map(repr, matching))}. One variable has "
                "one optimizer."
            )
        return self._by_key[matching[0]] if matching else self._default

    def __setitem__(self, key: str, optimizer: Optimizer) -> None:
        if key in self._by_key:
            raise ValueError(f"There is an optimizer for {key!r} already: {self._by_key[key]!r}.")
        _check_pattern(key)
        self._by_key[key] = single(optimizer, f"The optimizer for {key!r}")

    def __delitem__(self, key: str) -> None:
        del self._by_key[key]

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __call__(self, variable: Any) -> Optimizer:
        return self[variable.path]

    def get_config(self) -> Config:
        """Return the constructor's arguments, the optimizers as configs."""
        by_key = {key: plain.serialize(optimizer) for key, optimizer in self._by_key.items()}
        return {"default_optimizer": plain.serialize(self._default), "optimizer_map": by_key}

    @classmethod
    def from_config(
        cls, config: Config, custom_objects: Mapping[str, object] | None = None
    ) -> Self:
        """Make a map from what `get_config` returned.

        Args:
            config: the constructor's arguments by name.
            custom_objects: classes and functions of yours that the optimizers are made of.
        """
        by_key = config["optimizer_map"] or {}
        found = {key: plain.deserialize(each, custom_objects) for key, each in by_key.items()}
        return cls(plain.deserialize(config["default_optimizer"], custom_objects), found)


class PatternList:
    """Optimizers by patterns, of which the first that is found in a path counts."""

    def __init__(self, pairs: Any) -> None:
        self._pairs = [_checked_pair(pair) for pair in pairs]
        if not self._pairs:
            raise ValueError("`optimizer_map` must hold at least one pair (pattern, optimizer).")

    @property
    def optimizers(self) -> list[Optimizer]:
        return [optimizer for _, optimizer in self._pairs]

    def __getitem__(self, path: str) -> Optimizer:
        for pattern, optimizer in self._pairs:
            if re.search(pattern, path):
                return optimizer
        listed = ", ".join(repr(pattern) for pattern, _ in self._pairs)
        raise ValueError(
            f"No pattern is found in {path!r}, the path of a variable: there are {listed}. Add a "
            'last pair ("", optimizer) for the rest.'
        )

    def __call__(self, variable: Any) -> Optimizer:
        return self[variable.path]


Choice = OptimizerMap | PatternList | Callable[[Any], Any]


def written(choice: Choice) -> Any:
    """Return what stands for the way to choose an optimizer in a file."""
    if isinstance(choice, PatternList):
        return [[pattern, plain.serialize(optimizer)] for pattern, optimizer in choice._pairs]
    if isinstance(choice, OptimizerMap):
        place = {"module": "keras.optimizers", "class_name": "OptimizerMap"}
        return {**place, "config": choice.get_config(), "registered_name": None}
    return plain.serialize(choice)


def read(record: Any, custom_objects: Mapping[str, object] | None = None) -> Any:
    """Return the way to choose an optimizer that `written` wrote down."""
    if isinstance(record, (list, tuple)):
        return [(p, plain.deserialize(each, custom_objects)) for p, each in record]
    if record["class_name"] == "OptimizerMap":
        return OptimizerMap.from_config(record["config"], custom_objects)
    return plain.deserialize(record, custom_objects)


def single(optimizer: Any, called: str) -> Optimizer:
    """Return an optimizer if it is one that can stand beside others."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{called} must be an `Optimizer`, got {optimizer!r}.")
    if type(optimizer).scale_loss is not Optimizer.scale_loss:
        raise ValueError(
            f"{called} is a {type(optimizer).__name__}, which scales the loss that all share: put "
            "it around the MultiOptimizer."
        )
    return optimizer


def _checked_pair(pair: Any) -> tuple[str, Optimizer]:
    """Return a pattern and its optimizer as an object."""
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"`optimizer_map` must hold pairs (pattern, optimizer), got {pair!r}.")
    pattern, optimizer = pair
    _check_pattern(pattern)
    named = isinstance(optimizer, str)
    return pattern, single(plain.get(optimizer) if named else optimizer, f"Beside {pattern!r}")


def _check_pattern(pattern: Any) -> None:
    if not isinstance(pattern, str):
        raise TypeError(f"A pattern must be text, got {pattern!r}.")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}.") from None
