"""Columns of tabular data, from raw values to what a model can compute with."""

from deepkit.feature_column._aliases import (
    real_valued_column,
    sparse_column_with_hash_bucket,
    sparse_column_with_integerized_feature,
    sparse_column_with_keys,
)
from deepkit.feature_column._array import ArrayColumn, array_column
from deepkit.feature_column._bucketized import BucketizedColumn, bucketized_column
from deepkit.feature_column._categorical import CategoricalColumn
from deepkit.feature_column._column import DenseColumn, FeatureColumn, Spec
from deepkit.feature_column._crossed import CrossedColumn, crossed_column
from deepkit.feature_column._csv import read_csv
from deepkit.feature_column._embedding import (
    EmbeddingColumn,
    SharedEmbeddingColumn,
    embedding_column,
    shared_embeddings,
)
from deepkit.feature_column._encoder import Encoder
from deepkit.feature_column._hashed import HashedColumn, categorical_column_with_hash_bucket
from deepkit.feature_column._identity import IdentityColumn, categorical_column_with_identity
from deepkit.feature_column._indicator import IndicatorColumn, indicator_column
from deepkit.feature_column._infer import infer_columns
from deepkit.feature_column._input_layer import input_layer, linear_model
from deepkit.feature_column._learn import learn
from deepkit.feature_column._numeric import NumericColumn, numeric_column
from deepkit.feature_column._rows import RowsColumn
from deepkit.feature_column._sequence import (
    SequenceCategoricalColumn,
    SequenceNumericColumn,
    sequence_categorical_column_with_hash_bucket,
    sequence_categorical_column_with_identity,
    sequence_categorical_column_with_vocabulary_file,
    sequence_categorical_column_with_vocabulary_list,
    sequence_lengths,
    sequence_numeric_column,
)
from deepkit.feature_column._stream import TableStream, stream
from deepkit.feature_column._table import Table, as_table
from deepkit.feature_column._vocabulary import (
    VocabularyColumn,
    categorical_column_with_vocabulary_file,
    categorical_column_with_vocabulary_list,
)
from deepkit.feature_column._weighted import WeightedCategoricalColumn, weighted_categorical_column

__all__ = [
    "ArrayColumn",
    "BucketizedColumn",
    "CategoricalColumn",
    "CrossedColumn",
    "DenseColumn",
    "EmbeddingColumn",
    "Encoder",
    "FeatureColumn",
    "HashedColumn",
    "IdentityColumn",
    "IndicatorColumn",
    "NumericColumn",
    "RowsColumn",
    "SequenceCategoricalColumn",
    "SequenceNumericColumn",
    "SharedEmbeddingColumn",
    "Spec",
    "Table",
    "TableStream",
    "VocabularyColumn",
    "WeightedCategoricalColumn",
    "array_column",
    "as_table",
    "bucketized_column",
    "categorical_column_with_hash_bucket",
    "categorical_column_with_identity",
    "categorical_column_with_vocabulary_file",
    "categorical_column_with_vocabulary_list",
    "crossed_column",
    "embedding_column",
    "indicator_column",
    "infer_columns",
    "input_layer",
    "learn",
    "linear_model",
    "numeric_column",
    "read_csv",
    "real_valued_column",
    "sequence_categorical_column_with_hash_bucket",
    "sequence_categorical_column_with_identity",
    "sequence_categorical_column_with_vocabulary_file",
    "sequence_categorical_column_with_vocabulary_list",
    "sequence_lengths",
    "sequence_numeric_column",
    "shared_embeddings",
    "sparse_column_with_hash_bucket",
    "sparse_column_with_integerized_feature",
    "sparse_column_with_keys",
    "stream",
    "weighted_categorical_column",
]
