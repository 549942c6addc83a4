"""The dense vector that columns make of encoded features, and linear functions of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from deepkit import layers
from deepkit.columns import (
    BucketizedColumn,
    CategoricalColumn,
    DenseColumn,
    FeatureColumn,
    NumericColumn,
    SequenceNumericColumn,
    WeightedCategoricalColumn,
    check_columns,
)
from deepkit.errors import one_of, whole
from deepkit.feature_column._embedding import COMBINERS, EmbeddingColumn, initializer_of
from deepkit.feature_column._encoder import Encoder
from deepkit.feature_column._indicator import IndicatorColumn
from deepkit.typing import Tensor

Features = Mapping[str, Tensor]


def input_layer(
    features: Features,
    feature_columns: Iterable[FeatureColumn],
    encoder: Encoder | None = None,
    *,
    trainable: bool = True,
) -> Tensor:
    """Return the vectors that dense columns make, side by side in the order of their names.

    Numbers are taken as they are encoded, those that were missing told beside them; bucketized and
    indicator columns become counts; embedding columns the vectors of layers called as the column,
    `"deck_embedding"`, or as the collection that shares them.

    Args:
        features: encoded arrays, or symbolic inputs, by key.
        feature_columns: dense columns.
        encoder: where what the columns left open was learned.
        trainable: whether embeddings are trained.

    Shapes:
        (n, width), or (n, t, width) for columns of sequences.

    Raises:
        ValueError: if a column is not dense, two have the same name, sequences are mixed with
            others, or a feature is missing.

    Example:
        >>> from deepkit import feature_column as fc
        >>> columns = [fc.numeric_column("b"), fc.numeric_column("a", shape=2)]
        >>> arrays = fc.Encoder(columns).encode({"a": [[1, 2]], "b": [3]})
        >>> fc.input_layer(arrays, columns).tolist()
        [[1.0, 2.0, 3.0]]
    """
    columns = _resolved(feature_columns, encoder)
    if len({column.is_sequence for column in columns}) > 1:
        names = [column.name for column in columns if column.is_sequence]
        raise ValueError(f"Columns of sequences must be among their like, got {names} and others.")
    tables: dict[str, Tensor] = {}
    parts = [part for c in columns for part in _dense(c, features, tables, trainable, "")]
    return _side_by_side(parts)


def linear_model(
    features: Features,
    feature_columns: Iterable[FeatureColumn],
    units: int = 1,
    sparse_combiner: str = "sum",
    encoder: Encoder | None = None,
    *,
    trainable: bool = True,
    name: str = "linear",
) -> Tensor:
    """Return a linear function of columns, `y = sum_c x_c W_c + bias`, that begins as zero.

    Categorical columns look their weights up, in a layer called `"linear_deck"`; dense columns are
    multiplied by the kernel of `"linear_age"`; the bias is in `"linear_bias"`.

    Args:
        features: encoded arrays, or symbolic inputs, by key.
        feature_columns: categorical and dense columns.
        units: how many outputs there are.
        sparse_combiner: `"sum"`, `"mean"` or `"sqrtn"`: how the weights of several categories of a
            row combine.
        encoder: where what the columns left open was learned.
        trainable: whether the weights are trained.
        name: what the names of the layers begin with.

    Shapes:
        (n, units).

    Raises:
        ValueError: if an argument is none of these, two columns have the same name, one is of
            sequences, or a feature is missing.

    Source:
        Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, arXiv:1606.07792,
        section 3.1.

    Example:
        >>> from deepkit import feature_column as fc
        >>> columns = [fc.numeric_column("age"), fc.categorical_column_with_identity("month", 12)]
        >>> arrays = fc.Encoder(columns).encode({"age": [39, 50], "month": [0, 11]})
        >>> fc.linear_model(arrays, columns).tolist()
        [[0.0], [0.0]]
    """
    columns = _resolved(feature_columns, encoder)
    units, combiner = whole(units=units), one_of(COMBINERS, sparse_combiner=sparse_combiner)
    if sequences := [column.name for column in columns if column.is_sequence]:
        raise ValueError(f"A linear model takes no columns of sequences, got {sequences}.")
    tables: dict[str, Tensor] = {}
    parts: list[Tensor] = []
    for column in columns:
        named = _layer_name(f"{name}_{column.name}")
        if isinstance(column, CategoricalColumn):
            bag = layers.EmbeddingBag(
                column.num_buckets, units, str(combiner), "zeros", trainable=trainable, name=named
            )
            parts.append(_looked_up(bag, column, features))
            continue
        vector = _side_by_side(_dense(column, features, tables, trainable, f"{name}_input_"))
        dense = layers.Dense(
            units, use_bias=False, kernel_initializer="zeros", trainable=trainable, name=named
        )
        parts.append(dense(vector))
    total = layers.add(parts) if len(parts) > 1 else parts[0]
    return layers.Bias(trainable=trainable, name=f"{name}_bias")(total)


def _resolved(columns: Any, encoder: Encoder | None) -> list[FeatureColumn]:
    listed = list(columns) if isinstance(columns, Iterable) else columns
    unique = check_columns(listed)
    if len(unique) < len(listed):
        twice = next(c.name for i, c in enumerate(listed) if c in listed[:i])
        raise ValueError(f"`feature_columns` must not hold a column twice, got {twice!r} again.")
    found = [encoder.resolved(c) for c in unique] if encoder is not None else unique
    return sorted(found, key=lambda column: column.name)


def _dense(
    column: FeatureColumn,
    features: Features,
    tables: dict[str, Any],
    trainable: bool,
    prefix: str,
) -> list[Tensor]:
    """Return the vectors of a dense column, each with one axis for its features."""
    if isinstance(column, NumericColumn):
        keys = [column.name, column.missing_name] if column.indicates else [column.name]
        return [_flat(_feature(features, key, column), column.shape, prefix + key) for key in keys]
    if isinstance(column, SequenceNumericColumn):
        feature = _feature(features, column.name, column)
        return [_flat(feature, column.numeric_column.shape, prefix + column.name, steps=True)]
    if isinstance(column, EmbeddingColumn):
        name = _layer_name(prefix + column.table_name)
        if name not in tables:
            tables[name] = _table(column, trainable, name)
        return [_looked_up(tables[name], column.categorical_column, features)]
    if isinstance(column, IndicatorColumn | BucketizedColumn):
        source = column.categorical_column if isinstance(column, IndicatorColumn) else column
        # The encoded ids are an input of the bucketized column's own name.
        own = column.name if isinstance(column, IndicatorColumn) else f"{column.name}_indicator"
        hot = layers.MultiHot(source.num_buckets, name=prefix + own)
        return [_looked_up(hot, source, features)]
    wrong = "categorical" if not isinstance(column, DenseColumn) else "unknown"
    raise ValueError(
        f"Column {column.name!r} is {wrong}, and a dense one is needed. Wrap it in "
        "`embedding_column` or `indicator_column`."
    )


def _table(column: EmbeddingColumn, trainable: bool, name: str) -> layers.EmbeddingBag:
    return layers.EmbeddingBag(
        column.categorical_column.num_buckets,
        column.dimension,
        column.combiner,
        initializer_of(column),
        max_norm=column.max_norm,
        trainable=trainable and column.trainable,
        name=name,
    )


def _looked_up(layer: Any, column: CategoricalColumn, features: Features) -> Tensor:
    if isinstance(column, WeightedCategoricalColumn):
        ids = _feature(features, column.categorical_column.name, column)
        return layer(ids, weights=_feature(features, column.name, column))
    return layer(_feature(features, column.name, column))


def _feature(features: Features, key: str, column: FeatureColumn) -> Tensor:
    if key not in features:
        raise ValueError(
            f"Column {column.name!r} needs the feature {key!r}, got {list(features)}. Encode the "
            "data: `encoder.encode(data)`."
        )
    return features[key]


def _flat(feature: Tensor, shape: tuple[int, ...], name: str, steps: bool = False) -> Tensor:
    if len(shape) == 1:
        return feature
    size = 1
    for one in shape:
        size *= one
    return layers.Reshape((-1, size) if steps else (size,), name=_layer_name(f"{name}_flat"))(
        feature
    )


def _side_by_side(parts: list[Tensor]) -> Tensor:
    return layers.concatenate(parts, axis=-1) if len(parts) > 1 else parts[0]


def _layer_name(name: str) -> str:
    """Return a name of a layer; slashes stand between the names in the path of a Variable."""
    return name.replace("/", ".")
