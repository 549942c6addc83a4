"""A table's whole way: a CSV file, columns, training, a judgment, an export, and a server."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepkit import estimators
from deepkit import feature_column as fc

NAMES = ("Größe", "town", "trade, if any", "age", "bought")
TRADES = ["cook", "guard", 'clerk "A"', ""]

# Rows as a server is asked for them: whole, with gaps, and with what no training row had.
ASKED = [
    {"Größe": 1.7, "town": "Köln", "trade, if any": "cook", "age": 41},
    {"Größe": None, "town": "", "trade, if any": 'clerk "A"', "age": 41},
    {"Größe": 1.9, "town": "Atlantis", "trade, if any": "", "age": -1},
    {"Größe": 5e6, "town": "東京", "trade, if any": "diver", "age": 200},
]

# Neither scikit-learn nor pandas is there, nor the test's working directory.
SERVER = """
import json
import sys

sys.modules["sklearn"] = sys.modules["pandas"] = None

import numpy as np
from deepkit import estimators

served = estimators.SavedModel(sys.argv[1])
rows = json.load(open(sys.argv[2], encoding="utf-8"))
alone = [served.predict([row])["probabilities"][0] for row in rows]
np.savez(sys.argv[3], alone=alone, **served.predict(rows))
"""


def write_people(path, random, rows=400):
    """Write people into a CSV file, some of what is known of them left out."""
    size, age = random.normal(1.7, 0.1, rows).round(2), random.integers(15, 90, rows)
    town = random.choice(["Köln", "Wien", "東京"], rows)
    trade = random.choice(TRADES, rows)
    odds = 3 * (town == "Wien") + (trade == "cook") * (age > 50) * 4 - 2
    bought = np.where(random.random(rows) < 1 / (1 + np.exp(-odds)), "yes", "no")
    size = np.where(random.random(rows) < 0.1, "?", size.astype(str))
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [NAMES, *zip(size, town, trade, age, bought, strict=True)],
        )
    return str(path)


def declared_columns():
    """Return columns of all kinds that leave their vocabularies and scales to the data."""
    size = fc.numeric_column("Größe", normalizer="zscore", missing="indicator")
    town = fc.categorical_column_with_vocabulary_list("town", unseen="own")
    trade = fc.categorical_column_with_hash_bucket("trade, if any", 20)
    ages = fc.bucketized_column(fc.numeric_column("age"), num_buckets=5)
    cross = fc.crossed_column([ages, "trade, if any"], 50)
    return {
        "linear_feature_columns": [town, trade, ages, cross],
        "dnn_feature_columns": [size, fc.embedding_column(trade, 3), fc.indicator_column(town)],
    }


@pytest.fixture(scope="module", params=["declared", "inferred"])
def journey(request, tmp_path_factory):
    """Return a trained model, the file for its judgment, and a folder."""
    folder, random = tmp_path_factory.mktemp("table"), np.random.default_rng(0)
    train, test = (write_people(folder / name, random) for name in ("train.csv", "test.csv"))
    model = estimators.DNNLinearCombinedClassifier(
        **(declared_columns() if request.param == "declared" else {}),
        dnn_hidden_units=(16,),
        steps=300,
        random_state=0,
    )
    return model.fit(train, "bought"), test, folder


def served_elsewhere(model, folder):
    """Return the answers of a fresh process that reads an export."""
    path, rows, answers = model.export_saved_model(folder), folder / "rows.json", folder / "a.npz"
    rows.write_text(json.dumps(ASKED), encoding="utf-8")
    root = Path(__file__).parents[2]
    program = f"import sys; sys.path.insert(0, {str(root)!r})\n{SERVER}"
    command = [sys.executable, "-c", program, path, str(rows), str(answers)]
    subprocess.run(command, check=True, cwd=folder)
    return dict(np.load(answers))


def test_what_was_learned_is_better_than_one_answer_for_all(journey):
    model, test, _ = journey
    found = model.evaluate(test, "bought")
    assert found["accuracy"] > found["accuracy_baseline"] + 0.1
    assert found["accuracy"] == pytest.approx(model.score(test, "bought"))
    assert set(model.predict(test)) == {"no", "yes"}


def test_a_fresh_process_serves_what_is_predicted_to_the_last_bit(journey):
    model, _, folder = journey
    served = served_elsewhere(model, folder)
    expected = model.predict_proba(ASKED)
    assert np.isfinite(expected).all()
    np.testing.assert_array_equal(served["probabilities"], expected)
    np.testing.assert_array_equal(served["alone"], expected)  # whatever rows come along
    assert served["classes"][:, 0].tolist() == model.predict(ASKED).tolist()


def test_gaps_and_unseen_values_get_answers_of_their_own(journey):
    model, *_ = journey
    usual = {"Größe": 1.7, "town": "Wien", "trade, if any": "cook", "age": 41}
    changed = [{"town": "Atlantis"}, {"town": ""}, {"trade, if any": ""}, {"Größe": None}]
    first, *others = model.predict_proba([usual, *({**usual, **change} for change in changed)])
    assert all(not np.array_equal(first, other) for other in others)


def test_a_row_that_misses_a_column_is_refused_by_name(journey):
    row = {"Größe": 1.7, "town": "Wien", "age": 41}
    with pytest.raises(ValueError, match="Column 'trade, if any' is missing"):
        journey[0].predict([row])
