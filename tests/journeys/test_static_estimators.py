"""Estimators whose programs JAX reads no more: portable StableHLO answers as `predict` did."""

import numpy as np
import pytest

from deepkit import estimators, export
from deepkit import feature_column as fc

SEX = fc.categorical_column_with_vocabulary_list("sex", ["female", "male"], num_oov_buckets=1)
DECK = fc.categorical_column_with_hash_bucket("deck", 20)
TAGS = fc.categorical_column_with_hash_bucket("tags", 30)
AGE = fc.numeric_column("age", normalizer="zscore", missing="indicator")
OLD = fc.bucketized_column(fc.numeric_column("age", missing="mean"), num_buckets=4)
WIDE = [SEX, OLD, fc.crossed_column(["sex", "town"], 40), fc.weighted_categorical_column(TAGS, "w")]
DEEP = [AGE, fc.indicator_column(SEX), fc.embedding_column(DECK, 3), fc.embedding_column(TAGS, 2)]


@pytest.fixture(autouse=True)
def another_age(monkeypatch):
    """Let JAX read no program of its own."""

    def refuse(content):
        raise ValueError("of another age")

    monkeypatch.setattr("deepkit.export._running.from_stablehlo", refuse)
    # Or no export would be read again.
    monkeypatch.setattr("deepkit.export._write._Job._read_again", lambda job, folder: None)


def passengers(rows):
    """Return a table of passengers, with gaps, lists and words that are rare."""
    random = np.random.default_rng(0)
    tags = [random.choice(["a", "b", "c", "d"], n).tolist() for n in random.integers(0, 4, rows)]
    return {
        "sex": random.choice(["female", "male", None], rows).tolist(),
        "age": [None if a > 70 else float(a) for a in random.integers(1, 80, rows)],
        "deck": random.choice(["A", "B", None], rows).tolist(),
        "town": random.choice(["Cork", "Paris", "Oslo"], rows).tolist(),
        "tags": tags,
        "w": [random.random(len(one)).tolist() for one in tags],
    }


def asked(rows):
    """Return passengers of whom some are as nobody was before."""
    table = passengers(rows)
    table["sex"][0], table["deck"][-1], table["town"][0], table["age"][-1] = "?", "Ω", None, None
    table["tags"][0], table["w"][0] = ["never", "seen"] * 3, [1.0] * 6
    return table


MADE = {
    "wide": lambda few: estimators.LinearClassifier(WIDE, **few),
    "deep": lambda few: estimators.DNNClassifier((8,), DEEP, **few),
    "both": lambda few: estimators.DNNLinearCombinedClassifier(
        linear_feature_columns=WIDE, dnn_feature_columns=DEEP, dnn_hidden_units=(4,), **few
    ),
}


@pytest.mark.parametrize("kind", MADE)
def test_tables_with_categories_are_answered(kind, tmp_path):
    survived = np.random.default_rng(1).choice(["no", "yes"], 80)
    one = MADE[kind]({"steps": 20, "random_state": 0}).fit(passengers(80), survived)
    path = one.export_saved_model(tmp_path)
    with pytest.warns(RuntimeWarning, match="is run from its StableHLO"):
        served = export.load(path).signatures["predict"]
    for rows in (1, 3, 17, 100):
        found = served(asked(rows))
        np.testing.assert_allclose(
            found["probabilities"], one.predict_proba(asked(rows)), atol=1e-6
        )


def test_sequences_are_answered(tmp_path):
    random = np.random.default_rng(0)
    lengths = random.integers(1, 12, 60)
    words = [random.choice(["red", "green", "blue"], n).tolist() for n in lengths]
    data = {"words": words, "sizes": [random.normal(size=n).tolist() for n in lengths]}
    color = fc.sequence_categorical_column_with_vocabulary_list("words", ["red", "green", "blue"])
    steps = [fc.embedding_column(color, 3), fc.sequence_numeric_column("sizes")]
    labels = np.array([w.count("red") > 1 for w in words])
    one = estimators.RNNClassifier(steps, units=[4], steps=10, random_state=0).fit(data, labels)
    path = one.export_saved_model(tmp_path)
    with pytest.warns(RuntimeWarning, match="is run from its StableHLO"):
        served = export.load(path).signatures["predict"]
    rows = {"words": [*words[:9], ["mauve"]], "sizes": [*data["sizes"][:9], [0.0]]}
    found = served(rows)["probabilities"]
    np.testing.assert_allclose(found, one.predict_proba(rows), atol=1e-6)


def test_the_manifest_tells_sizes_and_what_rows_are_filled_up_with(tmp_path):
    one = estimators.LinearClassifier([SEX], steps=2, random_state=0)
    path = one.fit({"sex": ["male", "female"]}, [0, 1]).export_saved_model(tmp_path)
    program = export.open_manifest(path).programs["predictions"]
    assert [part.sizes for part in program.sized] == [{"ids": 1}, {"ids": 8}, {"ids": 64}]
    assert program.padding["sex"].fill == -1
