"""An exported model at work."""

import numpy as np
import pandas as pd
import pytest

from deepkit import export
from deepkit.errors import DataError
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
