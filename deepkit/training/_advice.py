"""What the time of `fit` says about saving some."""

from collections.abc import Mapping
from typing import Any

from deepkit.callbacks import CallbackList, FitProfile
from deepkit.data import ArraySource, Source

# Shares of an epoch from which something is worth a word, and how many words.
_MUCH, _MOST, _SENTENCES = 0.2, 0.8, 2

# Seconds of an epoch below which nothing in it is worth a word but compiling.
_SHORT = 0.02

# Seconds of a step below which calling it takes about as long as computing it.
_SMALL_STEP = 1e-3

_TAKES = {
    "compile": "Compiling takes",
    "device": "The device takes",
    "data": "Making batches takes",
    "transfer": "Moving batches to the device takes",
    "callbacks": "Callbacks take",
    "validation": "Validation takes",
    "Python": "Python around the steps takes",
}


def advice_on(
    profile: FitProfile, model: Any, source: Source, callbacks: CallbackList
) -> list[str]:
    """Return at most two sentences: what took longest, and what helps.

    Args:
        profile: what was counted.
        model: the model.
        source: what it was trained on.
        callbacks: that took part.
    """
    whole = sum(profile.steady.values())
    shares = {kind: spent / whole for kind, spent in profile.steady.items() if spent}
    found: list[str] = []
    if whole >= _SHORT and _are_steps_small(profile, model):
        found.append(_on_small_steps(source, callbacks))
    cures = _cures(profile, model, source)
    for kind in sorted(shares, key=lambda kind: -shares[kind]):
        # A word on small steps speaks of Python too, and the device then waits rather than works.
        if (kind in ("device", "Python") and found) or (whole < _SHORT and kind != "compile"):
            continue
        if shares[kind] >= (_MOST if kind == "device" else _MUCH):
            found.append(f"{_TAKES[kind]} {shares[kind]:.0%} of an epoch: {cures[kind]}.")
    return found[:_SENTENCES]


def _are_steps_small(profile: FitProfile, model: Any) -> bool:
    """Tell whether each step was a call of its own that took hardly longer than calling."""
    own = sum(profile.steady[kind] for kind in ("device", "transfer", "Python"))
    alone = profile.calls == profile.steps > 1
    return alone and not model.run_eagerly and own / profile.steps < _SMALL_STEP


def _on_small_steps(source: Source, callbacks: CallbackList) -> str:
    said = "Each step was a call of its own, and so small that calling takes much of it: "
    if watching := callbacks.watching_each("train"):
        names = ", ".join(f"`{type(each).__name__}`" for each in watching)
        return (
            f"{said}{names} is shown every batch. Use hooks of epochs, or set `async_safe = True` "
            "in the class if its hooks may come late."
        )
    if not isinstance(source, ArraySource):
        return f"{said}pass arrays if they fit in memory, or compile with `steps_per_execution=16`."
    return f"{said}larger batches put more into a call."


def _cures(profile: FitProfile, model: Any, source: Source) -> Mapping[str, str]:
    return {
        "compile": _on_compiling(profile),
        "device": "larger batches, a smaller model or a mixed precision policy remain",
        "data": _on_data(source),
        "transfer": "send smaller numbers, such as uint8 images, and scale them in the model",
        "callbacks": _on_callbacks(profile),
        "validation": "validate less often with `validation_freq`, or in larger batches with "
        "`validation_batch_size`",
        "Python": "`run_eagerly=True` runs each step as Python; compile without it"
        if model.run_eagerly
        else "epochs are short; more steps in an epoch, or fewer callbacks, make it less",
    }


def _on_compiling(profile: FitProfile) -> str:
    if profile.late_programs:
        return (
            "programs were needed after the first epoch too, for batches of another shape, for "
            "validation that began later, or because a callback changed the model"
        )
    return "it is done once; later epochs, and further calls of `fit`, do without"


def _on_callbacks(profile: FitProfile) -> str:
    if not profile.callbacks:
        return "let them act less often"
    name, seconds = max(profile.callbacks.items(), key=lambda item: item[1])
    share = seconds / (sum(profile.callbacks.values()) or 1.0)
    return f"`{name}` has {share:.0%} of it; let it act less often"


def _on_data(source: Source) -> str:
    if isinstance(source, ArraySource):
        return "larger batches make fewer of them"
    return (
        "pass arrays if they fit in memory, or let a `PyDataset` with `workers` make batches "
        "beside the training"
    )
