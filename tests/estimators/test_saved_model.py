"""What is served is what `predict` says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import deepkit
from deepkit import estimators, export
from deepkit import feature_column as fc
from deepkit.errors import DataError, NotFittedError, SavingError
from deepkit.estimators import heads
from tests.export._forging import forged

ROWS = {
    "age": [22.0, 38.0, float("nan"), 35.0] * 8,
    "deck": ["A", "B", "", "C"] * 8,
    "sex": ["male", "female", "female", "male"] * 8,
}
LABELS = ["no", "yes", "yes", "no"] * 8
ODD = {"age": [float("nan"), 50.0], "deck": ["Z", ""], "sex": ["male", "unheard of"]}


def columns():
    age = fc.numeric_column("age", normalizer="zscore", missing="indicator")
    deck = fc.categorical_column_with_vocabulary_list("deck", num_oov_buckets=2)
    sex = fc.categorical_column_with_vocabulary_list("sex")
    crossed = fc.crossed_column(["deck", "sex"], 20)
    return [sex, crossed], [age, fc.embedding_column(deck, 3), fc.indicator_column(sex)]


@pytest.fixture(scope="module")
def estimator():
    wide, deep = columns()
    made = estimators.DNNLinearCombinedClassifier(
        linear_feature_columns=wide,
        dnn_feature_columns=deep,
        dnn_hidden_units=(8,),
        steps=60,
        random_state=0,
    )
    return made.fit(ROWS, LABELS)


@pytest.fixture(scope="module")
def exported(estimator, tmp_path_factory):
    return estimator.export_saved_model(tmp_path_factory.mktemp("exports"))


def test_served_probabilities_are_the_predicted_ones_to_the_last_bit(estimator, exported):
    served = estimators.SavedModel(exported)
    for rows in (ROWS, ODD):
        found = served.predict(rows)["probabilities"]
        np.testing.assert_array_equal(found, estimator.predict_proba(rows))


def test_the_signatures_are_those_of_tensorflow(exported):
    served = estimators.SavedModel(exported)
    assert set(served.signatures) == {"serving_default", "classification", "regression", "predict"}
    found = served.signatures["serving_default"](ODD)
    assert {name: values.shape for name, values in found.items()} == {
        "classes": (2, 2),
        "scores": (2, 2),
    }
    assert found["classes"][0].tolist() == ["no", "yes"]


def test_rows_of_json_are_served(estimator, exported):
    rows = json.loads('[{"age": 30, "deck": "A", "sex": "male"}]')
    found = estimators.SavedModel(exported).predict(rows)["probabilities"]
    table = {"age": [30.0], "deck": ["A"], "sex": ["male"]}
    np.testing.assert_array_equal(found, estimator.predict_proba(table))


def test_a_fresh_process_serves_the_same(estimator, exported):
    program = (
        "import json, sys; from deepkit import estimators\n"
        f"served = estimators.SavedModel({exported!r})\n"
        f"rows = json.loads({json.dumps(ODD)!r})\n"
        "print(json.dumps(served.predict(rows)['probabilities'].tolist()))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    found = np.asarray(json.loads(printed), np.float32)
    np.testing.assert_array_equal(found, estimator.predict_proba(ODD))


def test_a_regressor_is_served_in_the_units_of_its_targets(tmp_path):
    targets = np.linspace(1e4, 2e4, 32)
    made = estimators.DNNRegressor((4,), columns()[1], steps=20, random_state=0).fit(ROWS, targets)
    served = estimators.SavedModel(made.export_saved_model(tmp_path))
    found = served.signatures["regression"](ROWS)["outputs"][:, 0]
    np.testing.assert_array_equal(found, made.predict(ROWS))


def test_the_folder_of_exports_stands_for_the_newest(estimator, tmp_path):
    first = estimator.export_saved_model(tmp_path)
    second = estimator.export_saved_model(tmp_path)
    assert first != second
    assert os.fspath(estimators.SavedModel(tmp_path).path) == second


def test_an_export_names_the_step(estimator, exported):
    assert estimators.SavedModel(exported).global_step == estimator.global_step_ == 60


def test_assets_are_put_beside(estimator, tmp_path):
    (tmp_path / "terms.txt").write_text("fair use")
    told = {"legal/terms.txt": str(tmp_path / "terms.txt")}
    path = estimator.export_saved_model(tmp_path / "out", assets_extra=told)
    assert Path(path, "assets.extra/legal/terms.txt").read_text() == "fair use"


def test_assets_stay_in_their_folder(estimator, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(ValueError, match=r"must stay in its folder, got the path '\.\./a"):
        estimator.export_saved_model(tmp_path, assets_extra={"../a.txt": str(tmp_path / "a.txt")})


def test_nothing_is_exported_before_fit(tmp_path):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        estimators.LinearClassifier().export_saved_model(tmp_path)


def test_a_receiver_function_is_accepted_and_anything_else_is_not(estimator, tmp_path):
    estimator.export_saved_model(tmp_path, lambda: None)
    with pytest.raises(TypeError, match="`serving_input_receiver_fn` must be None or a function"):
        estimator.export_saved_model(tmp_path, 3)


def test_only_inference_is_exported(estimator, tmp_path):
    with pytest.raises(ValueError, match="Unknown mode 'train'"):
        estimator.export_saved_model(tmp_path, experimental_mode="train")


def test_a_missing_column_is_named(exported):
    with pytest.raises(DataError, match="'sex'"):
        estimators.SavedModel(exported).predict({"age": [1.0], "deck": ["A"]})


def test_a_folder_without_an_export_is_refused(tmp_path):
    with pytest.raises(SavingError, match=r"is no exported model: it has no deepkit.json"):
        estimators.SavedModel(tmp_path)


def test_an_export_that_was_changed_is_refused(exported, tmp_path):
    folder = shutil.copytree(exported, tmp_path / "copy")
    text = (folder / "estimator.json").read_text()
    (folder / "estimator.json").write_text(text.replace("zscore", "minmax"))
    with pytest.raises(SavingError, match=r"estimator.json is not what was written: its SHA-256"):
        estimators.SavedModel(folder)


@pytest.mark.parametrize(
    "text", ["[1]", '{"step": 1, "step": 2}', '{"step": NaN}', '{"encoder": []}']
)
def test_an_export_that_tells_something_else_is_refused(text, exported, tmp_path):
    folder = forged(exported, tmp_path / "copy", {"estimator.json": text.encode()})
    with pytest.raises(SavingError, match="is of no estimator, or damaged"):
        estimators.SavedModel(folder)


def test_an_export_of_another_model_is_refused(tmp_path):
    deepkit.Sequential([deepkit.Input((2,)), deepkit.layers.Dense(1)]).export(tmp_path / "m")
    with pytest.raises(SavingError, match=r"is of no estimator, or damaged: 'estimator.json'"):
        estimators.SavedModel(tmp_path / "m")


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Return an estimator with weights that are worth fewer bits, and its exports by form."""
    folder = tmp_path_factory.mktemp("rounded")
    made = estimators.DNNClassifier((300,), columns()[1], steps=20, random_state=0)
    made.fit(ROWS, LABELS)
    forms = ("int8", "bfloat16")
    return made, {form: made.export_saved_model(folder / form, quantize=form) for form in forms}


def test_rounded_weights_are_served_with_layers_or_without(wide):
    made, paths = wide
    assert export.open_manifest(paths["int8"]).about["quantization"] == "int8"
    for path in paths.values():
        served, program = estimators.SavedModel(path), export.load(path)
        found = served.predict(ODD)
        np.testing.assert_allclose(found["probabilities"], made.predict_proba(ODD), atol=0.01)
        for name, signature in program.signatures.items():
            for key, array in signature(ODD).items():
                one = served.signatures[name](ODD)[key]
                if array.dtype.kind == "U":
                    np.testing.assert_array_equal(one, array)
                else:
                    np.testing.assert_allclose(one, array, atol=1e-6)


def test_a_damaged_export_of_rounded_weights_is_refused(wide, tmp_path):
    folder = forged(wide[1]["int8"], tmp_path / "copy", {"estimator.json": b"{}"})
    with pytest.raises(SavingError, match="is of no estimator, or damaged"):
        estimators.SavedModel(folder)


def test_heads_keep_their_keys_with_rounded_weights(tmp_path):
    both = heads.MultiHead([heads.BinaryClassHead(name="b"), heads.RegressionHead(name="r")])
    made = estimators.DNNEstimator(both, (300,), columns()[1], steps=5, random_state=0)
    made.fit(ROWS, {"b": [0, 1] * 16, "r": np.arange(32.0)})
    exact = estimators.SavedModel(made.export_saved_model(tmp_path)).predict(ODD)
    path = made.export_saved_model(tmp_path, quantize="int8")
    served = estimators.SavedModel(path)
    rounded = served.predict(ODD)
    assert set(rounded) == set(exact)
    assert ("b", "probabilities") in exact
    assert set(served.signatures["predict"](ODD)) == {f"{one}/{key}" for one, key in exact}
    np.testing.assert_allclose(rounded["b", "logits"], exact["b", "logits"], atol=0.05)


def test_what_an_export_is_made_of_is_written_down(estimator, exported):
    layers = export.open_manifest(exported).about["layers"]
    assert sum(one["parameters"] for one in layers) == sum(
        np.prod(estimator.get_variable_value(name).shape)
        for name in estimator.get_variable_names()
        if name != "global_step"
    )
    assert all(set(one) == {"name", "class", "parameters"} for one in layers)


def test_a_column_with_a_function_cannot_be_exported(tmp_path):
    column = fc.numeric_column("age", normalizer_fn=abs)
    made = estimators.LinearRegressor([column]).fit({"age": [1.0, -2.0, 3.0]}, [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="age"):
        made.export_saved_model(tmp_path)


def test_a_saved_model_tells_where_it_is_from(exported):
    assert repr(estimators.SavedModel(exported)).startswith(f"SavedModel({exported!r}")
