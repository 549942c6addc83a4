"""Estimators and their peers do the same tasks, and the tables tell what came of it."""

import os

import numpy as np
import pandas as pd
import pytest

from benchmarks.tabular import (
    CLASSIFIERS,
    REGRESSORS,
    Contender,
    Split,
    adult,
    diamonds,
    measure_answers,
    measure_quality,
    measure_steps,
    measure_training,
)
from benchmarks.tabular import __main__ as program
from benchmarks.tabular import _data as data
from benchmarks.tabular import _peers as peers
from deepkit import estimators


@pytest.fixture
def census(random):
    """Return some rows with the columns of Adult, whose labels follow from two of them."""
    rows = 200
    texts = ("workclass", "education", "marital_status", "occupation", "relationship")
    numbers = ("age", "education_num", "capital_gain", "capital_loss", "hours_per_week")
    x = pd.DataFrame({name: random.choice(["a", "b", "c"], rows) for name in texts})
    x = x.assign(**{name: random.integers(0, 80, rows) for name in numbers})
    y = ((x["age"] > 40) & (x["occupation"] != "a")).to_numpy().astype(np.int64)
    return Split(x[:150], y[:150], x[150:].reset_index(drop=True), y[150:])


def test_adult_has_the_published_rows(shared_data):
    split = adult()
    assert split.x.shape == (32_561, 14)
    assert split.test_x.shape == (16_281, 14)
    assert split.y.mean() == pytest.approx(0.2408, abs=1e-4)
    assert split.test_y.mean() == pytest.approx(0.2362, abs=1e-4)


def test_four_fifths_of_the_diamonds_are_learned_from(shared_data):
    split = diamonds()
    assert split.x.shape == (43_152, 9)
    assert split.test_x.shape == (10_788, 9)
    assert split.test_y.min() > 300


def test_a_table_that_is_not_there_says_where_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("DEEPKIT_DATA", str(tmp_path))
    assert data.folder() == tmp_path
    with pytest.raises(FileNotFoundError, match=r"Get it from https://archive.ics.uci.edu/.*data"):
        adult()


def test_classifiers_are_measured_for_each_seed(census):
    contenders = [
        Contender("peer", peers.logistic_regression),
        Contender("own", lambda seed: estimators.LinearClassifier(random_state=seed), {"auc": 0.9}),
    ]
    results = measure_quality(contenders, census, range(2))
    assert results["own"]["goal"] == {"auc": 0.9}
    for result in results.values():
        assert set(result["figures"]) == {"accuracy", "auc", "log loss", "seconds"}
        assert all(len(values) == 2 for values in result["figures"].values())
        assert min(result["figures"]["auc"]) > 0.8


def test_regressors_are_measured_by_what_they_miss(census):
    split = census._replace(y=census.x["age"].to_numpy(), test_y=census.test_x["age"].to_numpy())
    (result,) = measure_quality([Contender("peer", peers.ridge)], split, [0]).values()
    assert result["figures"]["r2"][0] > 0.99
    assert result["figures"]["mean error"][0] < 1


def test_every_contender_can_be_made():
    names = {type(c.make(0)).__name__ for c in (*CLASSIFIERS, *REGRESSORS)}
    assert {"LinearClassifier", "DNNRegressor", "DNNLinearCombinedClassifier"} <= names
    goals = [c.goal for c in (*CLASSIFIERS, *REGRESSORS) if c.goal]
    assert len(goals) == 10


def test_the_same_network_is_trained_by_both(census):
    result = measure_training(census, rounds=2, epochs=1)
    assert result["rows"] == 150
    assert set(result["seconds"]) == {"deepkit", "sklearn"}
    assert 1 <= result["threads"] <= os.cpu_count()
    assert all(len(taken) == 2 for taken in result["seconds"].values())


def test_steps_are_counted_in_all_and_while_they_run(census):
    results = measure_steps(census, rounds=1, steps=30)
    assert len(results) == 2
    assert all(speed[0] > 0 for found in results.values() for speed in found.values())


def test_the_wait_for_an_answer_is_that_of_one_call(census):
    seconds = measure_answers(census, rounds=1, calls=2)["seconds"]
    assert "Wide & Deep, dict" in seconds
    assert all(0 < t < 1 for taken in seconds.values() for t in taken)


def test_the_table_of_quality_has_means_spreads_and_goals():
    figures = {"auc": [0.9, 0.92], "seconds": [20.0, 30.0]}
    text = program.quality_table("adult", {"own": {"goal": {"auc": 0.905}, "figures": figures}})
    assert text.splitlines()[0].split() == ["adult", "auc", "seconds", "auc", ">="]
    assert text.splitlines()[2].split() == ["own", "0.9100", "±0.0141", "25.0", "±7.0711", "0.905"]


def test_the_tables_of_speed_have_medians_and_ratios():
    seconds = {"deepkit": [1.0, 1.0], "sklearn": [3.0, 3.0]}
    text = program.training_table({"rows": 600, "threads": 1, "seconds": seconds})
    assert text.splitlines()[3].split() == ["sklearn", "200", "3.00x", "[3.00", "3.00]"]
    text = program.steps_table({"wide": {"in all": [1500.0], "running": [2000.0]}})
    assert text.splitlines()[2].split() == ["wide", "1,500", "2,000"]
    text = program.answers_table({"seconds": {"wide": [0.0005, 0.0005, 0.0004]}})
    assert text.splitlines()[2].split() == ["wide", "500", "400"]


def test_sections_run_by_name(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(program.SECTIONS, "adult", lambda quick: {"quick": quick})
    monkeypatch.setattr(program, "write", lambda run: run["adult"])
    program.main(["adult", "--quick"])
    assert "All numbers: {'quick': True}" in capsys.readouterr().out


def test_a_section_that_does_not_exist_is_named(capsys):
    with pytest.raises(SystemExit):
        program.main(["iris"])
    assert "unknown section 'iris'; there are speed, adult, diamonds" in capsys.readouterr().err
