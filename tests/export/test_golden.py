"""What is exported is compared with what Python computes."""

import numpy as np
import pytest

from deepkit import export, ops
from deepkit.errors import DataError, SavingError
from deepkit.export import Endpoint, TensorSpec
from deepkit.export._golden import _alike, accuracy_lost, examples_for
from tests.export._models import branching, called, dense, numbers


@pytest.mark.parametrize("rows", [1, 2, 3, 17, 64])
def test_a_branch_on_the_number_of_rows_is_caught_and_explained(rows, tmp_path):
    model = called(lambda y, x: 2 * y + 1 if x.shape[0] == rows else y)
    with pytest.raises(SavingError, match=rf"is not the model: for {rows} rows, .*`ops.where`"):
        model.export(tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_branch_between_two_numbers_is_caught(tmp_path):
    for rows in (17, 64):
        model = called(lambda y, x, rows=rows: y * (2 if x.shape[0] == rows else 3))
        with pytest.raises(SavingError, match=rf"is not the model: for {rows} rows"):
            model.export(tmp_path / "m")


def test_all_examples_are_compared_at_once(tmp_path):
    model = called(lambda y, x: 2 * y if x.shape[0] == 29 else y)
    model.export(tmp_path / "m")
    with pytest.raises(SavingError, match="is not the model: for 29 rows"):
        model.export(tmp_path / "n", examples=numbers(29))


@pytest.mark.parametrize(("written", "alike"), [("f32[8,4]", 1), ("f32[32]", 0), ("f32[9,4]", 0)])
def test_programs_are_alike_but_for_the_number_of_rows(written, alike):
    assert _alike(written, 8, ["f", "32", "[", "127", ",", "4", "]"]) == bool(alike)


def test_what_asks_for_the_number_of_rows_in_operations_is_no_branch(tmp_path):
    model = called(lambda y, x: y * ops.sum(ops.ones_like(x[:, 0])))
    model.export(tmp_path / "m")
    served = export.load(tmp_path / "m")
    for rows in (1, 5):
        x = numbers(rows)
        np.testing.assert_allclose(
            served.predict(x), model.predict(x, verbose=0), rtol=1e-5, atol=1e-6
        )


def test_examples_of_the_user_are_kept(tmp_path):
    x = numbers(7, seed=5)
    dense().export(tmp_path / "m", examples=x)
    kept = np.fromfile(tmp_path / "m" / "golden" / "serving_default.safetensors", np.uint8)
    golden = export._load.read_tensors(kept, "golden")
    np.testing.assert_array_equal(golden["inputs/x"], x[:3])
    np.testing.assert_allclose(
        golden["outputs/score"], dense().predict(x[:3], verbose=0), atol=1e-6
    )


def test_examples_that_do_not_fit_are_refused(tmp_path):
    with pytest.raises(DataError, match="Input 'x' must have the shape"):
        dense().export(tmp_path / "m", examples=np.ones((3, 5)))


@pytest.mark.parametrize("form", ["deepkit", "onnx"])
def test_examples_must_have_a_row(form, tmp_path):
    with pytest.raises(DataError, match="`examples` must have one row at least, got none"):
        dense().export(tmp_path / "m", format=form, examples=np.ones((0, 4), "float32"))


def test_examples_are_made_up_for_every_kind():
    specs = [TensorSpec(name, (None, None), name) for name in ("float32", "int32", "bool")]
    made = examples_for(Endpoint(lambda *x: x, specs), None)
    assert [a.shape for a in made] == [(3, 5)] * 3
    assert [a.dtype.name for a in made] == ["float32", "int32", "bool"]
    assert set(made[1].ravel().tolist()) <= {0, 1}  # within every vocabulary


def test_what_fewer_bits_cost_is_told_by_the_kind_of_output():
    found, exact = np.array([[1.0, 3.0], [2.0, 1.0]]), np.array([[2.0, 1.0], [2.0, 1.0]])
    told = accuracy_lost(["y"], [found], [exact], [1, 0])["y"]
    assert told["largest_difference"] == 2 / 2
    assert told["mean_difference"] == 3 / 4
    assert (told["same_first_choice"], told["accuracy_before"], told["accuracy"]) == (0.5, 0.5, 1.0)


def test_numbers_are_judged_by_their_errors():
    found, exact = np.array([[1.0], [3.0]]), np.array([[2.0], [2.0]])
    told = accuracy_lost(["y"], [found], [exact], [2.0, 2.0])["y"]
    assert told["root_mean_squared_error_before"] == 0
    assert told["root_mean_squared_error"] == 1


def test_whole_numbers_are_equal_or_not():
    told = accuracy_lost(["y"], [np.array([1, 2])], [np.array([1, 3])])
    assert told == {"y": {"equal": 0.5}}


def test_measures_that_are_not_finite_are_left_out():
    exact = np.array([[-np.inf, 1.0], [-np.inf, 2.0]])
    told = accuracy_lost(["y"], [exact + 0.0], [exact])["y"]
    assert told == {"largest_difference": 0.0, "same_first_choice": 1.0}


@pytest.mark.parametrize("targets", [[[0, 1], [1, 0]], [[1], [0]]])
def test_classes_may_be_one_hot_or_in_a_column(targets):
    found, exact = np.array([[1.0, 3.0], [2.0, 1.0]]), np.array([[2.0, 1.0], [2.0, 1.0]])
    told = accuracy_lost(["y"], [found], [exact], targets)["y"]
    assert (told["accuracy_before"], told["accuracy"]) == (0.5, 1.0)


def test_probabilities_are_judged_by_what_is_likelier():
    found, exact = np.array([[0.4], [0.6]]), np.array([[0.4], [0.3]])
    told = accuracy_lost(["y"], [found], [exact], [0, 1])["y"]
    assert (told["accuracy_before"], told["accuracy"]) == (0.5, 1.0)


def test_targets_of_another_shape_are_refused():
    with pytest.raises(DataError, match=r"`targets` must be .*, of shape \[2, 1\], got \[3\]"):
        accuracy_lost(["y"], [np.ones((2, 1))], [np.ones((2, 1))], [0, 1, 2])


def test_targets_on_the_side_are_refused():
    with pytest.raises(DataError, match=r"of shape \[3, 2\], got \[2, 3\]"):
        accuracy_lost(["y"], [np.ones((3, 2))], [np.ones((3, 2))], np.zeros((2, 3)))


@pytest.mark.parametrize("strange", [-1, 2, 0.5, np.nan])
def test_classes_that_are_not_there_are_refused(strange):
    with pytest.raises(DataError, match=f"numbers of its 2 classes, 0 to 1, got {strange}"):
        accuracy_lost(["y"], [np.ones((2, 2))], [np.ones((2, 2))], np.array([0, strange]))


TWO = [np.array([[1.0, 3.0], [2.0, 1.0]]), np.array([[1.0], [3.0]])]


@pytest.mark.parametrize(
    "targets", [{"q": [1, 3], "p": [1, 0]}, [[1, 0], [1, 3]], ([1, 0], np.array([1, 3]))]
)
def test_each_output_has_targets_of_its_own(targets):
    told = accuracy_lost(["p", "q"], TWO, TWO, targets)
    assert (told["p"]["accuracy"], told["q"]["root_mean_squared_error"]) == (1.0, 0.0)


@pytest.mark.parametrize("targets", [{"p": [1, 0]}, [[1, 0], None], np.array([1, 0])])
def test_an_output_may_have_no_targets(targets):
    told = accuracy_lost(["p", "q"], TWO, TWO, targets)
    assert told["p"]["accuracy"] == 1.0
    assert "root_mean_squared_error" not in told["q"]


def test_whole_numbers_have_targets_too():
    told = accuracy_lost(["y"], [np.array([1, 2])], [np.array([1, 3])], {"y": [1, 3]})["y"]
    assert told == {"equal": 0.5, "accuracy_before": 1.0, "accuracy": 0.5}


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ({"r": [1, 0]}, r"`targets` has 'r', but the outputs are \['p', 'q'\]"),
        ([[1, 0]], r"a list of one for each of the outputs \['p', 'q'\], got 1 of them"),
        (3, r"must be a dict by output, or a list of one for each .*, got 3"),
        ({"p": [[1], [0, 1]]}, "`targets` of output 'p' must be an array of numbers"),
        ({"p": ["cat", "dog"]}, "`targets` of output 'p' must be an array of numbers"),
        ({"q": [1, 2, 3]}, r"must be what output 'q' should be, of shape \[2, 1\], got \[3\]"),
    ],
)
def test_targets_that_fit_no_output_are_refused(targets, message):
    with pytest.raises(DataError, match=message):
        accuracy_lost(["p", "q"], TWO, TWO, targets)


def test_targets_of_two_outputs_are_judged_in_the_report(tmp_path):
    given = {"examples": {"a": numbers(5), "b": numbers(5, 3)}, "quantize": "bfloat16"}
    targets = {"q": np.zeros(5), "p": np.zeros(5, int)}
    report = branching().export(tmp_path / "m", targets=targets, **given)
    told = report.accuracy["serving_default"]
    assert "accuracy" in told["p"]
    assert "root_mean_squared_error" in told["q"]


def test_half_precision_inside_is_allowed_for(tmp_path):
    model = called(lambda y, x: ops.cast(ops.cast(y, "bfloat16") * 2, "float32"))
    model.export(tmp_path / "m")
    assert export.open_manifest(tmp_path / "m").programs["serving_default"].tolerance == 2e-2
