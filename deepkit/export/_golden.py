"""Inputs whose outputs are known: what an exported model is compared with ever after."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deepkit.errors import DataError, SavingError
from deepkit.export._agreement import difference, disagreement, rounding, tolerance
from deepkit.export._calls import Arguments
from deepkit.export._endpoint import Endpoint
from deepkit.export._made_up import made_up, of_rows
from deepkit.export._manifest import TensorSpec
from deepkit.export._traced import Traced

ROWS = 3
"""How many rows are kept."""

_COMPARED = (1, ROWS, 17)
_USUAL = 127  # few models have this number in them
_TRACED = (2, 8, 16, 32, 64, 100, 128, 256)
_NUMBER = re.compile(r"([0-9]+)")
_HALF = re.compile(r"\bb?f16\[")  # arrays of half precision, as JAX writes them


def examples_for(endpoint: Endpoint, given: Any) -> list[np.ndarray]:
    """Return inputs for an endpoint: rows of the user's, or random numbers.

    Args:
        endpoint: what is exported.
        given: arrays as the signature takes them; made up if None.

    Raises:
        DataError: if they do not fit.
    """
    if given is not None:
        args = list(given) if isinstance(given, list | tuple) else [given]
        arrays = Arguments(endpoint.inputs).arrays(args, {})
        if not all(len(array) for array in arrays if array.ndim):
            raise DataError("`examples` must have one row at least, got none.")
        return arrays
    generator = np.random.default_rng(0)
    return [made_up(spec, ROWS, generator) for spec in endpoint.inputs]


def golden_rows(inputs: Sequence[np.ndarray], specs: Sequence[TensorSpec]) -> list[np.ndarray]:
    """Return so many rows as are kept.

    Args:
        inputs: of any number of rows, one at least.
        specs: what they are.
    """
    return [of_rows(array, ROWS, spec) for array, spec in zip(inputs, specs, strict=True)]


def rounding_of(traced: Traced) -> float:
    """Return the difference that rounding may make, for the dtypes computed in, and the device.

    Args:
        traced: what is exported.
    """
    return rounding(in_half=bool(_HALF.search(traced.at(ROWS).written())))


def check_batches(
    traced: Traced, run: Any, inputs: Sequence[np.ndarray], allowed: float = 0.0
) -> None:
    """Compare the program with what Python computes for batches of different sizes.

    One of them is that of all examples. Where what Python computes for another number of rows looks
    different, it is compared too.

    Args:
        traced: what was exported.
        run: runs the program.
        inputs: golden ones.
        allowed: the difference that rounding may make.

    Raises:
        SavingError: if they differ.
    """
    specs = traced.endpoint.inputs
    if not any(spec.shape[:1] == (None,) for spec in specs):
        sizes: list[int] = [0]  # all rows, for no input has an open number
    else:
        usual = _NUMBER.split(traced.at(_USUAL).written())
        odd = [rows for rows in _TRACED if not _alike(traced.at(rows).written(), rows, usual)]
        pairs = zip(inputs, specs, strict=True)
        given = [len(array) for array, spec in pairs if spec.shape[:1] == (None,)]
        sizes = list(dict.fromkeys([*_COMPARED, *odd, *given]))
    for rows in sizes:
        batch = [of_rows(a, rows, s) for a, s in zip(inputs, specs, strict=True)]
        _compare(traced, run, batch, rows, allowed)


def _alike(written: str, rows: int, usual: list[str]) -> bool:
    """Tell whether a program is the usual one but for the number of rows, and multiples of it."""
    found = _NUMBER.split(written)
    return len(found) == len(usual) and all(
        one == other or (place % 2 == 1 and int(one) * _USUAL == int(other) * rows)
        for place, (one, other) in enumerate(zip(found, usual, strict=True))
    )


def _compare(
    traced: Traced, run: Any, batch: Sequence[np.ndarray], rows: int, allowed: float
) -> None:
    names = [spec.name for spec in traced.outputs]
    expected = dict(zip(names, traced.compute(batch), strict=True))
    found = [np.asarray(array) for array in run(*batch)]
    fault = disagreement(names, found, expected, allowed=allowed)
    if fault is not None:
        raise SavingError(
            f"The exported program is not the model: for {rows or 'all'} rows, {fault}. A branch "
            "in Python on the number of rows, such as `if x.shape[0] == 1`, is decided once, when "
            "the program is traced for batches of any size. Decide with `ops.where` or "
            "`ops.cond`, or give `input_signature` with a fixed batch size."
        )


def accuracy_lost(
    names: Sequence[str],
    found: Sequence[np.ndarray],
    exact: Sequence[np.ndarray],
    targets: Any = None,
) -> dict[str, dict[str, float]]:
    """Return how far outputs are off, by name: for people to judge a form of weights.

    Args:
        names: of the outputs.
        found: with the weights in that form.
        exact: with the weights as they are.
        targets: what they should be: a dict by output, a list of one for each of several outputs
            (None for those without), or an array for the first. Whole numbers of classes, one-hot
            rows, 0 and 1 for probabilities, or numbers.

    Raises:
        DataError: if targets do not fit.
    """
    wanted = _by_output(names, targets)
    report: dict[str, dict[str, float]] = {}
    for name, one, other in zip(names, found, exact, strict=True):
        with np.errstate(invalid="ignore", over="ignore"):
            told = _lost(name, one, other, _numbers(name, wanted.get(name)))
        # No file of ours holds what is not finite, as where an output is the logarithm of 0.
        report[name] = {measure: value for measure, value in told.items() if np.isfinite(value)}
    return report


def _by_output(names: Sequence[str], targets: Any) -> Mapping[str, Any]:
    """Return targets by the names of outputs."""
    if isinstance(targets, Mapping):
        if unknown := [name for name in targets if name not in names]:
            raise DataError(f"`targets` has {unknown[0]!r}, but the outputs are {list(names)}.")
        return targets
    if len(names) == 1 or targets is None or hasattr(targets, "shape"):
        return {names[0]: targets}
    if not isinstance(targets, list | tuple) or len(targets) != len(names):
        got = f"{len(targets)} of them" if isinstance(targets, list | tuple) else repr(targets)
        raise DataError(
            "`targets` must be a dict by output, or a list of one for each of the outputs "
            f"{list(names)}, got {got:.80}."
        )
    return dict(zip(names, targets, strict=True))


def _numbers(name: str, targets: Any) -> np.ndarray | None:
    if targets is None:
        return None
    try:
        array = np.asarray(targets)
    except ValueError:  # rows of different lengths
        array = np.empty(0, object)
    if array.dtype.kind not in "biuf":
        raise DataError(f"`targets` of output {name!r} must be an array of numbers.")
    return array


def _lost(
    name: str, found: np.ndarray, exact: np.ndarray, targets: np.ndarray | None
) -> dict[str, float]:
    if exact.dtype.kind != "f" and tolerance(exact.dtype) == 0.0:
        told = {"equal": float(np.mean(found == exact))}
        return told if targets is None else {**told, **_hits(name, found, exact, targets)}
    told = {"largest_difference": difference(found, exact)}
    told["mean_difference"] = float(np.abs(found.astype(float) - exact.astype(float)).mean())
    if found.ndim > 1 and found.shape[-1] > 1:
        told["same_first_choice"] = float(np.mean(found.argmax(-1) == exact.argmax(-1)))
    return told if targets is None else {**told, **_judged(name, found, exact, targets)}


def _hits(
    name: str, found: np.ndarray, exact: np.ndarray, targets: np.ndarray
) -> Mapping[str, float]:
    shaped = _shaped(name, targets, exact)
    before, after = (float(np.mean(one == shaped)) for one in (exact, found))
    return {"accuracy_before": before, "accuracy": after}


def _shaped(name: str, targets: np.ndarray, exact: np.ndarray) -> np.ndarray:
    if _bare(targets.shape) != _bare(exact.shape):
        raise DataError(
            f"`targets` must be what output {name!r} should be, of shape {list(exact.shape)}, got "
            f"{list(targets.shape)}."
        )
    return targets.reshape(exact.shape)


def _bare(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape without a last axis of one number."""
    return shape[:-1] if shape[1:] and shape[-1] == 1 else shape


def _judged(
    name: str, found: np.ndarray, exact: np.ndarray, targets: np.ndarray
) -> Mapping[str, float]:
    if found.ndim > 1 and found.shape[-1] > 1:
        targets = _choices(targets, found.shape)
        if targets.shape == found.shape[:-1]:
            _check_classes(name, targets, found.shape[-1])
            before, after = (float(np.mean(o.argmax(-1) == targets)) for o in (exact, found))
            return {"accuracy_before": before, "accuracy": after}
    shaped = _shaped(name, targets, exact)
    if _are_truths(shaped) and exact.min(initial=0) >= 0 and exact.max(initial=0) <= 1:
        before, after = (float(np.mean((o > 0.5) == (shaped > 0.5))) for o in (exact, found))
        return {"accuracy_before": before, "accuracy": after}
    before, after = (float(np.sqrt(np.mean((o - shaped) ** 2))) for o in (exact, found))
    return {"root_mean_squared_error_before": before, "root_mean_squared_error": after}


def _check_classes(name: str, targets: np.ndarray, count: int) -> None:
    strange = targets[~np.isin(targets, np.arange(count))]
    if strange.size:
        raise DataError(
            f"`targets` of output {name!r} must be numbers of its {count} classes, 0 to "
            f"{count - 1}, got {strange[0]}."
        )


def _choices(targets: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return the numbers of classes, if targets are such numbers or one-hot rows."""
    if targets.shape == (*shape[:-1], 1):
        return targets[..., 0]
    if targets.shape == shape and _are_truths(targets) and (targets.sum(-1) == 1).all():
        return targets.argmax(-1)
    return targets


def _are_truths(targets: np.ndarray) -> bool:
    return bool(np.isin(targets, (0, 1)).all())
