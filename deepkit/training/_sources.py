"""The data of `fit`: one source to train on, one to validate on."""

from typing import Any

from deepkit.backend import draw_seed, floatx
from deepkit.data import (
    ArraySource,
    Source,
    check_targets,
    choose,
    train_validation_split,
    unpack_x_y_sample_weight,
)
from deepkit.errors import DataError, whole


def check_sizes(**sizes: int | None) -> None:
    """Refuse numbers of steps or rows that are none.

    Args:
        **sizes: numbers by the names that users know them by; None is fine.

    Raises:
        ValueError: if one is no whole number of at least 1.
    """
    for name, size in sizes.items():
        if size is not None:
            whole(**{name: size})


def plain_source(x: Any, y: Any = None, sample_weight: Any = None, **options: Any) -> Source:
    """Return a source that keeps the order of the rows.

    Args:
        x: inputs, or batches.
        y: targets.
        sample_weight: a weight for each sample.
        **options: `batch_size`, `steps`, `class_weight`.
    """
    return choose(x, y, sample_weight, shuffle=False, floatx=floatx(), **options)


def training_sources(
    x: Any,
    y: Any,
    sample_weight: Any,
    *,
    validation_split: float,
    validation_data: Any,
    validation_options: dict[str, Any],
    **options: Any,
) -> tuple[Source, Source | None]:
    """Return what to train on and what to validate on, if anything.

    Args:
        x: inputs, or batches.
        y: targets.
        sample_weight: a weight for each sample.
        validation_split: the share of the rows, the last ones, to validate on.
        validation_data: `(x, y)`, `(x, y, sample_weight)` or batches; it goes before the split.
        validation_options: `batch_size` and `steps` of the validation.
        **options: of `data.choose` for training.

    Raises:
        DataError: if the data cannot be used, or targets hold NaN.
    """
    if validation_split and validation_data is None:
        parts = train_validation_split((x, y, sample_weight), validation_split, floatx=floatx())
        (x, y, sample_weight), validation_data = parts
    source = choose(x, y, sample_weight, seed=draw_seed(), floatx=floatx(), **options)
    if isinstance(source, ArraySource):
        check_targets(source.arrays[1])
    return source, _validation_source(validation_data, validation_options)


def _validation_source(validation_data: Any, options: dict[str, Any]) -> Source | None:
    if validation_data is None:
        return None
    parts: Any = (validation_data,)
    if isinstance(validation_data, (tuple, list)):
        if not 2 <= len(validation_data) <= 3:
            raise DataError(
                "`validation_data` must be `(x, y)`, `(x, y, sample_weight)` or batches, got "
                f"{len(validation_data)} parts."
            )
        parts = unpack_x_y_sample_weight(tuple(validation_data))
    try:
        source = plain_source(*parts, **options)
    except DataError as error:
        error.add_note("in `validation_data`")
        raise
    if isinstance(source, ArraySource):
        check_targets(source.arrays[1], name="validation_data")
    return source
