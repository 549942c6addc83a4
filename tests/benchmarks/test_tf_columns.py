"""The first weights of TensorFlow's models are known, and its example is run beside its figures."""

import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.tabular import Split, tf_columns
from benchmarks.tabular._first_weights import first_weights, philox, truncated_normal, uniform

MOST = 2**64 - 1
GOLDEN = "dnn/input_from_feature_columns/input_layer/"


# The known answers that come with Random123, the authors' own implementation.
@pytest.mark.parametrize(
    ("word", "answer"),
    [
        (0, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        (MOST, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    ],
)
def test_words_are_those_of_the_authors(word, answer):
    assert philox((word, word), np.array([word], np.uint64)).tolist() == [answer]


def test_numbers_are_spread_as_they_should_be():
    even, normal = uniform((1, 2), (100, 50)), truncated_normal((1, 2), (100, 50))
    assert 0 <= even.min() < even.max() < 1
    assert even.mean() == pytest.approx(0.5, abs=0.02)
    assert abs(normal).max() < 2
    assert normal.std() == pytest.approx(0.8796, abs=0.02)  # of what lies within 2 deviations


def test_first_weights_are_those_of_the_records(shared_data):
    """The records are of models with two embeddings, and of the seed 1."""
    golden = json.loads((shared_data / "golden" / "tf_estimator_titanic.json").read_text())
    recorded = golden["models"]["DNNClassifier_Adagrad"]["initial"]
    for place, name in enumerate(["hiddenlayer_0", "hiddenlayer_1", "logits"]):
        kernel = np.array(recorded[f"dnn/{name}/kernel"])
        found = (2 * uniform((1, 2 + place), kernel.shape) - 1) * np.sqrt(6 / sum(kernel.shape))
        np.testing.assert_allclose(found, kernel, atol=1e-6)
    for place, name in enumerate(["deck", "embark_town"]):
        table = np.array(recorded[f"{GOLDEN}{name}_embedding/embedding_weights"])
        found = truncated_normal((1, place), table.shape) / np.sqrt(table.shape[1])
        np.testing.assert_allclose(found, table, atol=1e-6)


def test_each_layer_has_first_weights_of_its_size():
    found = first_weights(42, ("job_embedding", 10, 4), (7, 5, 1))
    assert {name: array.shape for name, array in found.items()} == {
        f"{GOLDEN}job_embedding/embedding_weights": (10, 4),
        "dnn/hiddenlayer_0/kernel": (7, 5),
        "dnn/logits/kernel": (5, 1),
    }
    assert abs(found["dnn/hiddenlayer_0/kernel"]).max() < np.sqrt(6 / 12)


@pytest.fixture
def census(random):
    """Return some rows with the columns of Adult."""
    texts = ("workclass", "education", "marital_status", "occupation", "relationship")
    numbers = ("age", "education_num", "capital_gain", "capital_loss", "hours_per_week")
    x = pd.DataFrame({name: random.choice(["a", "b"], 60) for name in texts})
    x = x.assign(**{name: random.integers(0, 80, 60) for name in numbers})
    y = (x["age"] > 40).to_numpy().astype(np.int64)
    return Split(x, y, x, y)


def test_each_model_has_figures_from_both_kinds_of_first_weights(census, monkeypatch):
    some = [case for case in tf_columns.cases() if case.title in ("linear", "deep, z-scores")]
    monkeypatch.setattr(tf_columns, "cases", lambda: some)
    monkeypatch.setattr(tf_columns, "STEPS", 1)
    lines = tf_columns.comparison(census, 1).splitlines()
    assert lines[2].split() == ["linear", "TensorFlow", "2.15", "0.8387", "0.8861", "0.3483"]
    assert len(lines) == 2 + 3 + 4  # linear models begin at zero, wherever
    deep = [line.split()[-3:] for line in lines[5:]]
    assert len(set(map(tuple, deep))) == 4


def test_rows_come_in_the_order_of_a_file(census, monkeypatch, tmp_path, capsys):
    some = [case for case in tf_columns.cases() if case.title == "linear"]
    monkeypatch.setattr(tf_columns, "adult", lambda: census)
    monkeypatch.setattr(tf_columns, "cases", lambda: some)
    monkeypatch.setattr(tf_columns, "STEPS", 1)
    rows = np.arange(60)
    twice = np.concatenate([rows[::-1], rows[:40]])  # the hundred of the first batch, turned round
    np.save(tmp_path / "order.npy", twice)
    tf_columns.main(["--quick", "--order", str(tmp_path / "order.npy")])
    *_, in_file, in_order = filter(None, capsys.readouterr().out.splitlines())
    assert "its order of rows" in in_order
    assert in_order.split()[-3:] == in_file.split()[-3:]


def test_the_program_prints_a_table(census, monkeypatch, capsys):
    monkeypatch.setattr(tf_columns, "adult", lambda: census)
    monkeypatch.setattr(tf_columns, "cases", list)
    tf_columns.main(["--quick"])
    assert "3000 steps of 100    accuracy  auc" in capsys.readouterr().out
