"""Say things to the user: on the screen, or in the log of a job without one."""

import logging
import sys
from dataclasses import dataclass


@dataclass
class _Console:
    interactive: bool = True


_console = _Console()
_logger = logging.getLogger("deepkit")


def enable_interactive_logging() -> None:
    """Show progress and messages on the screen; this is the default.

    Example:
        >>> from deepkit.callbacks import enable_interactive_logging, is_interactive_logging_enabled
        >>> enable_interactive_logging()
        >>> is_interactive_logging_enabled()
        True
    """
    _console.interactive = True


def disable_interactive_logging() -> None:
    """Send progress and messages to the logger named `deepkit`, at level INFO.

    Example:
        >>> from deepkit import callbacks
        >>> callbacks.disable_interactive_logging()
        >>> callbacks.is_interactive_logging_enabled()
        False
        >>> callbacks.enable_interactive_logging()
    """
    _console.interactive = False


def is_interactive_logging_enabled() -> bool:
    """Tell whether progress and messages go to the screen rather than to the logger.

    Example:
        >>> from deepkit.callbacks import is_interactive_logging_enabled
        >>> is_interactive_logging_enabled()
        True
    """
    return _console.interactive


def say(text: str) -> None:
    """Print a line, or log it where interactive logging is switched off.

    Args:
        text: the line, or several.

    Example:
        >>> from deepkit.callbacks import say
        >>> say("Epoch 1/2")
        Epoch 1/2
    """
    if not _console.interactive:
        _logger.info(text)
        return
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)
