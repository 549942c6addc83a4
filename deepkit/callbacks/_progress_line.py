"""Write the line that shows how far an epoch has come, in the format of Keras."""

import math
from collections.abc import Mapping

import numpy as np

from deepkit.typing import Tensor

WIDTH = 20


def progress_line(
    step: int,
    steps: int | None,
    *,
    elapsed: float,
    per_step: float,
    logs: Mapping[str, Tensor],
    done: bool,
    color: bool = False,
) -> str:
    """Write the line with a bar; it tells the time left, and once done the time taken."""
    if steps:
        left = elapsed if done else per_step * (steps - step)
        count = _paint(f"{step:{_digits(steps)}d}/{steps}", "1", color)
        filled = int(WIDTH * min(step / steps, 1))
        bar = _paint("━" * filled, "32", color) + _paint("━" * (WIDTH - filled), "37", color)
        # Without color only the kind of dash tells what is filled.
        head = f"{count} {bar if color else '━' * filled + '─' * (WIDTH - filled)}"
        time = f"{elapsed:.0f}s" if done else _clock(left)
    else:
        head, time = f"{step:7d}/Unknown", f"{elapsed:.0f}s"
    return f"{head} {_paint(time, '1', color)} {_pace(per_step)}{_values(logs)}"


def summary_line(
    step: int, steps: int, *, elapsed: float, per_step: float, logs: Mapping[str, Tensor]
) -> str:
    """Write the line of `verbose=2`, which appears once an epoch is done."""
    return f"{step:{_digits(steps)}d}/{steps} - {elapsed:.0f}s - {_pace(per_step)}{_values(logs)}"


def _values(logs: Mapping[str, Tensor]) -> str:
    return "".join(f" - {name}: {_number(value)}" for name, value in logs.items())


def _number(value: Tensor) -> str:
    number = float(np.mean(value))
    return f"{number:.4f}" if abs(number) > 1e-3 else f"{number:.4e}"


def _digits(number: int) -> int:
    return int(math.log10(number)) + 1


def _pace(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    if seconds > 3600:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if seconds > 60 else f"{rest}s"


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color and text else text
