"""What the outermost call shares with the calls inside it: training, masks and losses."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jax

from deepkit.backend._symbolic import SymbolicTensor


class CallContext:
    """The bookkeeping of one outermost call; it dies with it.

    Args:
        training: whether the call is one of training; None if nobody said.
    """

    def __init__(self, training: bool | None = None) -> None:
        self.training = training
        self.outermost: Any = None  # the layer that was called first
        self.losses: list[tuple[Any, Any]] = []
        # What a writer of other formats puts around the calls of layers, to know them again.
        self.around: Callable[[Any, Any], Any] | None = None
        # The array is kept beside its mask: an id is only its own while the array lives.
        self._masks: dict[int, tuple[Any, Any]] = {}

    @property
    def has_masks(self) -> bool:
        """Whether any mask travels at all."""
        return bool(self._masks)

    def mask_of(self, x: Any) -> Any:
        """Return the mask that travels with an array, or None."""
        return self._masks.get(id(x), (None, None))[1]

    def set_mask(self, x: Any, mask: Any) -> None:
        """Let a mask travel with an array."""
        if mask is not None:
            self._masks[id(x)] = (x, mask)

    def know_masks(self, outer: "CallContext") -> None:
        """Let the masks that travel in another call travel in this one too."""
        self._masks.update(outer._masks)

    def masks_of(self, tree: Any) -> Any:
        """Return the masks of a structure of arrays: None if there is not a single one."""
        if not self._masks:
            return None
        masks = jax.tree.map(self.mask_of, tree)
        return masks if any(m is not None for m in jax.tree.leaves(masks)) else None

    def set_masks(self, tree: Any, masks: Any) -> None:
        """Let the masks of a structure travel with its arrays."""
        if masks is None:
            return
        leaves = jax.tree.leaves(tree)
        flat = [masks] if len(leaves) == 1 and not isinstance(masks, (list, tuple, dict)) else None
        flat = flat or jax.tree.leaves(masks, is_leaf=lambda m: m is None)
        for x, mask in zip(leaves, flat, strict=True):
            if not isinstance(x, SymbolicTensor):
                self.set_mask(x, mask)


_current: ContextVar[CallContext | None] = ContextVar("call", default=None)


def current_call() -> CallContext | None:
    """Return the outermost call's context, or None outside any call."""
    return _current.get()


@contextmanager
def call_context(training: bool | None = None) -> Generator[CallContext]:
    """Open the context of an outermost call.

    Args:
        training: whether it is one of training.
    """
    context = CallContext(training)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@contextmanager
def training_mode(training: bool | None) -> Generator[None]:
    """Within the block, calls that are not told otherwise take this `training`."""
    context = _current.get()
    if context is None or context.training is training:
        yield
        return
    before, context.training = context.training, training
    try:
        yield
    finally:
        context.training = before


class Surroundings:
    """The call around a function that is traced apart: its masks go in, masks and losses come out.

    Arrays outside such a trace are others than those inside, and a loss made inside is lost unless
    it is returned.
    """

    def __init__(self) -> None:
        self._outer = _current.get()
        self._owners: list[Any] = []

    def masks(self, tree: Any) -> list[Any]:
        """Return the masks that travel with the arrays of a structure, None for none."""
        outer = self._outer
        return [outer and outer.mask_of(x) for x in jax.tree.leaves(tree)]

    @contextmanager
    def inside(self, tree: Any, masks: list[Any]) -> Generator[Callable[[Any], Any]]:
        """Open a call for the trace; yield what tells the masks and losses to be returned."""
        outer = self._outer
        if outer is None:
            yield lambda result: ([], [])
            return
        with call_context(outer.training) as inner:
            inner.outermost = outer.outermost
            inner.know_masks(outer)  # of arrays that the function takes from around it
            for x, mask in zip(jax.tree.leaves(tree), masks, strict=True):
                inner.set_mask(x, mask)

            def leave(result: Any) -> Any:
                self._owners = [owner for owner, _ in inner.losses]
                found = [inner.mask_of(x) for x in jax.tree.leaves(result)]
                return found, [value for _, value in inner.losses]

            yield leave

    def settle(self, result: Any, left: Any) -> None:
        """Give what came out of the trace to the call around it."""
        masks, losses = left
        if self._outer is not None:
            for x, mask in zip(jax.tree.leaves(result), masks, strict=True):
                self._outer.set_mask(x, mask)
            self._outer.losses.extend(zip(self._owners, losses, strict=True))
