"""The program of torch has the columns, the model and the optimizers of deepkit's."""

import importlib

import numpy as np
import pandas as pd
import pytest

from benchmarks._sections import SECTIONS, Plan
from benchmarks.tabular import Split, _wide_deep
from benchmarks.tabular._columns import deep_columns, wide_columns
from benchmarks.tabular._wide_deep import measure_wide_deep
from deepkit import backend, optimizers
from deepkit.feature_column import learn

torch = pytest.importorskip("torch")
peer = importlib.import_module("benchmarks.tabular._torch_wide_deep")

WORDS = {
    "workclass": ["Private", "State-gov", "unheard of"],
    "education": ["Bachelors", "HS-grad", "Masters"],
    "marital_status": ["Divorced", "Widowed"],
    "relationship": ["Husband", "Wife"],
    "occupation": ["a", "b", "c"],
}


@pytest.fixture
def census(random):
    """Return some rows with the columns of Adult."""
    numbers = ("age", "education_num", "capital_gain", "capital_loss", "hours_per_week")
    x = pd.DataFrame({name: random.choice(words, 300) for name, words in WORDS.items()})
    x = x.assign(**{name: random.integers(0, 80, 300) for name in numbers})
    y = ((x["age"] > 40) & (x["occupation"] != "a")).to_numpy().astype(np.int64)
    return Split(x[:200], y[:200], x[200:].reset_index(drop=True), y[200:])


def groups(ids):
    """Return which rows share a number, whatever the number is."""
    return np.unique(ids, return_inverse=True)[1]


def test_each_row_has_nine_wide_weights_one_of_which_is_the_bias(census):
    encode = peer.Encoder(census.x)
    wide = encode(census.x).wide.numpy()
    assert wide.shape == (200, 9)
    assert set(wide[:, -1]) == {encode.weights - 1}
    unknown = (census.x["workclass"] == "unheard of").to_numpy()
    assert np.array_equal(wide[:, 3] == encode.weights, unknown)
    assert encode.weights == 16 + 7 + 6 + 9 + 1000 + 11 + 1000 + 1000 + 1


def test_crosses_tell_apart_what_differs_in_any_of_their_columns(census):
    wide = peer.Encoder(census.x)(census.x).wide.numpy()
    pairs = groups(census.x["education"] + census.x["occupation"])
    ages = np.digitize(census.x["age"], [18, 25, 30, 35, 40, 45, 50, 55, 60, 65])
    triples = groups(census.x["education"] + census.x["occupation"] + ages.astype(str))
    assert len(np.unique(np.stack([wide[:, 6], pairs]), axis=1).T) == pairs.max() + 1
    assert np.array_equal(groups(wide[:, 5]), groups(ages))
    found = len(np.unique(wide[:, 7]))  # 1000 buckets: a few of them are met twice
    assert triples.max() + 1 - 6 <= found <= triples.max() + 1


def test_the_tower_sees_z_scores_and_indicators(census):
    deep = peer.Encoder(census.x)(census.x).deep.numpy()
    assert deep.shape == (200, 5 + 38)
    np.testing.assert_allclose(deep[:, :5].mean(0), 0, atol=1e-6)
    np.testing.assert_allclose(deep[:, :5].std(0), 1, rtol=1e-5)
    known = (census.x["workclass"] != "unheard of").to_numpy()
    np.testing.assert_array_equal(deep[:, 5:].sum(1), 3 + known)


def test_as_many_columns_are_encoded_by_deepkit(census):
    assert len(wide_columns()) == 8
    assert len(deep_columns("zscore")) == 10
    told = learn((*wide_columns(), *deep_columns("zscore")), census.x)
    assert set(told.keys) == {*peer.NUMBERS, *peer.VOCABULARIES, "occupation"}


def test_the_ftrl_of_torch_is_that_of_deepkit(random):
    start = random.normal(size=5).astype("float32")
    weight, own = torch.nn.Parameter(torch.from_numpy(start.copy())), backend.Variable(start)
    theirs, ours = peer.Ftrl(weight, 0.1), optimizers.Ftrl(0.1)
    for _ in range(4):
        grad = random.normal(size=5).astype("float32")
        weight.grad = torch.from_numpy(grad)
        theirs.step()
        ours.apply([grad], [own])
    np.testing.assert_allclose(weight.detach().numpy(), own.numpy(), rtol=1e-5)


def test_both_learn_about_the_same_and_are_timed(census, monkeypatch):
    monkeypatch.setattr(_wide_deep, "_LARGEST_DIFFERENCE", 0.2)
    result = measure_wide_deep(census, rounds=2, steps=20)
    assert {name: len(taken) for name, taken in result["seconds"].items()} == {
        "deepkit": 2,
        "torch": 2,
    }
    assert result["threads"] >= 1
    assert result["first"] > min(result["seconds"]["deepkit"])


def test_models_that_learn_other_things_are_refused(census, monkeypatch):
    monkeypatch.setattr(_wide_deep, "_LARGEST_DIFFERENCE", -1.0)
    with pytest.raises(RuntimeError, match="does not learn the same: losses of test rows"):
        measure_wide_deep(census, rounds=1, steps=2)


def test_without_torch_or_the_data_there_is_no_table(monkeypatch, capsys, tmp_path):
    section = SECTIONS["wide-deep"]
    assert section.tables(section.measure(Plan([], ["keras"], quick=True))) == []
    monkeypatch.setenv("DEEPKIT_DATA", str(tmp_path))
    assert section.measure(Plan([], ["torch"], quick=True)) == {}
    assert "Wide & Deep is left out. There is no" in capsys.readouterr().out


def test_the_table_has_both_with_their_losses():
    seconds = {"deepkit": [1.0], "torch": [3.0]}
    result = {"steps": 3000, "seconds": seconds, "losses": {"deepkit": 0.35, "torch": 0.36}}
    (rows,) = SECTIONS["wide-deep"].tables(result)
    assert rows[1] == ["deepkit", "1.000", "3,000", "3.00x [3.00 3.00]", "0.3500"]
