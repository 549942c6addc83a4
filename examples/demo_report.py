"""What the parts of the demo come to, in words and pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("agg")
import matplotlib.pyplot as plt


@dataclass(frozen=True)
class Goal:
    """What is measured on a data set, and what scikit-learn reaches."""

    name: str
    score_name: str
    reference_name: str
    reference: float


@dataclass
class Outcome:
    """What the runs on a data set came to."""

    goal: Goal
    scores: list[float]
    evaluated: dict[str, float]
    is_identical: bool
    seconds: float

    @property
    def spread(self) -> float:
        """The largest difference between two seeds."""
        return max(self.scores) - min(self.scores)

    @property
    def is_good(self) -> bool:
        """Whether the model is as good as the reference, to within its spread."""
        return float(np.mean(self.scores)) >= self.goal.reference - self.spread


def draw_curves(
    places: Sequence[float],
    curves: Mapping[str, Sequence[float]],
    path: Path,
    title: str,
    unit: str,
) -> None:
    """Draw the loss and the validation loss over the epochs or steps into a PNG."""
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for name in ("loss", "val_loss"):
        axes.plot(places, curves[name], label=name)
    axes.set(title=title, xlabel=unit, ylabel="loss", yscale="log")
    axes.legend()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def report(outcomes: list[Outcome], folder: Path) -> str:
    """Return what a person wants to know, each result with its reference beside it."""
    lines = ["", "task         score      deepkit (mean, spread)   reference"]
    for outcome in outcomes:
        goal = outcome.goal
        mark = "ok" if outcome.is_good else "WORSE"
        lines.append(
            f"{goal.name:<12} {goal.score_name:<10} {np.mean(outcome.scores):.4f} "
            f"+- {outcome.spread:.4f}         {goal.reference:.4f} {goal.reference_name}   {mark}"
        )
    lines.append("")
    for outcome in outcomes:
        values = ", ".join(f"{name} {value:.4g}" for name, value in outcome.evaluated.items())
        same = "identical" if outcome.is_identical else "DIFFERENT"
        lines.append(
            f"{outcome.goal.name}: evaluate gives {values}; reloaded in a fresh process, the "
            f"predictions are {same}; {outcome.seconds:.0f} s"
        )
    lines += ["", f"Models and training curves are in {folder}/"]
    return "\n".join(lines)
