"""Start a model from the values of another, with variables renamed and vocabularies changed."""

import difflib
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from deepkit import initializers
from deepkit.errors import ShapeError, one_of, whole
from deepkit.typing import Tensor

Arrays = Mapping[str, np.ndarray]
Vocabulary = str | os.PathLike[str] | Sequence[object]


@dataclass(frozen=True)
class VocabInfo:
    """Say how the rows of a variable follow from a vocabulary that has changed.

    Args:
        new_vocab: the words of the new model: a list, or a file of one word a line.
        new_vocab_size: how many of them count; all if None or -1.
        num_oov_buckets: rows after those of the words, for words that are in no vocabulary.
        old_vocab: the words of the old model.
        old_vocab_size: how many of them count; all if None or -1.
        backup_initializer: gives the rows of new words and of the buckets their values: an
            initializer, its name, or a function of a shape and a dtype; zeros if None.
        axis: 0 if words are rows, as in an embedding; 1 if they are columns, as in an output layer.

    Raises:
        ValueError: if a number is out of range.

    Example:
        >>> from deepkit.estimators import VocabInfo
        >>> VocabInfo(["red", "blue"], 2, 0, old_vocab=["blue"]).axis
        0
    """

    new_vocab: Vocabulary
    new_vocab_size: int | None
    num_oov_buckets: int
    old_vocab: Vocabulary
    old_vocab_size: int | None = -1
    backup_initializer: Tensor = None
    axis: int = 0

    def __post_init__(self) -> None:
        whole(num_oov_buckets=self.num_oov_buckets, at_least=0)
        one_of((0, 1), axis=self.axis)
        for name in ("new_vocab_size", "old_vocab_size"):
            size = getattr(self, name)
            if size not in (None, -1):
                whole(**{name: size})


@dataclass(frozen=True)
class WarmStartSettings:
    """Say which values of an earlier model a new one starts from.

    Args:
        ckpt_to_initialize_from: a checkpoint, or a model directory with some; arrays by name, or
            an `.npz` file of them.
        vars_to_warm_start: a regex for the names of trainable variables; a list of regexes for
            those of all variables; None for only those of `var_name_to_vocab_info`.
        var_name_to_vocab_info: the `VocabInfo` of variables whose vocabulary has changed.
        var_name_to_prev_var_name: what variables were called in the earlier model, by their name
            now.

    Example:
        >>> from deepkit.estimators import WarmStartSettings
        >>> WarmStartSettings("earlier_model", vars_to_warm_start=".*embedding").vars_to_warm_start
        '.*embedding'
    """

    ckpt_to_initialize_from: str | os.PathLike[str] | Arrays
    vars_to_warm_start: str | Sequence[str] | None = ".*"
    var_name_to_vocab_info: Mapping[str, VocabInfo] = field(default_factory=dict)
    var_name_to_prev_var_name: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("var_name_to_vocab_info", "var_name_to_prev_var_name"):
            object.__setattr__(self, name, dict(getattr(self, name) or {}))


def warm_started(
    new_values: Arrays,
    old_values: Arrays,
    settings: WarmStartSettings,
    *,
    trainable: Collection[str] | None = None,
) -> dict[str, np.ndarray]:
    """Return the values of a new model with those put in that it starts from.

    Args:
        new_values: the first values of all variables of the new model, by name.
        old_values: the values of the earlier model, by name.
        settings: which to take.
        trainable: the names of the variables that are trained; all if None.

    Raises:
        ValueError: if a name or a regex stands for no variable.
        ShapeError: if a variable has another shape in the earlier model.

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators import VocabInfo, WarmStartSettings
        >>> from deepkit.estimators._warm_start import warm_started
        >>> vocabulary = VocabInfo(["red", "green", "blue"], 3, 0, old_vocab=["blue", "red"])
        >>> settings = WarmStartSettings("", var_name_to_vocab_info={"color": vocabulary})
        >>> new, old = {"color": np.zeros((3, 1))}, {"color": np.array([[1.0], [2.0]])}
        >>> warm_started(new, old, settings)["color"].tolist()
        [[2.0], [0.0], [1.0]]
    """
    _check_known(settings, new_values)
    renamed, vocabularies = settings.var_name_to_prev_var_name, settings.var_name_to_vocab_info
    values = dict(new_values)
    for name in _chosen(settings, new_values, new_values if trainable is None else trainable):
        old = _old_value(renamed.get(name, name), old_values, name)
        info = vocabularies.get(name)
        old = old if info is None else _remapped(name, old, new_values[name], info)
        if old.shape != new_values[name].shape:
            raise ShapeError(
                f"Variable {name!r} has the shape {new_values[name].shape}, and {old.shape} in the "
                "earlier model. Leave it out by `vars_to_warm_start`, or give its `VocabInfo` if "
                "a vocabulary has changed."
            )
        values[name] = old.astype(new_values[name].dtype)
    return values


def _chosen(
    settings: WarmStartSettings, new_values: Arrays, trainable: Collection[str]
) -> list[str]:
    """Return the names of the variables to put values in."""
    wanted, explicit = settings.vars_to_warm_start, settings.var_name_to_vocab_info
    regexes = [wanted] if isinstance(wanted, str) else list(wanted or ())
    among = [n for n in new_values if n in trainable] if isinstance(wanted, str) else [*new_values]
    for regex in regexes:
        if not any(re.match(regex, name) for name in among):
            raise ValueError(
                f"`vars_to_warm_start` {regex!r} matches no variable. There are: {among}."
            )
    matched = {name for name in among if any(re.match(regex, name) for regex in regexes)}
    return [name for name in new_values if name in matched or name in explicit]


def _check_known(settings: WarmStartSettings, new_values: Arrays) -> None:
    for option in ("var_name_to_vocab_info", "var_name_to_prev_var_name"):
        for name in getattr(settings, option):
            if name not in new_values:
                raise ValueError(
                    f"`{option}` names {name!r}, and the new model has no such variable."
                    f"{_near(name, new_values)}"
                )


def _old_value(old_name: str, old_values: Arrays, name: str) -> np.ndarray:
    if old_name not in old_values:
        called = "" if old_name == name else f", called {old_name!r} there,"
        raise ValueError(
            f"Variable {name!r}{called} is not in the earlier model.{_near(old_name, old_values)} "
            "Say in `var_name_to_prev_var_name` what it was called, or leave it out by "
            "`vars_to_warm_start`."
        )
    return np.asarray(old_values[old_name])


def _near(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    return f" Did you mean {near[0]!r}?" if near else f" There are: {sorted(names)}."


def _remapped(name: str, old: np.ndarray, new: np.ndarray, info: VocabInfo) -> np.ndarray:
    """Return the rows of an earlier variable in the order of the new vocabulary."""
    new_words = _words(info.new_vocab, info.new_vocab_size, "new_vocab_size")
    places = {word: i for i, word in enumerate(_words(info.old_vocab, info.old_vocab_size))}
    size = len(new_words) + info.num_oov_buckets
    for what, shape, words in (("new", new.shape, size), ("earlier", old.shape, len(places))):
        found = shape[info.axis] if info.axis < len(shape) else 0
        if found < words or (what == "new" and found > words):
            raise ShapeError(
                f"Variable {name!r} has the shape {shape} in the {what} model, and its vocabulary "
                f"{words} words, buckets included, for axis {info.axis}."
            )
    kept = [(to, places[word]) for to, word in enumerate(new_words) if word in places]
    to, of = np.array(kept, int).reshape(-1, 2).T
    shape = [*old.shape]
    shape[info.axis] = size
    values = np.moveaxis(_backup(info.backup_initializer)(tuple(shape), new.dtype), info.axis, 0)
    values[to] = np.moveaxis(old, info.axis, 0)[of]
    return np.moveaxis(values, 0, info.axis)


def _words(vocabulary: Vocabulary, size: int | None, name: str = "old_vocab_size") -> list[str]:
    """Return the words of a list or a file that count."""
    if isinstance(vocabulary, str | os.PathLike):
        words = Path(vocabulary).read_text(encoding="utf-8").splitlines()
    else:
        words = [str(word) for word in vocabulary]
    if size is None or size == -1:
        return words
    if size > len(words):
        raise ValueError(f"`{name}` must be at most {len(words)}, the number of words, got {size}.")
    return words[:size]


def _backup(given: Tensor) -> Callable[[tuple[int, ...], Tensor], np.ndarray]:
    """Return what makes the values of rows that the earlier model has not."""
    if given is None:
        return np.zeros
    make = initializers.get(given) if isinstance(given, str | dict) else given
    return lambda shape, dtype: np.array(make(shape, str(np.dtype(dtype))))
