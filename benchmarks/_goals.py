"""What this project set itself, and whether the medians of a run come to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks._fit import SMALLER
from benchmarks._timing import Ratio, ratio

Run = Mapping[str, Any]
_PEERS = {
    "jax": "JAX loop",
    "keras": "Keras 3",
    "torch": "PyTorch",
    SMALLER: "10,000 rows",
}


@dataclass(frozen=True)
class Goal:
    """A ratio between two contenders, and what it should be.

    Args:
        title: what is compared.
        kind: `"speed"` for samples/s of deepkit over those of the other, `"cost"` for what deepkit
            takes over what the other takes.
        bound: at least this speed or at most this cost; None for as near to 1 as it gets.
        path: where the values of both stand in a run.
        other: the contender that deepkit is compared with.
        own: deepkit.
    """

    title: str
    kind: Literal["speed", "cost"]
    bound: float | None
    path: tuple[str, ...]
    other: str
    own: str = "deepkit"

    @property
    def wanted(self) -> str:
        """The goal in characters."""
        if self.bound is None:
            return "near 1"
        return f"{'>=' if self.kind == 'speed' else '<='} {self.bound:.2f}"

    def found(self, run: Run) -> Ratio | None:
        """Return what a run found, None if it was not measured.

        Args:
            run: by section.
        """
        values: Any = run
        for name in self.path:
            values = values.get(name, {})
        if self.own not in values or self.other not in values:
            return None
        own, other = values[self.own], values[self.other]
        return ratio(other, own) if self.kind == "speed" else ratio(own, other)

    def is_met(self, found: Ratio) -> bool | None:
        """Tell whether a median meets it, None if there is nothing to meet.

        Args:
            found: what a run found.
        """
        if self.bound is None:
            return None
        met = found.median >= self.bound if self.kind == "speed" else found.median <= self.bound
        return bool(met)


def _speeds(title: str, workload: str, **bounds: float | None) -> list[Goal]:
    path = ("fit", workload, "seconds")
    return [Goal(title, "speed", bound, path, other) for other, bound in bounds.items()]


def _costs(title: str, path: tuple[str, ...], own: str, **bounds: float) -> list[Goal]:
    return [Goal(title, "cost", bound, path, other, own) for other, bound in bounds.items()]


def _first(state: str, own: str, jax: float) -> list[Goal]:
    path = ("first", "mlp-small", "epoch")
    title = f"first epoch of the small MLP, {state} cache"
    return _costs(title, path, own, jax=jax, keras=0.6)


_PREDICT = {"mlp-small": "small MLP", "transformer": "transformer", "mlp-50": "50-layer MLP"}
_MEMORY = {"mlp-small": "small MLP", "mlp": "MLP", "transformer": "transformer"}
_IMPORT = {"deepkit": "import deepkit", "deepkit, all that fit needs": "the same, ready to fit"}

GOALS: Sequence[Goal] = (
    *_speeds("small MLP, batch 32", "mlp-small", jax=2.0, keras=5.0, torch=8.0),
    *_speeds("784-512-512-10 MLP, batch 128", "mlp", jax=0.95, keras=1.1, torch=1.1),
    *_speeds("CNN with pooling", "cnn", jax=1.8, keras=1.8, torch=None),
    *_speeds("LSTM", "lstm", jax=1.1, keras=1.2, torch=None),
    *_speeds("two-block transformer", "transformer", jax=0.95, keras=1.0, torch=None),
    *_speeds("50-layer MLP, batch 32", "mlp-50", jax=0.95, keras=1.3),
    Goal("Wide & Deep on Adult, columns included", "speed", 3.0, ("wide-deep", "seconds"), "torch"),
    *_speeds("embedding 1M x 16, Adagrad", "embedding", jax=0.9, keras=20.0, torch=1.0),
    *_costs(
        "the same, time of a step", ("fit", "embedding", "seconds"), "deepkit", **{SMALLER: 1.5}
    ),
    *_first("cold", "deepkit", 1.3),
    *_first("warm", "deepkit-warm", 0.6),
    *(
        goal
        for name, title in _PREDICT.items()
        for goal in _costs(
            f"predict of one row, {title}",
            ("predict", name, "seconds"),
            "deepkit",
            jax=2.0,
            keras=0.2,
        )
    ),
    *(
        goal
        for own, title in _IMPORT.items()
        for goal in _costs(title, ("import", "import"), own, jax=1.3, keras=0.4, torch=0.7)
    ),
    *(
        goal
        for name, title in _MEMORY.items()
        for goal in _costs(
            f"peak memory of fit, {title}", ("first", name, "mebibytes"), "deepkit", jax=1.1
        )
    ),
    *_costs(
        "peak memory of fit, embedding 1M x 16",
        ("first", "embedding", "mebibytes"),
        "deepkit",
        jax=1.1,
    ),
)
_WORDS = {True: "yes", False: "no", None: ""}


def goal_rows(run: Run) -> list[list[str]]:
    """Return each goal with what a run found, and whether it is met.

    Args:
        run: by section; goals of what was not measured are left out.
    """
    rows = [["goal", "against", "wanted", "found", "met"]]
    for goal in GOALS:
        found = goal.found(run)
        if found is not None:
            met = _WORDS[goal.is_met(found)]
            rows.append([goal.title, _PEERS[goal.other], goal.wanted, str(found), met])
    return rows
