"""Tests of where data enters a model."""

import deepkit
from deepkit import feature_column as fc
from deepkit import layers, ops
from deepkit.estimators.reports._entrances import entrances_of

COLUMNS = [
    fc.numeric_column("age"),
    fc.indicator_column(fc.categorical_column_with_identity("job", 3)),
    fc.embedding_column(fc.categorical_column_with_identity("city", 4), 2),
]


def drawn(columns, draw=fc.input_layer):
    """Return a model of columns."""
    inputs = fc.Encoder(columns).inputs()
    return deepkit.Model(inputs, draw(inputs, columns))


def test_numbers_enter_as_they_are_and_ids_after_the_lookup():
    found = {entrance.inputs: entrance for entrance in entrances_of(drawn(COLUMNS))}
    assert set(found) == {("age",), ("job",), ("city",)}
    assert found["age",].node is None
    assert found["job",].node.operation.name == "job_indicator"
    assert found["city",].node.operation.name == "city_embedding"


def test_the_values_of_one_row_have_known_shapes():
    found = {e.inputs: e for e in entrances_of(drawn(COLUMNS)) if e.node is not None}
    assert found["job",].one_row == (1, 3)
    assert found["city",].one_row == (1, 2)


def test_weights_enter_with_their_categories():
    job = fc.categorical_column_with_identity("job", 3)
    model = drawn([fc.weighted_categorical_column(job, "w")], fc.linear_model)
    node = next(each for each in entrances_of(model) if each.node is not None)
    assert set(node.inputs) == {"job", "job_weighted_by_w"}
    assert not node.parted


def test_ids_of_a_bag_are_told_apart_where_that_is_asked_for():
    column = fc.bucketized_column(fc.numeric_column("x", shape=2), [0.0])
    model = drawn([column], fc.linear_model)
    [whole] = entrances_of(model)
    [split] = entrances_of(model, frozenset(["x_bucketized"]))
    assert (whole.split, whole.one_row) == (False, (1, 1))
    assert (split.split, split.one_row, split.parted) == (True, (1, 2, 1), True)


def test_ids_may_be_computed_with_before_they_are_looked_up():
    ids = deepkit.Input((1,), dtype="int32", name="ids")
    vectors = layers.Embedding(5, 2)(ops.minimum(ids + 1, 4))
    [entrance] = entrances_of(deepkit.Model(ids, vectors))
    assert entrance.inputs == ("ids",)
    assert isinstance(entrance.node.operation, layers.Embedding)


def test_masks_are_no_entrances():
    steps = deepkit.Input((None, 2), name="steps")
    mask = deepkit.Input((None,), dtype="bool", name="mask")
    model = deepkit.Model([steps, mask], layers.LSTM(3)(steps, mask=mask))
    assert [entrance.inputs for entrance in entrances_of(model)] == [("steps",)]
