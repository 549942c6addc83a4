"""What JAX tells of compiling while it happens, through its public monitoring.

Nothing else tells the time of compiling apart from that of running, for a program is compiled
within its first call. Events that are not named here, or no longer sent, count as no time.
"""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import get_ident
from typing import Any

from jax import monitoring

_COMPILING = "/jax/core/compile/"
_PROGRAM = "/jax/core/compile/backend_compile_duration"
_FOUND = "/jax/compilation_cache/cache_hits"


class CompileListener:
    """Is told what is compiled in this thread; it does nothing by itself."""

    def spent(self, seconds: float) -> None:
        """Hear that tracing, lowering or compiling ended now; one may be part of another.

        Args:
            seconds: how long it took.
        """

    def compiled(self, name: str) -> None:
        """Hear that there is a new program, compiled or read from the disk.

        Args:
            name: of the function.
        """

    def found(self) -> None:
        """Hear that a program was read from the disk, before it counts as compiled."""


@contextmanager
def told_of_compiling(listener: CompileListener) -> Generator[None]:
    """Tell a listener within the block what is compiled in this thread.

    Args:
        listener: to be told.

    Example:
        >>> from deepkit import backend, ops
        >>> class Count(backend.CompileListener):
        ...     programs = 0
        ...     def compiled(self, name):
        ...         self.programs += 1
        >>> program, count = backend.jit(lambda x: ops.sin(x) + 1), Count()
        >>> with backend.told_of_compiling(count):
        ...     _ = program(1.0), program(2.0)
        >>> count.programs
        1
    """
    thread = get_ident()

    def at_duration(event: str, duration_secs: float, **about: Any) -> None:
        if event.startswith(_COMPILING) and get_ident() == thread:
            listener.spent(duration_secs)
            if event == _PROGRAM:
                listener.compiled(str(about.get("fun_name", "")))

    def at_event(event: str, **_: Any) -> None:
        if event == _FOUND and get_ident() == thread:
            listener.found()

    monitoring.register_event_duration_secs_listener(at_duration)
    monitoring.register_event_listener(at_event)
    try:
        yield
    finally:
        with suppress(AssertionError):  # somebody has cleared all listeners meanwhile
            monitoring.unregister_event_duration_listener(at_duration)
            monitoring.unregister_event_listener(at_event)
