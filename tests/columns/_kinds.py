"""A column of every kind, with nothing left to learn."""

from deepkit import feature_column as fc

WORD = fc.categorical_column_with_vocabulary_list("word", ["a", "b"], missing="own", unseen="own")
AGE = fc.numeric_column("age", missing=0.0)
WEIGHTED = fc.weighted_categorical_column(
    fc.categorical_column_with_hash_bucket("weighted", 9), "size"
)
ALL = [
    AGE,
    fc.bucketized_column(AGE, [1.0, 2.0]),
    fc.numeric_column("pixels", (2, 2)),
    fc.ArrayColumn("raw", (None,), "int32"),
    WORD,
    fc.categorical_column_with_vocabulary_list("number", [3, 5]),
    fc.categorical_column_with_hash_bucket("hash", 9),
    fc.categorical_column_with_hash_bucket("code", 9, "int64"),
    fc.categorical_column_with_identity("id", 4),
    fc.crossed_column([WORD, "both"], 7),
    WEIGHTED,
    fc.sequence_categorical_column_with_vocabulary_list("steps", ["x", "y"]),
    fc.sequence_numeric_column("pulse", (2,)),
]
