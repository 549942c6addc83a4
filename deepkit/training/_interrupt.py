"""Ctrl-C during training: between two steps, where no array is in flight."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any


class Interrupt:
    """Whether the user asked to stop."""

    pending = False
    is_raised = False

    def check(self) -> None:
        """Raise KeyboardInterrupt if the user asked for it."""
        if self.pending:
            self.is_raised = True
            raise KeyboardInterrupt


@contextmanager
def held_interrupts() -> Generator[Interrupt]:
    """Hold the first Ctrl-C back until `check`, or the end of the block; the second stops at once.

    A step gives its arrays away and returns new ones; stopped in between, the weights would be
    gone.
    """
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield interrupt
        return

    def note(number: int, frame: Any) -> None:
        if interrupt.pending:
            interrupt.is_raised = True
            signal.default_int_handler(number, frame)
        interrupt.pending = True

    signal.signal(signal.SIGINT, note)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
    if not interrupt.is_raised:
        interrupt.check()  # it came after the last look
