"""What an estimator is worth with weights in fewer bits."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from deepkit import estimators, export, layers, ops
from deepkit.errors import DataError
from deepkit.estimators import heads

X = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
ROWS = {name: X[:, place] for place, name in enumerate("abcd")}
SUM = X.sum(1)
ANSWERS = np.where(SUM > 0, "yes", "no")


def cost_of(made, folder, targets, *, rows=ROWS, quantize="int8"):
    """Return what is told of an export, and the export."""
    path = made.export_saved_model(folder, quantize=quantize, examples=rows, targets=targets)
    return export.open_manifest(path).about["accuracy"]["predictions"]["evaluation"], path


@pytest.fixture(scope="module")
def classifier():
    made = estimators.DNNClassifier((64,), steps=20, random_state=0)
    return made.fit(ROWS, ANSWERS)


@pytest.mark.parametrize("form", ["int8", "bfloat16"])
def test_labels_of_text_are_judged_as_the_export_answers_them(form, classifier, tmp_path):
    cost, path = cost_of(classifier, tmp_path, ANSWERS, quantize=form)
    served = export.load(path).signatures["predict"](ROWS)
    right = served["probabilities"][np.arange(40), (SUM > 0).astype(int)]
    assert cost["average_loss"] == pytest.approx(-np.log(right).mean(), rel=1e-5)
    assert cost["accuracy"] == pytest.approx(np.mean(served["classes"][:, 0] == ANSWERS))
    assert cost["average_loss"] != cost["average_loss_before"]


@pytest.mark.parametrize("kind", ["frame", "file", "column"])
def test_rows_come_as_they_do_to_predict_and_are_not_stored(kind, classifier, tmp_path):
    frame = pd.DataFrame({**ROWS, "answer": ANSWERS})
    frame.to_csv(tmp_path / "rows.csv", index=False)
    rows = {"frame": frame.drop(columns="answer"), "file": tmp_path / "rows.csv", "column": frame}
    targets = ANSWERS if kind == "frame" else "answer"
    before = classifier.predict_proba(ROWS)
    cost, path = cost_of(classifier, tmp_path / "out", targets, rows=rows[kind])
    expected = classifier.evaluate(ROWS, ANSWERS)
    assert {name: cost[f"{name}_before"] for name in expected if name != "global_step"} == {
        name: value for name, value in expected.items() if name != "global_step"
    }
    np.testing.assert_array_equal(classifier.predict_proba(ROWS), before)
    plain = classifier.export_saved_model(tmp_path / "plain", quantize="int8")
    for name in ("golden/rows.json", "golden/predictions.safetensors"):
        assert Path(path, name).read_bytes() == Path(plain, name).read_bytes()


def test_numbers_are_judged_in_their_unit(tmp_path):
    targets = 1000 + 50 * SUM
    made = estimators.DNNRegressor((64,), steps=20, random_state=0).fit(ROWS, targets)
    cost, path = cost_of(made, tmp_path, targets)
    found = export.load(path).predict(ROWS)["outputs"][:, 0]
    expected = np.sqrt(np.mean((found - targets) ** 2))
    assert cost["root_mean_squared_error"] == pytest.approx(expected, rel=1e-4)


def model_fn(features, labels, mode):
    found = layers.Dense(64, name="wide")(features["a"][:, None])
    found = layers.Dense(64, name="deep")(found)
    if mode == "infer":
        return estimators.EstimatorSpec(mode, predictions={"y": found})
    loss = ops.mean(ops.square(found[:, 0] - labels))
    return estimators.EstimatorSpec(mode, loss=loss, optimizer="sgd")


@pytest.mark.parametrize(
    ("make", "targets"),
    [
        (
            lambda: estimators.DNNEstimator(heads.MultiLabelHead(), (64,), steps=5),
            np.stack([SUM > 0, X[:, 0] > 0, X[:, 1] > 1], axis=1).astype(int),
        ),
        (
            lambda: estimators.DNNEstimator(
                heads.MultiHead([heads.BinaryClassHead(name="b"), heads.RegressionHead(name="r")]),
                (64,),
                steps=5,
            ),
            {"b": ANSWERS, "r": SUM},
        ),
        (lambda: estimators.Estimator(model_fn, steps=5), SUM),
        (lambda: estimators.LinearClassifier(n_classes=3, steps=5), np.digitize(SUM, [-1, 1])),
    ],
)
def test_all_that_an_evaluation_finds_is_told_before_and_after(make, targets, tmp_path):
    made = make().fit(ROWS, targets)
    expected = made.evaluate(ROWS, targets)
    del expected["global_step"]
    cost, _ = cost_of(made, tmp_path, targets)
    assert set(cost) == {*expected, *(f"{name}_before" for name in expected)}
    for name, value in expected.items():
        assert cost[f"{name}_before"] == pytest.approx(value, nan_ok=True)
        assert cost[name] == pytest.approx(value, rel=0.2, abs=0.02)


def test_without_targets_only_the_difference_is_told(classifier, tmp_path):
    for form in (None, "int8"):
        path = classifier.export_saved_model(tmp_path, quantize=form, examples=ROWS)
    told = export.open_manifest(path).about["accuracy"]["predictions"]
    assert "evaluation" not in told
    assert told["class_ids"]["equal"] > 0.9


@pytest.mark.parametrize(
    ("told", "error", "message"),
    [
        ({"targets": ANSWERS, "quantize": "int8"}, ValueError, "`targets` need `examples`"),
        ({"targets": ANSWERS, "examples": ROWS}, ValueError, "give `quantize`, or leave `targets`"),
        ({"examples": {"a": [1.0]}}, DataError, "'b'"),
        (
            {"examples": ROWS, "targets": ["maybe"] * 40, "quantize": "int8"},
            DataError,
            "'maybe'",
        ),
        (
            {"examples": ROWS, "targets": ANSWERS, "quantize": "int4"},
            ValueError,
            "`quantize` must be one of",
        ),
    ],
)
def test_rows_and_labels_that_do_not_fit_are_refused(told, error, message, classifier, tmp_path):
    with pytest.raises(error, match=message):
        classifier.export_saved_model(tmp_path, **told)
