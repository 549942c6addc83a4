"""Compiled programs that models of one key share, though each is traced with objects of its own.

What is shared holds no model: a program is traced with the model that calls it, and goes on as
compiled code. A trace may come late, when a batch has another shape. So each begins with a look
whether the model still is what its key says; if it is not, it gets programs of its own.
"""

from collections.abc import Set
from contextvars import ContextVar
from operator import attrgetter
from typing import Any, NamedTuple

from deepkit.backend import Shelf, Work, jit, jit_in_place
from deepkit.training._alone import alone, listed
from deepkit.training._body import Body
from deepkit.training._key import Key
from deepkit.training._state import TrainState
from deepkit.training._step import chunked, chunked_rows, chunked_with_logs
from deepkit.training._telling import INPUTS, OUTPUTS, has_names

# MiB that shared programs may take, and what they were measured to take: of each key, of each word.
_MOST, _OF_KEY, _OF_WORD = 256.0, 4.0, 0.004


class _Key(NamedTuple):
    """Which programs: of what they compute, and whose names they know."""

    told: Key
    named: Set[str]


class _UnfitError(Exception):
    """The programs are not those of the model that calls them.

    Args:
        named: whose names they would have to know; None if the model is another than it was.
    """

    def __init__(self, named: Set[str] | None = None) -> None:
        super().__init__()
        self.named = named


class Shared:
    """The compiled programs of all models of a key.

    Args:
        key: of the models; None for the programs of one model alone.
        body: of the first of them; it is not kept.

    Attributes:
        works: of a step, by the shapes of the batch.
        apart: which outputs have a row for each row of the inputs, by the kind of inputs.
        draws: whether a step draws from the process-wide generator; None if none was traced.
    """

    def __init__(self, key: _Key | None, body: Body) -> None:
        self.key = key
        self.works: dict[Any, Work] = {}
        self.apart: dict[Any, list[bool] | None] = {}
        self.draws: bool | None = None
        trains = body.trains
        looped = jit_in_place if trains else jit
        kept = jit(self._step)  # traced once, for the others too
        several = chunked_with_logs if body.gives_logs else chunked
        self.kept = kept
        self.single = jit_in_place(kept) if trains else kept
        self.several = looped(several(kept, keeps_all=trains))
        self.rows = looped(chunked_rows(kept, keeps_all=trains))
        self.listed, self.alone = jit(self._listed), jit(self._alone)
        self.results = jit(self._results)
        self.reset = jit(self._reset)

    def _step(self, state: TrainState, batch: Any) -> tuple[TrainState, Any]:
        body = self._checked(_names_of(batch))
        result = body.step(state, batch)
        self.draws = bool(self.draws) or bool(body.bridge.draws)
        return result

    # Values in a list: dicts, whose keys JAX sorts each time, take longer at each call.
    def _listed(self, values: list[Any], batch: Any) -> Any:
        return listed(self._checked(), self._step, values, batch)

    def _alone(self, values: list[Any], batch: Any) -> Any:
        return alone(self._checked(), self._step, values, batch)

    def _results(self, values: Any) -> Any:
        return self._checked().results(values)

    def _reset(self, values: Any) -> Any:
        return self._checked().reset(values)

    def _checked(self, named: Set[str] = frozenset()) -> Body:
        """Return the body of the model that calls, if these are its programs."""
        body = _calling.get()
        assert body is not None  # there are no other ways in than `Call`
        if self.key is not None:
            if not named <= self.key.named:
                raise _UnfitError(named | self.key.named)
            if body.key(self.key.named) != self.key.told:
                raise _UnfitError
        return body


def _names_of(batch: Any) -> frozenset[str]:
    """Return whose names matter for a batch."""
    x, *others = batch
    found = (INPUTS, has_names(x)), (OUTPUTS, has_names(others))
    return frozenset(whose for whose, matters in found if matters)


_calling: ContextVar[Body | None] = ContextVar("calling", default=None)
_shelf = Shelf(_MOST)


class Lender:
    """The programs that a model has now.

    Args:
        body: of the model.

    Attributes:
        programs: shared with models of its key, or its own.
        is_used: whether one was called.
    """

    def __init__(self, body: Body) -> None:
        self.body, self.is_used = body, False
        self.programs: Shared = self._found(frozenset())

    def _found(self, named: Set[str]) -> Shared:
        told = self.body.key(named)
        if told is None:
            return Shared(None, self.body)
        key = _Key(told, frozenset(named))
        weight = _OF_KEY + _OF_WORD * told.words
        return _shelf.get(key, lambda: Shared(key, self.body), weight)

    def exchange(self, unfit: Shared, named: Set[str] | None) -> None:
        """Take other programs.

        Args:
            unfit: those that did not fit.
            named: whose names the others must know; None for programs of its own.
        """
        if self.programs is unfit:
            self.programs = Shared(None, self.body) if named is None else self._found(named)

    def is_current(self) -> bool:
        """Tell whether the programs are those of the model as it is."""
        key = self.programs.key
        return key is None or self.body.key(key.named) == key.told


class Call:
    """One of the programs that a model has, called with the objects of the model.

    Args:
        lender: tells the programs.
        name: of the program; or of a method of it, after a dot.
    """

    def __init__(self, lender: Lender, name: str) -> None:
        self._lender, self._name = lender, name
        self._of = attrgetter(name)

    def __call__(self, *given: Any) -> Any:
        lender = self._lender
        lender.is_used = True
        token = _calling.set(lender.body)
        try:
            while True:
                programs = lender.programs
                try:
                    return self._of(programs)(*given)
                except _UnfitError as error:
                    lender.exchange(programs, error.named)
        finally:
            _calling.reset(token)

    @property
    def trace(self) -> "Call":
        """What returns the traced program."""
        return Call(self._lender, f"{self._name}.trace")

    @property
    def lower(self) -> "Call":
        """What returns the program as XLA gets it."""
        return Call(self._lender, f"{self._name}.lower")
