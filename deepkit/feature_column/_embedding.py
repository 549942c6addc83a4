"""Columns that turn categories into vectors that are trained."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from deepkit import initializers
from deepkit.columns import CategoricalColumn, DenseColumn, FeatureColumn
from deepkit.errors import one_of, positive, whole
from deepkit.feature_column._indicator import categorical

COMBINERS = ("mean", "sum", "sqrtn")

Recipe = str | Callable[..., Any] | None
"""An initializer as a plain value: its name, its config as JSON, or a function."""


@dataclass(frozen=True, repr=False)
class EmbeddingColumn(DenseColumn):
    """Vectors of categories; made by `embedding_column`."""

    _kind: ClassVar[str] = "embedding"
    _sources: ClassVar[tuple[str, ...]] = ("categorical_column",)

    categorical_column: CategoricalColumn
    dimension: int
    combiner: str = "mean"
    initializer: Recipe = None
    max_norm: float | None = None
    trainable: bool = True

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_embedding"

    @property
    def table_name(self) -> str:
        """What the table of vectors is called."""
        return self.name


@dataclass(frozen=True, repr=False)
class SharedEmbeddingColumn(EmbeddingColumn):
    """Vectors of categories from a table that several columns share; see `shared_embeddings`."""

    _kind: ClassVar[str] = "shared_embedding"
    _sources: ClassVar[tuple[str, ...]] = ("categorical_column", "group")

    group: tuple[CategoricalColumn, ...] = ()
    collection: str = ""

    def __post_init__(self) -> None:
        _same_buckets(self.group)

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_shared_embedding"

    @property
    def keys(self) -> tuple[str, ...]:
        return self.categorical_column.keys

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return self.categorical_column.leaves

    @property
    def is_sequence(self) -> bool:
        return self.categorical_column.is_sequence

    @property
    def table_name(self) -> str:
        return self.collection


def embedding_column(
    categorical_column: CategoricalColumn,
    dimension: int,
    combiner: str = "mean",
    initializer: Any = None,
    ckpt_to_load_from: None = None,
    tensor_name_in_ckpt: None = None,
    max_norm: float | None = None,
    trainable: bool = True,
    use_safe_embedding_lookup: bool = True,
) -> EmbeddingColumn:
    """Make a dense column of a trained vector for each category, combined over those of a row.

        sum:    y = sum_i w_i e[id_i]
        mean:   y = sum_i w_i e[id_i] / sum_i w_i
        sqrtn:  y = sum_i w_i e[id_i] / sqrt(sum_i w_i**2)

    A row without a category has zeros. Weights that are not above zero count only in sums.

    Args:
        categorical_column: where the ids come from.
        dimension: the size of the vectors.
        combiner: `"mean"`, `"sum"` or `"sqrtn"`.
        initializer: how the vectors start: a name, an initializer or a function of a shape; a
            truncated normal distribution of standard deviation `1 / sqrt(dimension)` if None.
        ckpt_to_load_from: not supported; only None. Warm starting an estimator does it.
        tensor_name_in_ckpt: not supported; only None.
        max_norm: the largest length of a vector; longer ones are shortened before they combine.
        trainable: whether the vectors are trained.
        use_safe_embedding_lookup: taken for TensorFlow's sake; rows without a category never
            disappear.

    Shapes:
        dense (n, dimension); for sequences (n, t, dimension).

    Raises:
        ValueError: if the column is not categorical or an argument is none of these.

    Example:
        >>> from deepkit import feature_column as fc
        >>> deck = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"])
        >>> column = fc.embedding_column(deck, 3)
        >>> fc.input_layer(fc.Encoder([column]).encode({"deck": ["B", "A"]}), [column]).shape
        (2, 3)
    """
    _refuse(ckpt_to_load_from=ckpt_to_load_from, tensor_name_in_ckpt=tensor_name_in_ckpt)
    return EmbeddingColumn(
        categorical(categorical_column),
        **_table(dimension, combiner, initializer, max_norm, trainable),
    )


def shared_embeddings(
    categorical_columns: Sequence[CategoricalColumn],
    dimension: int,
    combiner: str = "mean",
    initializer: Any = None,
    shared_embedding_collection_name: str | None = None,
    ckpt_to_load_from: None = None,
    tensor_name_in_ckpt: None = None,
    max_norm: float | None = None,
    trainable: bool = True,
    use_safe_embedding_lookup: bool = True,
) -> list[SharedEmbeddingColumn]:
    """Make dense columns of the vectors of several categorical columns, from one table.

    Vocabularies that are to be learned become one, of the values of all the columns together.

    Args:
        categorical_columns: where the ids come from; as many buckets each.
        dimension: the size of the vectors.
        combiner: `"mean"`, `"sum"` or `"sqrtn"`.
        initializer: how the vectors start, as of `embedding_column`.
        shared_embedding_collection_name: what the table is called; the names of the columns joined
            by `_`, and `_shared_embedding`, if None.
        ckpt_to_load_from: not supported; only None.
        tensor_name_in_ckpt: not supported; only None.
        max_norm: the largest length of a vector.
        trainable: whether the vectors are trained.
        use_safe_embedding_lookup: taken for TensorFlow's sake.

    Shapes:
        dense (n, dimension) each; for sequences (n, t, dimension).

    Raises:
        ValueError: if a column is not categorical, they have different numbers of buckets, or an
            argument is none of these.

    Example:
        >>> from deepkit import feature_column as fc
        >>> cities = [fc.categorical_column_with_identity(key, 9) for key in ("home", "work")]
        >>> columns = fc.shared_embeddings(cities, 4)
        >>> [column.name for column in columns], columns[0].table_name
        (['home_shared_embedding', 'work_shared_embedding'], 'home_work_shared_embedding')
    """
    _refuse(ckpt_to_load_from=ckpt_to_load_from, tensor_name_in_ckpt=tensor_name_in_ckpt)
    group = tuple(categorical(column) for column in categorical_columns)
    if not group:
        raise ValueError("`categorical_columns` must hold at least one column, got none.")
    joined = "_".join(sorted(column.name for column in group)) + "_shared_embedding"
    table = _table(dimension, combiner, initializer, max_norm, trainable)
    name = shared_embedding_collection_name or joined
    return [SharedEmbeddingColumn(c, **table, group=group, collection=name) for c in group]


def initializer_of(column: EmbeddingColumn) -> Any:
    """Return a fresh initializer of the column's table."""
    recipe = column.initializer
    if recipe is None:
        return initializers.TruncatedNormal(stddev=column.dimension**-0.5)
    if isinstance(recipe, str) and recipe.startswith("{"):
        return initializers.deserialize(json.loads(recipe))
    return initializers.get(recipe)


def _table(
    dimension: int, combiner: str, initializer: Any, max_norm: float | None, trainable: bool
) -> dict[str, Any]:
    return {
        "dimension": whole(dimension=dimension),
        "combiner": one_of(COMBINERS, combiner=combiner),
        "initializer": _recipe(initializer),
        "max_norm": None if max_norm is None else positive(max_norm=max_norm),
        "trainable": bool(trainable),
    }


def _recipe(initializer: Any) -> Recipe:
    if isinstance(initializer, initializers.Initializer):
        try:
            return json.dumps(initializers.serialize(initializer), sort_keys=True)
        except TypeError:  # it holds an array: kept as it is, equal to itself alone
            return initializer
    if initializer is None or callable(initializer):
        return initializer
    initializers.get(initializer)  # says so if there is none of that name
    return initializer


def _refuse(**options: None) -> None:
    for name, value in options.items():
        if value is not None:
            raise ValueError(
                f"`{name}` is not supported, got {value!r}. Use `warm_start_from` of an estimator, "
                "or an `initializer` that returns the vectors."
            )


def _same_buckets(group: tuple[CategoricalColumn, ...]) -> None:
    sizes = {column.name: column.num_buckets for column in group if column.resolved}
    if len(set(sizes.values())) > 1:
        listed = ", ".join(f"{name!r} has {size}" for name, size in sizes.items())
        raise ValueError(f"Columns that share embeddings must have as many buckets: {listed}.")
