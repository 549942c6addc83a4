"""An exported model at work."""

import numpy as np
import pandas as pd
import pytest

import deepkit
from deepkit import export
from deepkit.errors import DataError
from deepkit.export import TensorSpec
from deepkit.export._artifact import _table
from tests.export._models import branching, called, dense, numbers


@pytest.fixture(scope="module")
def served(dense_folder):
    return export.load(dense_folder)


@pytest.fixture(scope="module")
def two(branching_folder):
    return export.load(branching_folder)


@pytest.mark.parametrize("rows", [1, 3, 17, 1000])
def test_predictions_are_those_of_the_model(rows, served):
    expected = dense().predict(numbers(rows), verbose=0)
    np.testing.assert_allclose(served.predict(numbers(rows)), expected, atol=1e-6)


def test_a_signature_gives_arrays_by_name(served):
    signature = served.signatures["serving_default"]
    found = signature(x=numbers(2))
    np.testing.assert_allclose(found["score"], served(numbers(2)))
    assert list(signature.inputs) == ["x"]
    assert signature.inputs["x"].shape == (None, 4)
    assert signature.outputs["score"].dtype == "float32"


def test_several_inputs_and_outputs_keep_the_structure_of_the_model(two):
    a, b = numbers(5, 4), numbers(5, 3)
    expected = branching().predict([a, b], verbose=0)
    for found in (two.predict([a, b]), two({"a": a, "b": b}), two(a, b=b)):
        assert isinstance(found, list)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("size", [1, 4, 100])
def test_rows_may_be_computed_a_few_at_a_time(size, served, two):
    x = numbers(10)
    np.testing.assert_allclose(served.predict(x, batch_size=size), served(x), atol=1e-6)
    np.testing.assert_allclose(served.predict(x.tolist(), batch_size=size), served(x), atol=1e-6)
    frame = pd.DataFrame(x)
    np.testing.assert_allclose(served.predict(frame, batch_size=size), served(x), atol=1e-6)
    a, b = numbers(10, 4), numbers(10, 3)
    for given in ([a, b], {"a": a, "b": b.tolist()}):
        found = two.predict(given, batch_size=size)
        np.testing.assert_allclose(found[1], two(a, b)[1], atol=1e-6)


def test_a_dict_of_outputs_stays_one(tmp_path):
    model = called(lambda y, x: {"low": y, "high": x})
    model.export(tmp_path / "m")
    found = export.load(tmp_path / "m").predict(numbers(6), batch_size=4)
    np.testing.assert_allclose(found["high"], numbers(6))
    assert list(found) == ["low", "high"]


def test_no_rows_give_no_rows(served, two):
    assert served(numbers(0)).shape == (0, 3)
    assert [one.shape for one in two(numbers(0, 4), numbers(0, 3))] == [(0, 2), (0, 1)]


def test_a_signature_that_is_not_there_is_named(served):
    assert served.signature().name == "serving_default"
    with pytest.raises(ValueError, match=r"Unknown signature 'serving'. Did you mean"):
        served.signature("serving")


def test_what_does_not_fit_is_refused(served):
    with pytest.raises(DataError, match=r"Input 'x' must have the shape \[None, 4\], got \[2, 5\]"):
        served.predict(numbers(2, 5))
    with pytest.raises(DataError, match="There is no input 'y'"):
        served(y=numbers(2))


def test_it_tells_what_it_is(served):
    assert served.name == "dense_model"
    assert repr(served).endswith("signatures=['serving_default'])")
    assert "inputs=['x'], outputs=['score']" in repr(served.signatures["serving_default"])


def test_a_few_rows_at_a_time_are_those_of_all_inputs(two):
    a, b = numbers(10, 4), numbers(10, 3)
    found = two.predict([a.tolist(), b.tolist()], batch_size=4)
    np.testing.assert_allclose(found[0], two(a, b)[0], atol=1e-6)
    with pytest.raises(DataError, match="Inputs must have as many rows as each other"):
        two.predict([a, numbers(12, 3)], batch_size=4)


def test_a_number_where_rows_are_asked_for_is_refused(tmp_path):
    x = TensorSpec("x", (None,), "float32")
    endpoints = {"f": export.Endpoint(lambda x: 2 * x, [x])}
    export.write(tmp_path / "m", endpoints, [], export.Contents("m"))
    served = export.load(tmp_path / "m")
    assert served.predict(np.ones(3, "float32"), batch_size=2).tolist() == [2, 2, 2]
    with pytest.raises(DataError, match=r"must have the shape \[None\], got \[\]"):
        served.predict(np.array(1, "float32"))


def test_inputs_without_rows_are_the_same_for_every_part(tmp_path):
    specs = [TensorSpec("x", (None, 2), "float32"), TensorSpec("w", (2,), "float32")]
    endpoints = {"f": export.Endpoint(lambda x, w: x * w, specs)}
    export.write(tmp_path / "m", endpoints, [], export.Contents("m"))
    x, w = numbers(5, 2), np.array([2, 3], "float32")
    found = export.load(tmp_path / "m").predict([x, w], batch_size=2)
    np.testing.assert_allclose(found, x * w)


def test_two_tables_are_refused_and_columns_may_be_added_by_name():
    table = {"age": [1]}
    with pytest.raises(DataError, match=r"Give one table .*, got 2 arguments and 0 columns"):
        _table([table, table], {})
    with pytest.raises(DataError, match=r"Give one table .*, got 1 arguments and 1 columns"):
        _table([[{"age": 1}]], {"sex": ["m"]})
    assert _table([table], {"sex": ["m"]}) == {"age": [1], "sex": ["m"]}


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    """Return an export whose two inputs are added along an open axis."""
    a, b = (deepkit.Input((None, 2), name=name) for name in "ab")
    folder = tmp_path_factory.mktemp("joined") / "m"
    deepkit.Model([a, b], deepkit.layers.Add()([a, b])).export(folder)
    return export.load(folder)


@pytest.mark.parametrize("steps", [(3, 4), (0, 0)])
def test_open_axes_that_do_not_go_together_are_told(steps, joined):
    x = [np.ones((2, n, 2), "float32") for n in steps]
    one, other = steps
    text = rf"such sizes together: 'a' \[2, {one}, 2\], 'b' \[2, {other}, 2\]\. An open axis must"
    with pytest.raises(DataError, match=text):
        joined.predict(x)


def test_open_axes_that_go_together_are_served(joined):
    x = np.ones((2, 5, 2), "float32")
    np.testing.assert_array_equal(joined.predict([x, x]), 2 * x)
