"""The names of columns before TensorFlow 1.4 make the same columns."""

import pytest

from deepkit import feature_column as fc


def test_old_names_make_the_same_columns():
    assert fc.real_valued_column("x", 3) == fc.numeric_column("x", (3,))
    assert fc.real_valued_column("x", normalizer=abs) == fc.numeric_column("x", normalizer_fn=abs)
    numbered = fc.sparse_column_with_integerized_feature("x", 9)
    assert numbered == fc.categorical_column_with_identity("x", 9)
    hashed = fc.sparse_column_with_hash_bucket("x", hash_bucket_size=9)
    assert hashed == fc.categorical_column_with_hash_bucket("x", 9)
    listed = fc.sparse_column_with_keys("x", keys=["a", "b"])
    assert listed == fc.categorical_column_with_vocabulary_list("x", ["a", "b"], "string")


@pytest.mark.parametrize(
    "make",
    [
        lambda: fc.sparse_column_with_integerized_feature("x", 9, combiner="mean"),
        lambda: fc.sparse_column_with_hash_bucket("x", 9, combiner="mean"),
        lambda: fc.sparse_column_with_keys("x", ["a"], combiner="mean"),
    ],
)
def test_other_combiners_are_refused(make):
    with pytest.raises(ValueError, match="`combiner` must be one of 'sum', got 'mean'"):
        make()
