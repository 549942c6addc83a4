"""The first weights of an estimator, taken from one that was trained before."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.errors import SavingError
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._fitted import Fitted
from deepkit.estimators._model_state import named_arrays, read_checkpoint
from deepkit.estimators._saved_model import SavedModel
from deepkit.estimators._variable_names import named_variables, tensorflow_name
from deepkit.estimators._warm_start import VocabInfo, WarmStartSettings, warm_started
from deepkit.feature_column import (
    EmbeddingColumn,
    Encoder,
    FeatureColumn,
    VocabularyColumn,
)

Arrays = dict[str, np.ndarray]
Words = dict[str, list[str]]


def take_first_weights(fitted: Fitted, source: Any) -> None:
    """Give a new model the values of an earlier one, under TensorFlow's names.

    Rows of categories that both know go to their places in the new vocabulary; those of new ones
    keep their first values. Steps are counted from 0.

    Args:
        fitted: has the new model.
        source: a checkpoint, a folder of checkpoints, an export, an estimator that was trained,
            arrays by TensorFlow's names or an `.npz` file of them, or `WarmStartSettings` that
            name one of these.

    Raises:
        SavingError: if there is nothing of the kind.
        ShapeError: if a variable has another shape there.
        TypeError: if the source is something else.
        ValueError: if a variable is not there.
    """
    settings = source if isinstance(source, WarmStartSettings) else WarmStartSettings(source)
    old_values, old_encoder = earlier(settings.ckpt_to_initialize_from)
    variables = named_variables(fitted.model)
    values = {name: variable.numpy() for name, variable in variables.items()}
    if old_encoder is not None:
        settings = with_vocabularies(
            settings, values, vocabularies(fitted.encoder), vocabularies(old_encoder)
        )
    trainable = {name for name, variable in variables.items() if variable.trainable}
    for name, value in warm_started(values, old_values, settings, trainable=trainable).items():
        variables[name].assign(value)


def earlier(source: Any) -> tuple[Arrays, Encoder | None]:
    """Return the values of an earlier model under TensorFlow's names, and its columns if known.

    Args:
        source: a checkpoint, a folder of checkpoints, an export, an estimator, arrays by
            TensorFlow's names, or an `.npz` file of them.

    Raises:
        SavingError: if there is none.
        TypeError: if the source is something else.
    """
    if hasattr(source, "encoder_"):
        return _values_of(source.model_), source.encoder_
    if isinstance(source, Mapping):
        return {name: np.asarray(array) for name, array in source.items()}, None
    if not isinstance(source, str | os.PathLike):
        raise TypeError(
            "`warm_start_from` must be the path of a checkpoint or of a model directory, an "
            f"estimator, arrays by name, or WarmStartSettings, got {type(source).__name__}."
        )
    path = Path(source)
    if path.suffix == ".npz" and path.is_file():
        return earlier(_arrays_of(path))
    if (path / "model.keras").is_file():
        served = SavedModel(path)._fitted
        return _values_of(served.model), served.encoder
    if not (path / "estimator.json").is_file():
        latest = Checkpoints(path).latest()
        if latest is None:
            raise SavingError(
                f"`warm_start_from` must hold a checkpoint, and {str(path)!r} does not."
            )
        path = latest
    told, arrays = read_checkpoint(path)
    values = {tensorflow_name(name): array for name, array in named_arrays(arrays).items()}
    return values, Encoder.from_config(told["encoder"])


def _arrays_of(path: Path) -> Arrays:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise SavingError(f"The arrays in {str(path)!r} cannot be read: {error}") from error


def _values_of(model: Any) -> Arrays:
    return {name: variable.numpy() for name, variable in named_variables(model).items()}


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
