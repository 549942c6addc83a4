"""Going on from a checkpoint with the parameters that an estimator has now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from deepkit.errors import DataError, SavingError
from deepkit.estimators._fitted import Parts
from deepkit.estimators.heads import Head, MultiHead, serialize
from deepkit.feature_column import Encoder, FeatureColumn
from deepkit.typing import Config

# What heads learn from labels; all else about them is what the estimator says now.
_LEARNED = ("label_vocabulary", "n_classes", "standardize")

# Parameters that say how to run, and nothing about the model or its optimizer.
_OF_RUNS = frozenset(
    (
        "batch_size",
        "config",
        "early_stopping",
        "epochs",
        "model_dir",
        "random_state",
        "steps",
        "validation_fraction",
        "verbose",
        "warm_start",
        "warm_start_from",
    )
)


def of_model(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that say what the model and its optimizer are.

    Args:
        params: all parameters of an estimator.
    """
    return {name: value for name, value in params.items() if name not in _OF_RUNS}


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether parameters differ.

    Args:
        before: by name.
        now: of the same names.
    """
    return not all(_same(before[name], value) for name, value in now.items())


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    try:
        return type(one) is type(other) and bool(one == other)
    except (TypeError, ValueError):  # arrays
        return False


# --- columns --------------------------------------------------------------------------------------


def check_columns(
    declared: Mapping[str, Sequence[FeatureColumn] | None], parts: Parts, encoder: Encoder
) -> None:
    """Refuse columns other than those that the estimator has now.

    Args:
        declared: the columns of each part of the model, None for those that were inferred.
        parts: the names of the columns of each part of the model that was trained.
        encoder: knows these columns.

    Raises:
        SavingError: if they differ; the message lists the differences.
    """
    known = {column.name: column for column in encoder.columns}
    lines: list[str] = []
    for part in dict.fromkeys((*parts, *declared)):
        told, names = declared.get(part, ()), parts.get(part, ())
        if told is None and part in parts:
            continue
        if told is None:
            lines.append(f"  + {part}: only in the model")
        was = {name: known[name] for name in names}
        lines += _differences(f"{part}/", was, {column.name: column for column in told or ()})
    if lines:
        raise SavingError(
            "The checkpoint is of another architecture. Its columns differ from the model's:\n"
            + "\n".join(sorted(lines))
            + "\nGive the estimator the arguments that it was trained with, or another `model_dir`."
        )


def _differences(
    prefix: str, was: Mapping[str, FeatureColumn], now: Mapping[str, FeatureColumn]
) -> list[str]:
    lines = [f"  - {prefix}{name}: only in the checkpoint" for name in was.keys() - now.keys()]
    lines += [f"  + {prefix}{name}: only in the model" for name in now.keys() - was.keys()]
    lines += [
        f"  * {prefix}{name}: {was[name]!r} in the checkpoint, {now[name]!r} in the model"
        for name in was.keys() & now.keys()
        if not now[name].became(was[name])
    ]
    return lines


def config_without_code(encoder: Encoder) -> Config:
    """Return the config of an encoder; where its columns hold functions, there is nothing.

    Args:
        encoder: any encoder.
    """
    return Encoder(tuple(map(without_code, encoder.columns))).get_config()


def without_code(column: FeatureColumn) -> FeatureColumn:
    """Return a column without functions, which no file can hold.

    Args:
        column: any column.
    """
    twin = column.with_parents(without_code)
    return replace(twin, **dict.fromkeys(_code_of(twin)))


def names_with_code(encoder: Encoder) -> list[str]:
    """Return the names of the columns that hold functions.

    Args:
        encoder: any encoder.
    """
    return [column.name for column in encoder.columns if without_code(column) != column]


def encoder_again(
    config: Config, code: Sequence[str], declared: Mapping[str, Sequence[FeatureColumn] | None]
) -> Encoder:
    """Return an encoder of a config without functions; they come from the declared columns.

    Args:
        config: what `config_without_code` returned.
        code: the names of the columns that held functions.
        declared: the columns of each part of the model, None for those that were inferred.

    Raises:
        SavingError: if a column that held one is not declared.
    """
    named = {column.name: column for group in declared.values() for column in group or ()}
    for name in code:
        if name not in named:
            raise SavingError(
                f"Column {name!r} was declared with a function, which no checkpoint can hold. "
                "Declare it again."
            )
    stored = Encoder.from_config(config).columns
    return Encoder(tuple(with_code(column, named.get(column.name)) for column in stored))


def with_code(column: FeatureColumn, like: FeatureColumn | None) -> FeatureColumn:
    """Return a column with the functions of one that was declared.

    Args:
        column: without functions.
        like: the column that was declared under this name, None if there is none.
    """
    if like is None or type(like) is not type(column):
        return column
    of = dict(zip(column.parents, like.parents, strict=False))
    twin = column.with_parents(lambda parent: with_code(parent, of.get(parent)))
    return replace(twin, **_code_of(like))


def _code_of(column: FeatureColumn) -> dict[str, Callable[..., Any]]:
    values = {field.name: getattr(column, field.name) for field in fields(column)}
    return {name: value for name, value in values.items() if callable(value)}


# --- heads ----------------------------------------------------------------------------------------


def labels_like(record: Mapping[str, Any]) -> Any:
    """Return labels from which the head of a record could have been made.

    Args:
        record: of a head, as `serialize` returns it.
    """
    config = record["config"]
    if "head" in config:  # of the steps of sequences
        return np.fromiter([list(labels_like(config["head"]))], object)
    if "label_vocabulary" not in config:
        return np.zeros((1, config.get("label_dimension", 1)))
    words = config["label_vocabulary"]
    return np.arange(config.get("n_classes") or 2) if words is None else np.asarray(words)


def head_again(make: Callable[[Any], Head], record: Mapping[str, Any]) -> Head:
    """Return a head as the estimator says it now, with what was learned from labels before.

    Args:
        make: returns the head for labels.
        record: of the head that had learned, as `serialize` returns it.

    Raises:
        SavingError: if what was learned does not fit.
    """
    try:
        return _taught(make(labels_like(record)), record)
    except DataError as error:
        raise SavingError(f"The labels of the checkpoint are others. {error}") from error


def _taught(head: Head, record: Mapping[str, Any]) -> Head:
    now, was = serialize(head), record
    if now["class_name"] != was["class_name"]:
        raise SavingError(
            f"The checkpoint is of another architecture: it has a {was['class_name']}, and the "
            f"model a {now['class_name']}."
        )
    if isinstance(head, MultiHead):
        records = was["config"]["heads"]
        if [one["config"]["name"] for one in records] != head.names:
            raise SavingError("The heads of the checkpoint have other names.")
        heads = [_taught(one, each) for one, each in zip(head.heads, records, strict=True)]
        return MultiHead(heads, head.head_weights)
    learned: dict[str, Any] = {}
    if "head" in now["config"]:
        learned["head"] = _taught(head.get_config()["head"], was["config"]["head"])
    for name in now["config"].keys() & set(_LEARNED):
        given, known = now["config"][name], was["config"][name]
        if given is not None and given is not True and list_of(given) != list_of(known):
            raise SavingError(
                f"The checkpoint is of another architecture: it has `{name}` {known!r}, and the "
                f"model {given!r}."
            )
        learned[name] = known if given is None or given is True else given
    try:
        return type(head).from_config({**head.get_config(), **learned})
    except ValueError as error:
        raise SavingError(f"The checkpoint is of another architecture. {error}") from error


def list_of(value: Any) -> Any:
    """Return a sequence, and those in it, as lists, to be compared.

    Args:
        value: a plain value.
    """
    return [list_of(item) for item in value] if isinstance(value, list | tuple) else value
