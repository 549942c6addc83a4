"""The first weights of an estimator, taken from one that was trained before."""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from deepkit.errors import SavingError
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._model_state import named_arrays, read_checkpoint
from deepkit.estimators._saved_model import SavedModel
from deepkit.estimators._variable_names import named_variables, tensorflow_name
from deepkit.estimators._warm_start import VocabInfo, WarmStartSettings, warm_started
from deepkit.estimators.heads import (
    Head,
    MultiHead,
    RegressionHead,
    SequentialHead,
    deserialize,
)
from deepkit.feature_column import (
    BucketizedColumn,
    EmbeddingColumn,
    Encoder,
    FeatureColumn,
    NumericColumn,
    VocabularyColumn,
)

Arrays = dict[str, np.ndarray]
Words = dict[str, list[str]]


class FirstWeights:
    """What a new model takes over from an earlier one, under TensorFlow's names.

    Rows of categories that both know go to their places in the new vocabulary; those of new ones
    keep their first values. Numbers are scaled, and cut into buckets, as they were for the earlier
    model, and so are targets: its weights mean nothing else. Steps are counted from 0.

    Args:
        source: a checkpoint, a folder of checkpoints, an export, an estimator that was trained,
            arrays by TensorFlow's names or an `.npz` file of them, or `WarmStartSettings` that
            name one of these; None for nothing.

    Raises:
        SavingError: if there is nothing of the kind.
        TypeError: if the source is something else.
    """

    def __init__(self, source: Any) -> None:
        self._settings, self._earlier = None, None
        if source is not None:
            given = isinstance(source, WarmStartSettings)
            self._settings = source if given else WarmStartSettings(source)
            self._earlier = earlier(self._settings.ckpt_to_initialize_from)

    @property
    def _regexes(self) -> list[str]:
        wanted = None if self._settings is None else self._settings.vars_to_warm_start
        return [wanted] if isinstance(wanted, str) else list(wanted or ())

    def head(self, head: Any) -> Any:
        """Return a head that has the scale of the earlier one, unless it was told its own.

        Args:
            head: has not learned from labels yet.
        """
        if self._earlier is None or self._earlier.head is None or not self._regexes:
            return head
        return scaled_as(head, self._earlier.head)

    def columns(self, columns: Iterable[FeatureColumn]) -> tuple[FeatureColumn, ...]:
        """Return columns with the scales and boundaries of the earlier ones of their names.

        Args:
            columns: columns, with something still to learn.
        """
        encoder = None if self._earlier is None else self._earlier.encoder
        if encoder is None or not self._regexes:
            return tuple(columns)
        return tuple(cut_as(column, encoder) for column in columns)

    def give(self, fitted: Fitted) -> None:
        """Give a new model the values.

        Args:
            fitted: has the new model.

        Raises:
            ShapeError: if a variable has another shape there.
            ValueError: if a variable is not there, or classes would be mixed up.
        """
        settings, before = self._settings, self._earlier
        if settings is None or before is None:
            return
        variables = named_variables(fitted.model)
        values = {name: variable.numpy() for name, variable in variables.items()}
        trainable = {name for name, variable in variables.items() if variable.trainable}
        told = set(settings.var_name_to_vocab_info)
        chosen = {name for name in values if any(re.match(regex, name) for regex in self._regexes)}
        if before.head is not None:
            _check_classes(fitted.head, before.head, chosen - told)
        if before.encoder is not None:
            words, old_words = vocabularies(fitted.encoder), vocabularies(before.encoder)
            settings = with_vocabularies(settings, values, words, old_words)
        found = warm_started(values, before.values, settings, trainable=trainable)
        for name, value in found.items():
            variables[name].assign(value)


class Earlier(NamedTuple):
    """What is known of an earlier model.

    Args:
        values: under TensorFlow's names.
        encoder: its columns; None if unknown.
        head: its head; None if unknown.
    """

    values: Arrays
    encoder: Encoder | None = None
    head: Head | None = None


def earlier(source: Any) -> Earlier:
    """Return what is known of an earlier model.

    Args:
        source: a checkpoint, a folder of checkpoints, an export, an estimator, arrays by
            TensorFlow's names, or an `.npz` file of them.

    Raises:
        SavingError: if there is none.
        TypeError: if the source is something else.
    """
    if hasattr(source, "encoder_"):
        return Earlier(_values_of(source.model_), source.encoder_, source.head_)
    if isinstance(source, Mapping):
        return Earlier({name: np.asarray(array) for name, array in source.items()})
    if not isinstance(source, str | os.PathLike):
        raise TypeError(
            "`warm_start_from` must be the path of a checkpoint or of a model directory, an "
            f"estimator, arrays by name, or WarmStartSettings, got {type(source).__name__}."
        )
    path = Path(source)
    if path.suffix == ".npz" and path.is_file():
        return Earlier(_arrays_of(path))
    if (path / "deepkit.json").is_file():
        return _of_export(path)
    if not (path / "estimator.json").is_file():
        latest = Checkpoints(path).latest()
        if latest is None:
            raise SavingError(
                f"`warm_start_from` must hold a checkpoint, and {str(path)!r} does not."
            )
        path = latest
    told, arrays = read_checkpoint(path)
    values = {tensorflow_name(name): array for name, array in named_arrays(arrays).items()}
    return Earlier(values, Encoder.from_config(told["encoder"]), deserialize(told["head"]))


def _of_export(path: Path) -> Earlier:
    fitted = SavedModel(path).fitted
    if fitted is None:
        raise SavingError(
            f"The weights in {os.fspath(path)!r} are rounded: start from an export without "
            "`quantize`, or from a checkpoint."
        )
    return Earlier(_values_of(fitted.model), fitted.encoder, fitted.head)


def _arrays_of(path: Path) -> Arrays:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise SavingError(f"The arrays in {str(path)!r} cannot be read: {error}") from error


def _values_of(model: Any) -> Arrays:
    return {name: variable.numpy() for name, variable in named_variables(model).items()}


# --- scales ---------------------------------------------------------------------------------------


def cut_as(column: FeatureColumn, encoder: Encoder) -> FeatureColumn:
    """Return a column whose numbers are scaled, and cut into buckets, as those of an encoder.

    Args:
        column: any column; what it tells itself stays.
        encoder: has learned.
    """
    if isinstance(column, NumericColumn | BucketizedColumn):
        try:
            twin = encoder.resolved(column)
        except ValueError:  # it is new
            return column
        return twin if column.became(twin) else column
    return column.with_parents(lambda parent: cut_as(parent, encoder))


def scaled_as(head: Any, old: Any) -> Any:
    """Return a head with the scale that another has learned, where it would learn one itself.

    Args:
        head: any head.
        old: has learned.
    """
    if isinstance(head, MultiHead) and isinstance(old, MultiHead):
        known = dict(zip(old.names, old.heads, strict=True))
        heads = [scaled_as(one, known.get(str(one.name))) for one in head.heads]
        return MultiHead(heads, head.head_weights)
    if isinstance(head, SequentialHead):
        own = scaled_as(head.inner, getattr(old, "inner", None))
        return SequentialHead(own, head.sequence_mask)
    if not isinstance(head, RegressionHead) or not isinstance(old, RegressionHead):
        return head
    same = head.label_dimension == old.label_dimension
    if head.standardize is not True or not isinstance(old.standardize, tuple) or not same:
        return head
    return type(head).from_config({**head.get_config(), "standardize": old.standardize})


# --- classes and vocabularies ---------------------------------------------------------------------


def _check_classes(head: Head, old: Head, names: Collection[str]) -> None:
    """Refuse weights of other classes, of which there are as many by chance."""
    new_classes, old_classes = (getattr(one.inner, "classes_", None) for one in (head, old))
    if new_classes is None or old_classes is None:
        return
    alike = [str(label) for label in new_classes] == [str(label) for label in old_classes]
    ends = [n for n in names if re.match(r"linear/|dnn/logits/|logits/|baseline/", n)]
    if not alike and len(new_classes) == len(old_classes) and ends:
        raise ValueError(
            f"The classes are {new_classes.tolist()}, and in the earlier model "
            f"{old_classes.tolist()}: {ends[0]!r} would mix them up. Give the same "
            "`label_vocabulary`, or leave such variables out by `vars_to_warm_start`."
        )


def with_vocabularies(
    settings: WarmStartSettings, values: Arrays, words: Words, old_words: Words
) -> WarmStartSettings:
    """Return settings that also say how rows follow from vocabularies which have changed.

    Args:
        settings: what the user said.
        values: the first values of the new variables.
        words: what the rows of new variables stand for.
        old_words: the same of the earlier ones.
    """
    wanted, infos = settings.vars_to_warm_start, dict(settings.var_name_to_vocab_info)
    regexes = [wanted] if isinstance(wanted, str) else list(wanted or ())
    for name in words.keys() & values.keys() - infos.keys():
        old = old_words.get(settings.var_name_to_prev_var_name.get(name, name))
        if old is None or old == words[name]:
            continue
        if any(re.match(regex, name) for regex in regexes):
            first = values[name]
            infos[name] = VocabInfo(
                words[name],
                None,
                0,
                old,
                backup_initializer=lambda shape, dtype, first=first: np.array(first, dtype),
            )
    return replace(settings, var_name_to_vocab_info=infos)


def vocabularies(encoder: Encoder) -> Words:
    """Return what the rows of variables stand for, by TensorFlow's names of the variables.

    Rows that stand for no word, such as that of missing values, have names that no word has.

    Args:
        encoder: the columns.
    """
    found: Words = {}
    for column in encoder.columns:
        source: Any = column
        while not isinstance(source, VocabularyColumn) and hasattr(source, "categorical_column"):
            source = source.categorical_column
        if isinstance(source, VocabularyColumn):
            found[_variable_of(column)] = _rows_of(source)
    return found


def _variable_of(column: FeatureColumn) -> str:
    if isinstance(column, EmbeddingColumn):
        return tensorflow_name(f"{column.table_name}/embeddings")
    return tensorflow_name(f"linear_{column.name}/embeddings")


def _rows_of(column: VocabularyColumn) -> list[str]:
    words = [str(word) for word in column.vocabulary or ()]
    policy = f"\0{column.num_oov_buckets} {column.unseen} {column.missing} "
    return [*words, *(f"{policy}{i}" for i in range(column.num_buckets - len(words)))]
