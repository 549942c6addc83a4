"""What an object is, told so that objects which compute the same tell the same.

A program is what tracing the Python of a model gives. That Python is deepkit's own if all classes
and functions are; and what it does then depends on nothing but the objects it finds and a few
switches of the process. So the objects are told: class, attributes, and which is which, in the
order in which they are met. What is left out must not show in a program: names, what a constructor
was given, how weights began, the values of what the state carries. Whatever is not known to be
understood takes the key: the model then keeps its programs to itself.
"""

import functools
import hashlib
import re
import types
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

import numpy as np

from deepkit.backend import (
    Graph,
    SeedGenerator,
    SymbolicTensor,
    Variable,
    is_concrete,
    is_tensor,
    leaves,
)
from deepkit.losses import Loss
from deepkit.metrics import Metric
from deepkit.optimizers import Optimizer
from deepkit.training._judged import Judged
from deepkit.training._objective import Objective
from deepkit.training._origin import Classes, UnknownError, place_of
from deepkit.training._state import TrainState

# What is told of a model at most: words, and the bytes of an array.
_MOST_WORDS, _MOST_BYTES = 200_000, 2**20

# Of layers: what was said when they were made, and what eager calls and drawings left behind. Of
# models: what belongs to the trainer, which is told apart.
_LAYER_SKIPS = frozenset(
    {"_arguments", "name", "_build_dtypes", "_build_shapes", "_inbound", "_losses"}
)
_MODEL_SKIPS = _LAYER_SKIPS | {
    *("optimizer", "loss", "_objective", "_cache", "_contents", "_steps", "history"),
    *("run_eagerly", "steps_per_execution", "embeddings_update", "stop_training", "is_fitting"),
}
_OPTIMIZER_SKIPS = frozenset(
    {"_arguments", "name", "_home", "_own", "_constraints", "_undecayed_names", "_choose"}
)
_OBJECTIVE_SKIPS = frozenset({"told", "_loss", "_loss_weights", "_metrics", "_weighted_metrics"})
_VARIABLE_SKIPS = frozenset({"name", "path", "_array", "_lender"})
_SEED_SKIPS = frozenset({"_arguments", "name", "seed"})  # the state has what is drawn from it
_NAME_SKIPS = frozenset({"_arguments", "name"})
_OTHER_SKIPS = frozenset({"_arguments"})

INPUTS, OUTPUTS = "inputs", "outputs"

_classes = Classes()


class Telling:
    """Words about objects, each object told once.

    Args:
        named: whose names are told, `INPUTS` or `OUTPUTS`.

    Attributes:
        words: what was told.
        needs_names: whether something in the model is found by the names of inputs.
    """

    def __init__(self, named: Set[str]) -> None:
        self._named, self.needs_names = named, False
        self.words: list[str] = []
        self._met: dict[int, int] = {}
        self._kinds: dict[type, str] = {}
        self._graphs = 0
        self._tensors: dict[int, str] = {}
        self._variables: dict[int, Variable] = {}

    def say(self, *words: str) -> None:
        """Add words, without line ends in them.

        Args:
            *words: the words.
        """
        self.words.extend(words)
        if len(self.words) > _MOST_WORDS:
            raise UnknownError

    def digest(self) -> bytes:
        """Return what is equal for equal words only."""
        text = "\n".join(self.words).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=32).digest()

    def tell(self, value: Any) -> None:
        """Tell a value.

        Args:
            value: anything.
        """
        way = _WAYS.get(type(value)) or _way_of(value)
        way(self, value)

    def tell_all(self, values: Iterable[Any]) -> None:
        """Tell values one after the other.

        Args:
            values: anything.
        """
        for value in values:
            self.tell(value)
        self.say("end")

    def tell_state(self, variables: TrainState) -> None:
        """Tell which Variables the state carries, and that there are no others.

        Args:
            variables: the Variables, in the structure of a state.
        """
        places = {path: place for place, path in enumerate(variables.params)}
        for group in variables[:3]:
            self.tell_all(group.values())
        self._slots(variables.optimizer, places)
        if not self._variables.keys() <= set(map(id, leaves(variables))):
            raise UnknownError  # its value would be a constant of the program

    def _slots(self, tree: Any, places: Mapping[str, int]) -> None:
        """Tell the Variables of an optimizer, those of each weight by its place."""
        if isinstance(tree, dict):
            for key, value in tree.items():
                self.say(f"slot {places.get(key, key)!r}")
                self._slots(value, places)
            self.say("end")
        elif isinstance(tree, (list, tuple)):
            for value in tree:
                self._slots(value, places)
            self.say("end")
        else:
            self.tell(tree)

    # --- ways of telling ------------------------------------------------------------------------

    def plain(self, value: Any) -> None:
        self.say(f"{type(value).__name__} {value!r}")

    def sequence(self, values: Any) -> None:
        self.say(_container(type(values)))
        self.tell_all(values)

    def mapping(self, values: Mapping[Any, Any]) -> None:
        self.say(_container(type(values)))
        for key, value in values.items():
            self.tell(key)
            self.tell(value)
        self.say("end")

    def collection(self, values: Any) -> None:
        if not all(_WAYS.get(type(value)) is Telling.plain for value in values):
            raise UnknownError(values)
        self.say(type(values).__name__, *sorted(f"{type(v).__name__} {v!r}" for v in values), "end")

    def slice(self, value: slice) -> None:
        self.say("slice")
        self.tell_all((value.start, value.stop, value.step))

    def pattern(self, value: re.Pattern[Any]) -> None:
        self.say("pattern")
        self.tell_all((value.pattern, value.flags))

    def dtype(self, value: np.dtype[Any]) -> None:
        self.say(f"dtype {value.str} {value.name}")

    def array(self, value: Any) -> None:
        if not is_concrete(value) or value.nbytes > _MOST_BYTES:
            raise UnknownError(value)
        found = np.asarray(value)
        if found.dtype.hasobject:
            raise UnknownError(value)
        weak = getattr(value, "weak_type", False)
        self.say(f"{type(value).__name__} {found.dtype} {found.shape} {weak}")
        self.say(hashlib.blake2b(found.tobytes()).hexdigest())

    def function(self, value: Any) -> None:
        self.say(f"function {place_of(value)}")

    def method(self, value: types.MethodType) -> None:
        self.say(f"method {place_of(value.__func__)}")
        self.tell(value.__self__)

    def partial(self, value: functools.partial[Any]) -> None:
        self.say("partial")
        self.tell_all((value.func, value.args, value.keywords))

    def kind(self, value: type) -> None:
        standard = value.__module__ in ("builtins", "numpy")
        self.say(f"class {value.__qualname__ if standard else _classes.place_of(value)}")

    def variable(self, value: Variable) -> None:
        if self._is_told(value):
            return
        self._variables[id(value)] = value
        self._attributes(value, _VARIABLE_SKIPS)

    def tensor(self, value: SymbolicTensor) -> None:
        if id(value) not in self._tensors:
            raise UnknownError(value)
        self.say(self._tensors[id(value)])

    def graph(self, graph: Graph) -> None:
        if self._is_told(graph):
            return
        is_inner, self._graphs = self._graphs > 0, self._graphs + 1
        self.needs_names |= is_inner and has_names(graph.output_structure)
        self.say("graph")
        for tensor in graph.inputs:
            self._tensors[id(tensor)] = f"tensor {len(self._tensors)}"
            self.say(f"{self._tensors[id(tensor)]} {tensor.shape} {tensor.dtype}")
            if INPUTS in self._named:
                self.tell(tensor.name)
        self.tell(graph.input_structure)
        for node in graph.nodes:
            self._node(node)
        self.tell(graph.output_structure)

    def _node(self, node: Any) -> None:
        self.needs_names |= has_names([*node.args, *node.kwargs.values()])
        self.say("node")
        self.tell(node.operation)
        self.tell(node.args)
        self.tell(node.kwargs)
        for tensor in node.outputs:
            self._tensors.setdefault(id(tensor), f"tensor {len(self._tensors)}")
            self.say(self._tensors[id(tensor)])

    def judged(self, value: Judged) -> None:
        self.say("judged")
        if OUTPUTS in self._named:
            self.tell((value.name.key, value.name.prefix, value.name.parts))
        self.tell((value.loss, value.weight, value.tracker, value.metrics, value.weighted))

    def objective(self, value: Objective) -> None:
        if not value.is_bound:
            raise UnknownError(value)
        self._attributes(value, _OBJECTIVE_SKIPS)

    def optimizer(self, value: Optimizer) -> None:
        if self._is_told(value):
            return
        self._attributes(value, _OPTIMIZER_SKIPS)
        targets, given = value.targets, value._constraints
        self.tell([*targets.values(), *map(given.get, targets)])
        if not given.keys() <= targets.keys():
            raise UnknownError(value)
        if value._undecayed_names:
            self.tell([*value._undecayed_names, *(v.name for v in targets.values())])

    def layer(self, value: Any) -> None:
        if self._is_told(value):
            return
        skips = _MODEL_SKIPS if hasattr(value, "compile") else _LAYER_SKIPS
        self._attributes(value, skips, begun=value.built)
        mode = getattr(value, "remat_mode", None)
        if mode is not None and mode.layer_names:  # which are recomputed goes by name
            self.tell(value.name)

    def seeds(self, value: SeedGenerator) -> None:
        if not self._is_told(value):
            self._attributes(value, _SEED_SKIPS)

    def nameless(self, value: Any) -> None:
        if not self._is_told(value):
            self._attributes(value, _NAME_SKIPS)

    def object(self, value: Any) -> None:
        if not self._is_told(value):
            self._attributes(value, _OTHER_SKIPS)

    def _attributes(self, value: Any, skips: Set[str], *, begun: bool = False) -> None:
        kind = type(value)
        if kind not in self._kinds:
            if any(getattr(base, "__slots__", ()) for base in kind.__mro__):
                raise UnknownError(value)  # not all that it holds is in `vars`
            self._kinds[kind] = f"object {_classes.place_of(kind)}"
        self.say(self._kinds[kind])
        for name, attribute in vars(value).items():
            # Weights that exist do not begin again.
            if name not in skips and not (begun and name.endswith("initializer")):
                self.say(name)
                self.tell(attribute)
        self.say("end")

    def _is_told(self, value: Any) -> bool:
        """Tell whether an object was told before; if so, say which it was."""
        place = self._met.get(id(value))
        if place is None:
            self._met[id(value)] = len(self._met)
            return False
        self.say(f"again {place}")
        return True


def has_names(tree: Any) -> bool:
    """Tell whether something in a structure is found by name.

    Args:
        tree: values in lists, tuples and dicts.
    """
    if isinstance(tree, (list, tuple)):
        return any(map(has_names, tree))
    return isinstance(tree, Mapping) and bool(tree)


def _container(kind: type) -> str:
    standard = kind in (list, tuple, dict, OrderedDict)
    return kind.__name__ if standard else _classes.place_of(kind)


Way = Callable[[Telling, Any], None]

_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis))
_WAYS: dict[type, Way] = {
    **dict.fromkeys(_PLAIN, Telling.plain),
    **dict.fromkeys((list, tuple), Telling.sequence),
    **dict.fromkeys((dict, OrderedDict), Telling.mapping),
    **dict.fromkeys((set, frozenset), Telling.collection),
    slice: Telling.slice,
    re.Pattern: Telling.pattern,
    np.ndarray: Telling.array,
    Variable: Telling.variable,
    SymbolicTensor: Telling.tensor,
    Graph: Telling.graph,
    Judged: Telling.judged,
    Objective: Telling.objective,
    SeedGenerator: Telling.seeds,
    functools.partial: Telling.partial,
    types.FunctionType: Telling.function,
    types.MethodType: Telling.method,
}
_BY_BASE: tuple[tuple[Any, Way], ...] = (
    (np.generic, Telling.array),
    (np.dtype, Telling.dtype),
    (type, Telling.kind),
    (Variable, Telling.variable),
    (Optimizer, Telling.optimizer),
    ((Metric, Loss), Telling.nameless),
    ((list, tuple), Telling.sequence),
    (dict, Telling.mapping),
)


def _way_of(value: Any) -> Way:
    """Return the way to tell a value of a class that is not in the table."""
    for base, way in _BY_BASE:
        if isinstance(value, base):
            return way
    if hasattr(value, "sublayers"):  # this room does not know of layers
        return Telling.layer
    if is_tensor(value):
        return Telling.array
    if not hasattr(value, "__dict__"):
        raise UnknownError(value)
    return Telling.object
