"""The table of layers: names, shapes, numbers of parameters, and where they are connected."""

import re

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers

SUM = "h[0], g[0]"


def table(model, **options):
    """Return the rows of a summary as lists of cells, and the totals."""
    texts = []
    model.summary(print_fn=lambda text, **_: texts.append(text), **options)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(texts)).splitlines()
    rows = [[cell.strip() for cell in re.split("[│┃]", line)[1:-1]] for line in lines]
    return [row for row in rows if row], [line.strip() for line in lines if "params:" in line]


def branched(k):
    x = k.Input((4,), name="x")
    h = k.layers.Dense(3, name="h")(x)
    return k.Model(x, k.layers.Add(name="sum")([h, k.layers.Dense(3, name="g")(x)]), name="m")


def test_a_chain_is_listed_as_keras_lists_it():
    made = [
        k.Sequential([k.Input((4,)), k.layers.Dense(3, name="h"), k.layers.Dense(1, name="o")])
        for k in (deepkit, keras)
    ]
    (ours, totals), (theirs, other) = map(table, made)
    assert ours[1:] == theirs[1:]
    assert ours[1:] == [["h (Dense)", "(None, 3)", "15"], ["o (Dense)", "(None, 1)", "4"]]
    assert totals == other


def test_branches_tell_where_they_come_from():
    ours, theirs = table(branched(deepkit))[0], table(branched(keras), line_length=120)[0]
    assert ours[0] == ["Layer (type)", "Output Shape", "Param #", "Connected to"]
    assert [row[:2] for row in ours[1:]] == [row[:2] for row in theirs[1:]]
    assert [row[2:] for row in ours[1:]] == [["0", "-"], ["15", "x[0]"], ["15", "x[0]"], ["0", SUM]]


def test_the_optimizer_counts_once_it_has_state():
    model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(np.ones((2, 4)), np.ones((2, 1)), verbose=0)
    assert table(model)[1][-1].startswith("Optimizer params: 12")  # 2 for each of 5, and 2 more


def test_nested_layers_are_listed_when_asked_for():
    inner = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(2, name="deep")], name="inner")
    model = deepkit.Sequential([deepkit.Input((4,)), inner])
    assert not any("deep" in row[0] for row in table(model)[0])
    assert any("deep (Dense)" in row[0] for row in table(model, expand_nested=True)[0])


def test_frozen_layers_are_marked_when_asked_for():
    model = branched(deepkit)
    model.get_layer("h").trainable = False
    marks = {row[0].split()[0]: row[-1] for row in table(model, show_trainable=True)[0]}
    assert (marks["h"], marks["g"], marks["sum"]) == ("N", "Y", "-")


def test_a_range_of_layers_is_listed_and_its_names_must_exist():
    model = deepkit.Sequential([deepkit.Input((4,)), *(layers.Dense(2, name=n) for n in "abc")])
    rows = table(model, layer_range=["a", "b"])[0]
    assert [row[0] for row in rows[1:]] == ["a (Dense)", "b (Dense)"]
    with pytest.raises(ValueError, match="Unknown layer in `layer_range` 'z'"):
        model.summary(layer_range=["a", "z"])


def test_an_unbuilt_model_says_so():
    texts = []
    deepkit.Sequential([layers.Dense(2)]).summary(print_fn=texts.append)
    assert "0 (unbuilt)" in texts[0]
    assert "The model is not built" in texts[0]


def test_sizes_are_in_the_units_that_fit():
    model = deepkit.Sequential([deepkit.Input((64,)), layers.Dense(64, dtype="bfloat16")])
    assert table(model)[1][0] == "Total params: 4,160 (8.12 KB)"
