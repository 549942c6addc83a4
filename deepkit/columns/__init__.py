"""Columns of tables as arrays of numbers: the same when a model learns and when it serves."""

from deepkit.columns._arrangement import ARRAY, Arrangement, called
from deepkit.columns._array import ArrayColumn, array_column
from deepkit.columns._bucketized import BucketizedColumn, bucketized_column
from deepkit.columns._categorical import CategoricalColumn, KeyedColumn
from deepkit.columns._column import DenseColumn, FeatureColumn, Spec, rows_of, walk
from deepkit.columns._config import KINDS, Kinds
from deepkit.columns._crossed import CrossedColumn, crossed_column
from deepkit.columns._csv import NA_VALUES, CsvFile, read_csv
from deepkit.columns._described import described
from deepkit.columns._encoder import Encoder, check_columns
from deepkit.columns._entries import Entry
from deepkit.columns._hashed import HashedColumn, categorical_column_with_hash_bucket
from deepkit.columns._identity import IdentityColumn, categorical_column_with_identity
from deepkit.columns._normalizer import REFERENCES
from deepkit.columns._numbers import numbers_of
from deepkit.columns._numeric import NumericColumn, numeric_column
from deepkit.columns._padding import IDS, STEPS, Padding, padded, paddings, sizes_of
from deepkit.columns._reading import Reading
from deepkit.columns._rows import RowsColumn
from deepkit.columns._sample import sample_columns
from deepkit.columns._sequence import (
    SequenceCategoricalColumn,
    SequenceNumericColumn,
    sequence_categorical_column_with_hash_bucket,
    sequence_categorical_column_with_identity,
    sequence_categorical_column_with_vocabulary_file,
    sequence_categorical_column_with_vocabulary_list,
    sequence_lengths,
    sequence_numeric_column,
)
from deepkit.columns._steps import step_entries
from deepkit.columns._table import Table, as_table, join
from deepkit.columns._values import is_ragged, is_text
from deepkit.columns._vocabulary import (
    VocabularyColumn,
    categorical_column_with_vocabulary_file,
    categorical_column_with_vocabulary_list,
)
from deepkit.columns._weighted import WeightedCategoricalColumn, weighted_categorical_column

__all__ = [
    "ARRAY",
    "Arrangement",
    "ArrayColumn",
    "BucketizedColumn",
    "CategoricalColumn",
    "CrossedColumn",
    "CsvFile",
    "DenseColumn",
    "Encoder",
    "Entry",
    "FeatureColumn",
    "HashedColumn",
    "IDS",
    "IdentityColumn",
    "KINDS",
    "KeyedColumn",
    "Kinds",
    "NA_VALUES",
    "NumericColumn",
    "Padding",
    "REFERENCES",
    "Reading",
    "RowsColumn",
    "STEPS",
    "SequenceCategoricalColumn",
    "SequenceNumericColumn",
    "Spec",
    "Table",
    "VocabularyColumn",
    "WeightedCategoricalColumn",
    "array_column",
    "as_table",
    "bucketized_column",
    "called",
    "categorical_column_with_hash_bucket",
    "categorical_column_with_identity",
    "categorical_column_with_vocabulary_file",
    "categorical_column_with_vocabulary_list",
    "check_columns",
    "crossed_column",
    "described",
    "is_ragged",
    "is_text",
    "join",
    "numbers_of",
    "numeric_column",
    "padded",
    "paddings",
    "read_csv",
    "rows_of",
    "sample_columns",
    "sequence_categorical_column_with_hash_bucket",
    "sequence_categorical_column_with_identity",
    "sequence_categorical_column_with_vocabulary_file",
    "sequence_categorical_column_with_vocabulary_list",
    "sequence_lengths",
    "sequence_numeric_column",
    "sizes_of",
    "step_entries",
    "walk",
    "weighted_categorical_column",
]
