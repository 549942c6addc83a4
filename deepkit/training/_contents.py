"""What a model holds, however deep: a walk over attributes that is fast enough for every call."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from deepkit.backend import Graph, Variable
from deepkit.metrics import Metric
from deepkit.optimizers import Optimizer
from deepkit.training._objective import Objective

# Bookkeeping that can be long or changes all the time, and holds nothing of its own.
_SKIPPED = frozenset(
    {
        *("_arguments", "_build_shapes", "_inbound", "_losses"),
        *("history", "is_fitting", "stop_training"),
    }
)


def fingerprint(model: Any) -> tuple[int, ...]:
    """Return what is another whenever the Variables of a model may be other ones.

    It is made of the identities of all attributes, at a tenth of the cost of asking each layer for
    its Variables.

    Args:
        model: a model.
    """
    found: list[int] = []
    for parts in _opened(model):
        found.extend(map(id, parts))
    return tuple(found)


def optimizers_in(model: Any) -> list[Optimizer]:
    """Return the optimizers among the attributes of a model and of the layers within.

    Args:
        model: a model.
    """
    held = (part for parts in _opened(model) for part in parts if isinstance(part, Optimizer))
    return list({id(optimizer): optimizer for optimizer in held}.values())


def _opened(model: Any) -> Iterator[Collection[Any]]:
    """Yield what is in the model, in its layers and metrics, and in containers there."""
    seen, waiting = {id(model)}, [model]
    while waiting:
        thing = waiting.pop()
        parts = _opening[type(thing)](thing)
        yield parts
        for part in parts:
            if _opening[type(part)] is not None and id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)


def _attributes(owner: Any) -> Collection[Any]:
    return [value for name, value in vars(owner).items() if name not in _SKIPPED]


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
    Optimizer: lambda optimizer: (optimizer.built,),
}


class _Openings(dict[type, Any]):
    """What lists the parts of an object by its type, None for types that are not looked into."""

    def __missing__(self, kind: type) -> Opening | None:
        found = next((way for base, way in _OPENINGS.items() if issubclass(kind, base)), None)
        # A layer is known by what it can do: this room does not know of layers.
        self[kind] = found or (_attributes if hasattr(kind, "sublayers") else None)
        return self[kind]


_opening = _Openings()
