"""What a model holds, however deep, and whether it is the same as before: asked at every call."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain
from operator import is_
from typing import Any

from deepkit.backend import Graph, Variable, last_change
from deepkit.metrics import Metric
from deepkit.optimizers import Optimizer
from deepkit.training._objective import Objective

_KEPT_AS = "_contents"

# Bookkeeping that can be long or changes all the time, and holds nothing of its own.
_SKIPPED = frozenset(
    {
        *("_arguments", "_build_dtypes", "_build_shapes", "_inbound", "_losses", _KEPT_AS),
        *("history", "is_fitting", "stop_training"),
    }
)


class Contents:
    """What a model held when it was looked at, and whether that is so still.

    Layers and Variables note when an attribute of theirs is set. Lists, dicts and metrics do not,
    and are compared, item by item, with what was in them.

    Args:
        model: a model.

    Attributes:
        print: an object that is another whenever the Variables of the model may be other ones.
        memo: what others worked out from the model as it is, by their names for it.
    """

    def __init__(self, model: Any) -> None:
        self._mark = last_change()
        opened = list(_opened(model))
        # Kept alive, for an id is its owner's only as long as that lives.
        self._parts = [part for _, parts in opened for part in parts]
        self._views = [view for thing, _ in opened for view in _views(thing)]
        self._sizes = list(map(len, self._views))
        self._items = list(chain.from_iterable(self._views))
        self.print: object = object()
        self.memo: dict[str, Any] = {}

    def holds(self) -> bool:
        """Tell whether the model holds what it held."""
        return (
            self._mark is last_change()
            and list(map(len, self._views)) == self._sizes
            and all(map(is_, chain.from_iterable(self._views), self._items))
        )

    def same(self, other: "Contents") -> bool:
        """Tell whether all that was found is the same.

        Args:
            other: the contents of the model at another time.
        """
        mine, others = self._parts, other._parts
        return len(mine) == len(others) and all(map(is_, mine, others))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(None), ()  # a copy of the model is another model


def contents(model: Any) -> Contents:
    """Return what a model holds; it is looked at anew only after a change.

    Args:
        model: a model.
    """
    before: Contents | None = vars(model).get(_KEPT_AS)
    if before is not None and before.holds():
        return before
    now = Contents(model)
    if before is not None and now.same(before):
        now.print = before.print
    vars(model)[_KEPT_AS] = now  # not set as an attribute, which would be a change
    return now


def fingerprint(model: Any) -> object:
    """Return an object that is another whenever the Variables of a model may be other ones.

    Args:
        model: a model.
    """
    return contents(model).print


def options_of(model: Any, *, trains: bool = False) -> tuple[Any, ...]:
    """Return what is equal as long as a traced program of the model is, but for its Variables.

    Those are the layers themselves, what is set on layers of deepkit's own, which change it by
    nobody but users, and what is set on optimizers. What users keep on layers they wrote may be
    notes that change at each call.

    Args:
        model: a model.
        trains: whether the program has the optimizers in it.
    """
    found: list[Any] = []
    for thing, parts in _opened(model):
        if hasattr(thing, "sublayers"):
            found.append(_Same(thing))
            found += map(_comparable, _set_on(thing))
        elif trains and isinstance(thing, Optimizer):
            found += map(_comparable, parts)
    return tuple(found)


_PLAIN = frozenset({bool, float, int, str, type(None)})


def _comparable(value: Any) -> Any:
    return value if type(value) in _PLAIN else _Same(value)


class _Same:
    """What is equal for one and the same object, which it keeps alive.

    Args:
        thing: the object.
    """

    def __init__(self, thing: Any) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other._thing is self._thing

    def __hash__(self) -> int:
        return id(self._thing)


def _set_on(layer: Any) -> list[Any]:
    """Return what decides on what a layer computes, as far as it can be told."""
    if not type(layer).__module__.startswith("deepkit.") or hasattr(layer, "compile"):
        return [layer.dtype_policy, layer.autocast]
    attributes = vars(layer).items()
    return [value for name, value in attributes if name[0] != "_" and name not in _NO_OPTIONS]


_NO_OPTIONS = frozenset({"built", "name"})


def optimizers_in(model: Any) -> list[Optimizer]:
    """Return the optimizers among the attributes of a model and of the layers within.

    Args:
        model: a model.
    """
    held = (part for _, parts in _opened(model) for part in parts if isinstance(part, Optimizer))
    return list({id(optimizer): optimizer for optimizer in held}.values())


def _opened(model: Any) -> Iterator[tuple[Any, Collection[Any]]]:
    """Yield the model, its layers and metrics, and containers there, each with what is in it."""
    seen, waiting = {id(model)}, [model]
    while waiting:
        thing = waiting.pop()
        parts = _opening[type(thing)](thing)
        yield thing, parts
        for part in parts:
            if _opening[type(part)] is not None and id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)


def _attributes(owner: Any) -> Collection[Any]:
    return [value for name, value in vars(owner).items() if name not in _SKIPPED]


# What `build` makes or fills; and what every optimizer has, those of users with notes besides.
_MADE = frozenset({"_arguments", "_constraints", "_of", "_own", "_undecayed", "_undecayed_names"})
_COMMON = frozenset(
    {
        *("built", "_home", "_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue"),
        *("use_ema", "ema_momentum", "ema_overwrite_frequency", "loss_scale_factor"),
        "gradient_accumulation_steps",
    }
)


def _settings(optimizer: Optimizer) -> list[Any]:
    """Return what is set on an optimizer and on those within, which are not among it themselves.

    For who asks for the optimizers of a model is to get the outer ones, which speak for them.
    """
    found: list[Any] = []
    for one in _with_inner(optimizer):
        is_ours = type(one).__module__.startswith("deepkit.")
        for name, value in vars(one).items():
            if (name not in _MADE) if is_ours else (name in _COMMON):
                found.append(value)
    return [part for part in found if not isinstance(part, (Optimizer, list))]


def _with_inner(optimizer: Optimizer) -> list[Optimizer]:
    found = {id(optimizer): optimizer}
    waiting = [optimizer]
    while waiting:
        for value in vars(waiting.pop()).values():
            for held in value if isinstance(value, list) else (value,):
                if isinstance(held, Optimizer) and id(held) not in found:
                    found[id(held)] = held
                    waiting.append(held)
    return list(found.values())


def _views(thing: Any) -> tuple[Collection[Any], ...]:
    """Return what shows that a thing changed which does not note it by itself."""
    if isinstance(thing, (list, set)):
        return (thing,)
    if isinstance(thing, Mapping):
        return thing.keys(), thing.values()
    if isinstance(thing, Optimizer):
        return tuple(vars(one).values() for one in _with_inner(thing))
    if isinstance(thing, (Metric, Objective)):
        return (vars(thing).values(),)
    return ()


Opening = Callable[[Any], Collection[Any]]
_OPENINGS: dict[type, Opening] = {
    list: lambda items: items,
    tuple: lambda items: items,
    set: lambda items: items,
    Mapping: lambda items: items.values(),
    Graph: lambda graph: graph.operations,
    Objective: lambda objective: objective.metrics,
    Metric: _attributes,
    Variable: lambda variable: (variable.trainable,),
    Optimizer: _settings,
}


class _Openings(dict[type, Any]):
    """What lists the parts of an object by its type, None for types that are not looked into."""

    def __missing__(self, kind: type) -> Opening | None:
        found = next((way for base, way in _OPENINGS.items() if issubclass(kind, base)), None)
        # A layer is known by what it can do: this room does not know of layers.
        self[kind] = found or (_attributes if hasattr(kind, "sublayers") else None)
        return self[kind]


_opening = _Openings()
