"""Which layers compute anew in the backward pass what they would keep from the forward pass."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import NamedTuple

from deepkit.errors import one_of, whole

_MODES = ("full", "activations", "larger_than", "list_of_layers", None)


class RematMode(NamedTuple):
    """What a layer was told by the scope in which it was made.

    Attributes:
        mode: as in `RematScope`.
        output_size_threshold: how many numbers an output may have for `"larger_than"`.
        layer_names: the names for `"list_of_layers"`.
    """

    mode: str
    output_size_threshold: int
    layer_names: tuple[str, ...]


_mode: ContextVar[RematMode | None] = ContextVar("remat", default=None)


_is_off: ContextVar[bool] = ContextVar("remat_is_off", default=False)


@contextmanager
def without_remat() -> Generator[None]:
    """Let no layer compute anew within the block, where only shapes are asked for."""
    token = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(token)


def is_remat_off() -> bool:
    """Tell whether layers are to leave out what their scope told them."""
    return _is_off.get()


def remat_mode() -> RematMode | None:
    """Return what the layers that are made here are told, None for nothing."""
    return _mode.get()


class RematScope:
    """Let the layers that are made within the block compute anew what the gradient needs.

    Such a layer keeps its inputs from the forward pass, and not what it computes in between: that
    is computed once more in the backward pass. It costs about one more forward pass and spares
    the memory of all that layers hold inside. Layers within such a layer are recomputed within
    its recomputation. The outermost model is not recomputed as a whole, which would spare nothing.
    How much is spared is up to the compiler: XLA for CPUs may compute anew earlier than it must.

    Args:
        mode: `"full"` for each layer; `"activations"` for the `activation` of layers that have one;
            `"larger_than"` for layers with large outputs; `"list_of_layers"` for layers by name;
            None for no layer, within another scope.
        output_size_threshold: how many numbers an output may have, those of all samples of the
            batch together, for `"larger_than"`.
        layer_names: the names for `"list_of_layers"`.

    Raises:
        ValueError: if there is no such mode, or the threshold is no whole number >= 0.

    Source: T. Chen, B. Xu, C. Zhang and C. Guestrin, "Training deep nets with sublinear memory
        cost", 2016, arXiv:1604.06174.

    Example:
        >>> import deepkit
        >>> with deepkit.RematScope(mode="full"):
        ...     block = deepkit.Sequential(
        ...         [deepkit.layers.Dense(64, "gelu"), deepkit.layers.Dense(4)]
        ...     )
        >>> block(deepkit.ops.ones((2, 4))).shape
        (2, 4)
    """

    def __init__(
        self,
        mode: str | None = "full",
        output_size_threshold: int = 1024,
        layer_names: Sequence[str] | None = None,
    ) -> None:
        one_of(_MODES, mode=mode)
        whole(at_least=0, output_size_threshold=output_size_threshold)
        self.mode = mode
        self.output_size_threshold = output_size_threshold
        self.layer_names = list(layer_names or [])
        self._tokens: list[Token[RematMode | None]] = []

    def __enter__(self) -> "RematScope":
        told = self.output_size_threshold, tuple(self.layer_names)
        self._tokens.append(_mode.set(None if self.mode is None else RematMode(self.mode, *told)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _mode.reset(self._tokens.pop())
