"""Tests of whose a share of a prediction is."""

from types import SimpleNamespace

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.estimators.reports._entrances import Entrance
from deepkit.estimators.reports._features import Feature
from deepkit.estimators.reports._sharing import Owners

AGE = fc.numeric_column("age")
JOB = fc.categorical_column_with_identity("job", 3)
NODE = SimpleNamespace(name="layer")
NAMED = [Feature("age", "age"), Feature("job", "job"), Feature("w", "w")]
MATRIX = [Feature("x0", "x", 0), Feature("x1", "x", 1)]


def divided(columns, features, entrances, gained):
    """Return what each feature gains."""
    return Owners(fc.Encoder(columns), features).divided(entrances, gained).tolist()


def test_all_numbers_of_a_named_column_are_its_own():
    column = fc.numeric_column("age", shape=2)
    gained = {"age": np.array([[1.0, 2.0]])}
    assert divided([column], NAMED, [Entrance("age", ("age",))], gained) == [[3.0, 0.0, 0.0]]


def test_numbers_of_a_matrix_go_to_its_columns():
    column = fc.numeric_column("x", shape=2)
    gained = {"x": np.array([[1.0, 2.0]])}
    assert divided([column], MATRIX, [Entrance("x", ("x",))], gained) == [[1.0, 2.0]]


def test_a_slice_of_a_matrix_is_its_column():
    gained = {"x1": np.array([[5.0]])}
    entrance = Entrance("x1", ("x1",))
    assert divided([fc.numeric_column("x1")], MATRIX, [entrance], gained) == [[0.0, 5.0]]


def test_buckets_of_a_matrix_go_to_its_columns():
    column = fc.bucketized_column(fc.numeric_column("x", shape=2), [0.0])
    owners = Owners(fc.Encoder([column]), MATRIX)
    assert owners.several == {"x_bucketized"}
    entrance = Entrance("n", ("x_bucketized",), NODE, split=True)
    assert owners.divided([entrance], {"n": np.array([[1.0, 2.0]])}).tolist() == [[1.0, 2.0]]


def test_what_stands_in_for_missing_numbers_counts_for_their_column():
    column = fc.numeric_column("age", missing="indicator")
    encoder = fc.learn([column], {"age": [1.0, None]})
    entrances = [Entrance("age", ("age",)), Entrance("age_missing", ("age_missing",))]
    gained = {"age": np.array([[1.0]]), "age_missing": np.array([[0.5]])}
    assert Owners(encoder, NAMED).divided(entrances, gained)[0].tolist() == [1.5, 0.0, 0.0]


def test_a_cross_is_divided_equally():
    column = fc.crossed_column(["age", "job"], 10)
    entrance = Entrance("n", (column.name,), NODE)
    assert divided([column], NAMED, [entrance], {"n": np.array([[4.0]])}) == [[2.0, 2.0, 0.0]]


def test_a_weighted_category_is_divided_equally():
    column = fc.weighted_categorical_column(JOB, "w")
    entrance = Entrance("n", ("job", column.name), NODE)
    assert divided([column], NAMED, [entrance], {"n": np.array([[4.0]])}) == [[0.0, 2.0, 2.0]]


def test_columns_that_are_looked_up_together_must_belong_together():
    owners = Owners(fc.Encoder([AGE, JOB, fc.categorical_column_with_identity("w", 2)]), NAMED)
    owners.check([Entrance("n", ("job",), NODE)])
    with pytest.raises(ValueError, match=r"The layer 'layer' looks up \['job', 'w'\] at once"):
        owners.check([Entrance("n", ("job", "w"), NODE)])
