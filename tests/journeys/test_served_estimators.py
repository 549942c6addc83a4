"""Every estimator of the box: trained on real tables, exported, served without its code."""

import json
import subprocess
import sys

import numpy as np
import pytest

from deepkit import estimators, export
from deepkit import feature_column as fc
from deepkit.estimators import heads

pytestmark = pytest.mark.slow

# Nothing but JAX, NumPy and flatbuffers, and of deepkit only what reads an export.
SERVER = """
import json, sys
for name in ("h5py", "tqdm", "pandas", "sklearn"):
    sys.modules[name] = None
import numpy as np
from deepkit import export
rows = json.load(open(sys.argv[2], encoding="utf-8"))
for path in json.loads(sys.argv[1]):
    served = export.load(path)
    np.savez(path + ".npz", **served.signatures["predict"](rows))
rooms = {name.split(".")[1] for name in sys.modules if name.startswith("deepkit.")}
assert not rooms & {"layers", "training", "models", "estimators", "feature_column"}, rooms
"""

ADULT = (
    "age", "workclass", "weight", "education", "years", "marital", "occupation", "relationship",
    "race", "sex", "gain", "loss", "hours", "country", "income",
)  # fmt: skip


@pytest.fixture(scope="module")
def titanic(shared_data):
    """Return passengers and whether they survived."""
    table = fc.read_csv(shared_data / "titanic.csv")
    return table.without("survived", "alive"), table["survived"]


@pytest.fixture(scope="module")
def adult(shared_data):
    """Return some people of the census and their incomes."""
    table = fc.read_csv(shared_data / "adult-test.csv", names=ADULT, comment="|").take(range(600))
    return table.without("income"), table["income"]


def asked(table, gaps, word, number):
    """Return rows as a server is asked for them: as they are, with gaps, and as none was before."""
    lists = {key: table[key][:17].tolist() for key in table}
    rows = [{key: lists[key][i] for key in table} for i in range(17)]
    rows[3] |= dict.fromkeys(gaps)
    rows[5] |= {word: "never seen", number: 1e6}
    return [_plain(row) for row in rows]


def _plain(row):
    return {k: None if v != v or v == "" else v for k, v in row.items()}


def columns(names, numbers, hashed, crossed):
    """Return wide and deep columns of a table."""
    words = [fc.categorical_column_with_vocabulary_list(n, num_oov_buckets=1) for n in names]
    scaled = [fc.numeric_column(n, normalizer="zscore", missing="indicator") for n in numbers]
    many = fc.categorical_column_with_hash_bucket(hashed, 50)
    ages = fc.bucketized_column(fc.numeric_column(numbers[0], missing="mean"), num_buckets=5)
    wide = [*words, ages, fc.crossed_column(crossed, 100)]
    deep = [*scaled, *map(fc.indicator_column, words), fc.embedding_column(many, 4)]
    return wide, deep


COLORS = ["red", "green", "blue"]
TITANIC = columns(["sex", "embarked", "who"], ["age", "fare"], "deck", ["sex", "class"])
CENSUS = columns(["workclass", "sex"], ["age", "hours"], "occupation", ["education", "sex"])


def classifiers(wide, deep):
    """Return an estimator of each kind that chooses between two classes."""
    few = {"steps": 30, "random_state": 0}
    return {
        "linear": estimators.LinearClassifier(wide, **few),
        "solved": estimators.LinearClassifier([*wide, *deep[:2]], random_state=0),
        "deep": estimators.DNNClassifier((16, 8), deep, **few),
        "both": estimators.DNNLinearCombinedClassifier(
            linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=(8,), **few
        ),
        "baseline": estimators.BaselineClassifier(random_state=0),
        "inferred": estimators.DNNClassifier((8,), **few),
    }


def regressors(wide, deep):
    """Return an estimator of each kind that predicts numbers, or what a head says."""
    few = {"steps": 30, "random_state": 0}
    return {
        "linear": estimators.LinearRegressor(wide, **few),
        "deep": estimators.DNNRegressor((8,), deep, **few),
        "both": estimators.DNNLinearCombinedRegressor(
            linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=(8,), **few
        ),
        "baseline": estimators.BaselineRegressor(random_state=0),
        "counts": estimators.DNNEstimator(heads.PoissonRegressionHead(), (8,), deep, **few),
        "logistic": estimators.LinearEstimator(heads.LogisticRegressionHead(), wide, **few),
        "both counts": estimators.DNNLinearCombinedEstimator(
            heads.PoissonRegressionHead(),
            linear_feature_columns=wide,
            dnn_feature_columns=deep,
            dnn_hidden_units=(8,),
            **few,
        ),
        "baseline counts": estimators.BaselineEstimator(
            heads.PoissonRegressionHead(), random_state=0
        ),
    }


def served_alike(made, rows, folder):
    """Compare what estimators predict with what their exports serve in one fresh process."""
    table = {key: [row.get(key) for row in rows] for key in rows[0]}
    wanted = {name: predicted(one, table) for name, one in made.items()}
    paths = {name: one.export_saved_model(folder / name) for name, one in made.items()}
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    command = [sys.executable, "-c", SERVER, json.dumps(list(paths.values()))]
    subprocess.run([*command, str(folder / "rows.json")], check=True)
    for name, path in paths.items():
        found = dict(np.load(f"{path}.npz"))
        expected = wanted[name]
        assert set(found) == {_named(key) for key in expected}, name
        for key, array in expected.items():
            one = found[_named(key)]
            assert one.dtype.kind == array.dtype.kind, (name, key)
            if array.dtype.kind == "U":
                np.testing.assert_array_equal(one, array, err_msg=f"{name}: {key}")
            else:
                # 1e-6 for probabilities, and of what is larger than one as much of its size.
                apart = np.abs(one.astype(float) - array) / np.maximum(1, np.abs(array))
                assert apart.max() <= 1e-6, (name, key)
    return paths


def predicted(one, table):
    """Return what a trained estimator says, before anything is exported."""
    (found,) = one.predict_iter(lambda: table, yield_single_examples=False)
    return found


def _named(key):
    return "/".join(key) if isinstance(key, tuple) else key


def test_classifiers_of_passengers(titanic, tmp_path):
    table, survived = titanic
    made = {n: one.fit(table, survived) for n, one in classifiers(*TITANIC).items()}
    rows = asked(table, ("age", "deck", "embarked"), "deck", "fare")
    paths = served_alike(made, rows, tmp_path)
    served = {name: export.load(path).signatures["predict"] for name, path in paths.items()}
    many = table.take(np.arange(1000) % table.rows)
    for size in (1, 3, 17, 1000):
        part = dict(many.take(range(size)).columns)
        for name, one in made.items():
            found, expected = served[name](part)["probabilities"], one.predict_proba(part)
            np.testing.assert_allclose(found, expected, atol=1e-6, err_msg=name)


def test_classifiers_of_the_census_with_labels_that_are_text(adult, tmp_path):
    table, income = adult
    made = {n: one.fit(table, income) for n, one in classifiers(*CENSUS).items()}
    paths = served_alike(
        made, asked(table, ("workclass", "occupation"), "occupation", "hours"), tmp_path
    )
    served = export.load(paths["linear"]).signatures
    assert set(served) == {"serving_default", "classification", "regression", "predict"}
    classes = served["classification"](
        asked(table, ("workclass", "occupation"), "occupation", "hours")
    )["classes"]
    assert classes[0].tolist() == [b if isinstance(b, str) else str(b) for b in np.unique(income)]


def test_regressors_of_fares(titanic, tmp_path):
    table, survived = titanic
    rest, fares = table.without("fare"), table["fare"]
    wide, deep = columns(["sex", "embarked"], ["age", "parch"], "deck", ["sex", "class"])
    made = {
        n: one.fit(rest, survived if n == "logistic" else fares)
        for n, one in regressors(wide, deep).items()
    }
    paths = served_alike(made, asked(rest, ("age", "embarked"), "deck", "parch"), tmp_path)
    assert set(export.load(paths["deep"]).signatures) == {
        "serving_default",
        "regression",
        "predict",
    }


def test_regressors_of_hours_in_the_census(adult, tmp_path):
    table, income = adult
    rest, hours = table.without("hours"), table["hours"]
    wide, deep = columns(["workclass", "sex"], ["age", "years"], "occupation", ["education", "sex"])
    rich = np.array([">50K" in one for one in income], int)
    made = {
        n: one.fit(rest, rich if n == "logistic" else hours)
        for n, one in regressors(wide, deep).items()
    }
    served_alike(made, asked(rest, ("workclass", "occupation"), "occupation", "age"), tmp_path)


def test_several_classes_and_several_heads(titanic, tmp_path):
    table, survived = titanic
    rest = table.without("class", "pclass")
    _, deep = columns(["sex", "embarked"], ["age", "parch"], "deck", ["sex", "who"])
    few = {"steps": 30, "random_state": 0}
    both = heads.MultiHead([heads.BinaryClassHead(name="lives"), heads.RegressionHead(name="fare")])
    labels = {"lives": survived, "fare": table["fare"]}
    made = {
        "classes": estimators.DNNClassifier((8,), deep, n_classes=3, **few).fit(
            rest, table["class"]
        ),
        "labels": estimators.DNNEstimator(heads.MultiLabelHead(2), (8,), deep, **few).fit(
            rest, np.stack([survived, 1 - survived], 1)
        ),
        "heads": estimators.DNNEstimator(both, (8,), deep, **few).fit(rest, labels),
    }
    served_alike(made, asked(rest, ("age", "embarked"), "deck", "parch"), tmp_path)


def test_sequences(tmp_path):
    random = np.random.default_rng(0)
    lengths = random.integers(1, 7, 60)
    words = [random.choice(COLORS, n).tolist() for n in lengths]
    data = {"words": words, "sizes": [random.normal(size=n).tolist() for n in lengths]}
    labels = np.array([w.count("red") > 1 for w in words])
    color = fc.sequence_categorical_column_with_vocabulary_list("words", COLORS)
    steps = [fc.embedding_column(color, 3), fc.sequence_numeric_column("sizes")]
    few = {"units": [4], "steps": 20, "random_state": 0}
    tags = heads.MultiClassHead(3)
    made = {
        "rnn": estimators.RNNClassifier(steps, **few).fit(data, labels),
        "number": estimators.RNNEstimator(heads.RegressionHead(), steps, **few).fit(data, lengths),
        "tags": estimators.RNNEstimator(tags, steps, return_sequences=True, **few).fit(
            data, [[COLORS.index(one) for one in row] for row in words]
        ),
    }
    rows = [{"words": words[i], "sizes": data["sizes"][i]} for i in range(9)]
    rows.append({"words": ["mauve"], "sizes": [0.0]})
    served_alike(made, rows, tmp_path)
