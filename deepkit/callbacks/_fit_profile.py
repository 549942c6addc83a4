"""Where the time of a call of `fit` went: a table of seconds and shares, and a word of advice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Seconds = dict[str, float]

_KINDS = ("compile", "device", "data", "transfer", "callbacks", "validation", "Python")

_Column = tuple[str, Mapping[str, float]]


@dataclass(frozen=True)
class FitProfile:
    """Where the time of a call of `fit` went; it prints as a table.

    Seconds are counted by kind: `compile` (tracing and compiling programs, or reading them from the
    disk), `device` (compiled steps from their call to their result), `data` (making batches on the
    host), `transfer` (moving batches to the device), `callbacks` (the progress bar among them),
    `validation` (all of it but compiling and callbacks), `Python` (the rest).

    Args:
        epochs: the seconds of each epoch by kind.
        around: the seconds before the first epoch and after the last, by kind.
        callbacks: the seconds of each class of callbacks, in all.
        programs: how many programs were compiled, those read from the disk included.
        from_disk: how many of them were read from the disk.
        late_programs: how many of them were needed only after the first epoch.
        steps: of training in the last epoch.
        calls: of compiled programs that made these steps.
        advice: sentences on what could be saved.

    Example:
        >>> from deepkit.callbacks import FitProfile
        >>> profile = FitProfile([{"compile": 3.0}, {"device": 0.25}, {"device": 0.75}], {})
        >>> profile.seconds, profile.steady["device"]
        (4.0, 0.5)
    """

    epochs: Sequence[Seconds]
    around: Seconds
    callbacks: Mapping[str, float] = field(default_factory=dict)
    programs: int = 0
    from_disk: int = 0
    late_programs: int = 0
    steps: int = 0
    calls: int = 0
    advice: Sequence[str] = ()

    @property
    def seconds(self) -> float:
        """All that was counted."""
        return sum(sum(part.values()) for part in (self.around, *self.epochs))

    @property
    def steady(self) -> Seconds:
        """The mean seconds of later epochs by kind; those of the first if it is alone."""
        later = self.epochs[1:] or self.epochs
        return {kind: sum(s.get(kind, 0.0) for s in later) / max(len(later), 1) for kind in _KINDS}

    def __str__(self) -> str:
        lines = [f"Where the {_seconds(self.seconds)} of fit went:", *_table(self._columns())]
        lines.append(self._counts())
        return "\n".join([*lines, *self.advice])

    def _columns(self) -> list[_Column]:
        columns: list[_Column] = []
        if self.epochs:
            columns.append(("first epoch", self.epochs[0]))
        if len(self.epochs) > 1:
            more = len(self.epochs) - 1
            columns.append((f"mean of {more} more" if more > 1 else "second epoch", self.steady))
        return [*columns, ("around them", self.around)]

    def _counts(self) -> str:
        disk = f", {self.from_disk} of them read from the disk" if self.from_disk else ""
        late = f", {self.late_programs} after the first epoch" if self.late_programs else ""
        ends = "" if self.calls == 1 else "s"
        calls = f"{self.steps} steps in {self.calls} call{ends} in the last epoch"
        return f"Programs compiled: {self.programs}{disk}{late}. {calls}."


def _table(columns: list[_Column]) -> list[str]:
    """Return lines of seconds and shares; a kind that took no time at all is left out."""
    kinds = [kind for kind in _KINDS if any(seconds.get(kind) for _, seconds in columns)]
    rows = [["", *(title for title, _ in columns)]]
    rows += [[kind, *(_cell(seconds, kind) for _, seconds in columns)] for kind in kinds]
    rows.append(["in all", *(f"{_seconds(sum(s.values()))}  100%" for _, s in columns)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  "
        + row[0].ljust(widths[0])
        + "".join("  " + cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]


def _cell(seconds: Mapping[str, float], kind: str) -> str:
    spent, whole = seconds.get(kind, 0.0), sum(seconds.values())
    return f"{_seconds(spent)} {spent / whole if whole else 0.0:5.0%}"


def _seconds(seconds: float) -> str:
    """Return a time in the unit in which it has three digits."""
    for unit, factor in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= factor:
            return f"{seconds / factor:.3g} {unit}"
    return f"{seconds / 1e-6:.0f} µs"
