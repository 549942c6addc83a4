"""The dense vector and the linear function of columns, on arrays and in functional models."""

import numpy as np
import pytest

import deepkit
from deepkit import feature_column as fc

JOB = fc.categorical_column_with_vocabulary_list("job", ["cook", "clerk"])
AGE = fc.numeric_column("age")
DATA = {"age": [20.0, 70.0], "job": ["clerk", ""], "city": ["Rome", "Oslo"]}


def model_of(columns, build):
    encoder = fc.Encoder(columns)
    inputs = encoder.inputs()
    return encoder, deepkit.Model(inputs, build(inputs))


def test_columns_stand_side_by_side_in_the_order_of_their_names():
    columns = [fc.indicator_column(JOB), AGE, fc.bucketized_column(AGE, [50])]
    vectors = fc.input_layer(fc.Encoder(columns).encode(DATA), columns)
    assert vectors.tolist() == [[20, 1, 0, 0, 1], [70, 0, 1, 0, 0]]


def test_what_was_missing_rides_along():
    column = fc.numeric_column("age", missing="indicator")
    encoder = fc.learn([column], {"age": [1.0, None]})
    assert fc.input_layer(encoder.encode({"age": [3.0, None]}), [column], encoder).tolist() == [
        [3, 0],
        [1, 1],
    ]


def test_numbers_of_any_shape_become_a_vector():
    column = fc.numeric_column("x", (2, 2))
    arrays = fc.Encoder([column]).encode({"x": np.arange(8).reshape(2, 2, 2)})
    assert fc.input_layer(arrays, [column]).tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_functional_model_computes_what_was_computed_on_arrays():
    columns = [fc.embedding_column(JOB, 3, initializer="ones"), AGE]
    encoder, model = model_of(columns, lambda x: fc.input_layer(x, columns))
    arrays = encoder.encode(DATA)
    assert model(arrays).tolist() == fc.input_layer(arrays, columns).tolist()
    assert [v.path for v in model.weights] == ["job_embedding/embeddings"]


def test_a_linear_model_begins_as_zero_and_its_layers_have_the_names_of_columns():
    columns = [JOB, AGE, fc.crossed_column(["job", "city"], 9), fc.bucketized_column(AGE, [50])]
    encoder, model = model_of(columns, lambda x: fc.linear_model(x, columns, units=2))
    assert model(encoder.encode(DATA)).tolist() == [[0, 0], [0, 0]]
    assert [v.path for v in model.weights] == [
        "linear_age/kernel",
        "linear_age_bucketized/embeddings",
        "linear_city_X_job/embeddings",
        "linear_job/embeddings",
        "linear_bias/bias",
    ]


@pytest.mark.parametrize(
    ("combiner", "expected"), [("sum", 5.0), ("mean", 2.5), ("sqrtn", 12.5**0.5)]
)
def test_weights_of_several_categories_combine(combiner, expected):
    encoder, model = model_of([JOB], lambda x: fc.linear_model(x, [JOB], 1, combiner))
    model.get_layer("linear_job").set_weights([np.array([[2.0], [3.0]], "float32")])
    found = model(encoder.encode({"job": [["cook", "clerk"]]}))
    assert float(found[0, 0]) == pytest.approx(expected)


def test_a_linear_model_weighs_weighted_categories():
    column = fc.weighted_categorical_column(JOB, "hours")
    encoder, model = model_of([column], lambda x: fc.linear_model(x, [column]))
    layer = model.get_layer("linear_job_weighted_by_hours")
    layer.set_weights([np.array([[2.0], [3.0]], "float32")])
    found = model(encoder.encode({"job": ["cook", "clerk"], "hours": [5.0, 0.5]}))
    assert found.tolist() == [[10.0], [1.5]]


def test_dense_columns_can_be_in_both_parts_of_a_model():
    columns = [fc.embedding_column(JOB, 2), AGE]

    def wide_and_deep(inputs):
        deep = deepkit.layers.Dense(1)(fc.input_layer(inputs, columns))
        return deep + fc.linear_model(inputs, columns)

    _, model = model_of(columns, wide_and_deep)
    assert {layer.name for layer in model.layers} >= {"job_embedding", "linear_job_embedding"}


def test_embeddings_can_be_frozen():
    columns = [fc.embedding_column(JOB, 2, trainable=False)]
    _, model = model_of(columns, lambda x: fc.input_layer(x, columns))
    assert model.trainable_weights == []
    columns = [fc.embedding_column(JOB, 2)]
    _, model = model_of(columns, lambda x: fc.input_layer(x, columns, trainable=False))
    assert model.trainable_weights == []


def test_sequences_become_a_vector_for_each_step():
    columns = [
        fc.sequence_numeric_column("x", (1, 2)),
        fc.embedding_column(fc.sequence_categorical_column_with_identity("page", 9), 3),
        fc.indicator_column(fc.sequence_categorical_column_with_identity("page", 9)),
    ]
    data = {"x": [[[[1, 2]], [[3, 4]]], [[[5, 6]]]], "page": [[1, 2], [3]]}
    encoder, model = model_of(columns, lambda x: fc.input_layer(x, columns))
    arrays = encoder.encode(data)
    found = model(arrays)
    assert found.shape == (2, 2, 14)
    assert found[0, :, -2:].tolist() == [[1, 2], [3, 4]]


def test_what_columns_left_open_is_asked_of_the_encoder():
    job = fc.categorical_column_with_vocabulary_list("job")
    encoder = fc.learn([job], DATA)
    assert fc.linear_model(encoder.encode(DATA), [job], encoder=encoder).shape == (2, 1)
    with pytest.raises(ValueError, match="Column 'job' has no vocabulary yet"):
        fc.linear_model(encoder.encode(DATA), [job])


@pytest.mark.parametrize(
    ("function", "columns", "message"),
    [
        (fc.input_layer, [JOB], "Column 'job' is categorical, and a dense one is needed. Wrap it"),
        (fc.input_layer, [AGE, AGE], "must not hold a column twice, got 'age' again"),
        (fc.input_layer, [fc.numeric_column("x")], "Column 'x' needs the feature 'x', got .'age'"),
        (
            fc.input_layer,
            [AGE, fc.sequence_numeric_column("s")],
            "of sequences must be among their",
        ),
        (fc.linear_model, [fc.sequence_numeric_column("s")], "takes no columns of sequences, got"),
        (fc.linear_model, [AGE, fc.numeric_column("age", missing=0)], "Two different columns are"),
    ],
)
def test_columns_that_do_not_fit_are_refused(function, columns, message):
    with pytest.raises(ValueError, match=message):
        function({"age": np.ones((2, 1), "float32")}, columns)


def test_wrong_options_of_a_linear_model_are_refused():
    with pytest.raises(ValueError, match="`sparse_combiner` must be one of"):
        fc.linear_model({}, [AGE], sparse_combiner="max")
    with pytest.raises(ValueError, match="`units` must be a whole number >= 1"):
        fc.linear_model({}, [AGE], units=0)
