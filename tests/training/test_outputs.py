"""Outputs have the names that Keras's users know, and take what is meant for them."""

import keras
import numpy as np
import pytest

import deepkit
from deepkit.errors import DataError
from deepkit.training._outputs import match_targets, match_weights, name_outputs, spread
from tests.training._twins import LABELS, WEIGHTS, X, Y, dense, subclassed, twins, two_headed

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
SPARSE = "sparse_categorical_crossentropy"
BOTH = ["mse", SPARSE]

# What is built, what `compile` is told, and the targets.
TABLE = {
    "a metric": (dense, (), {"loss": "mse", "metrics": ["mae"]}, Y),
    "given as typed": (dense, (), {"loss": "MSE", "metrics": ["MAE", "mean_squared_error"]}, Y),
    "in lists": (dense, (), {"loss": ["mse"], "metrics": [["mse", "mae"]]}, Y),
    "in dicts": (dense, (), {"loss": {"out": "mse"}, "metrics": {"out": ["mae"]}}, Y),
    "weighted": (dense, (), {"loss": "mse", "weighted_metrics": ["mae"]}, Y),
    "labels": (dense, (3, "softmax"), {"loss": SPARSE, "metrics": ["acc", "accuracy"]}, LABELS),
    "two": (two_headed, (), {"loss": BOTH}, [Y, LABELS]),
    "one loss for two": (two_headed, (), {"loss": "mse"}, [Y, np.eye(3)[LABELS]]),
    "loss weights": (two_headed, (), {"loss": BOTH, "loss_weights": [0.3, 2.0]}, [Y, LABELS]),
    "a metric each": (two_headed, (), {"loss": BOTH, "metrics": ["mae", "acc"]}, [Y, LABELS]),
    "some each": (
        *(two_headed, ()),
        {"loss": BOTH, "metrics": [["mse", "mae"], None], "weighted_metrics": [["mae"], ["acc"]]},
        [Y, LABELS],
    ),
    "by name": (
        *(two_headed, ("tuple", ("z", "b"))),
        {
            "loss": {"z": "mse", "b": SPARSE},
            "metrics": {"b": "accuracy", "z": ["mae", "mae"]},
            "loss_weights": {"z": 0.5, "b": 1.5},
        },
        (Y, LABELS),
    ),
    "none for one": (two_headed, (), {"loss": ["mse", None]}, [Y, LABELS]),
    "a target left out": (two_headed, (), {"loss": ["mse", None]}, [Y]),
    "keys": (
        *(two_headed, ("dict",)),
        {"loss": {"q": SPARSE, "p": "mse"}, "metrics": {"p": ["mae"], "q": ["accuracy"]}},
        {"p": Y, "q": LABELS},
    ),
    "keys and a list": (two_headed, ("dict",), {"loss": BOTH}, {"p": Y, "q": LABELS}),
    "no names": (
        subclassed,
        ("list",),
        {"loss": ["mse", "mae"], "metrics": ["mae", "mae"]},
        [Y, Y],
    ),
    "nested": (
        *(subclassed, ("nested",)),
        {"loss": {"u": ["mse", "mae"], "t": "mae"}, "metrics": {"u": ["mae", "mse"], "t": "mae"}},
        {"u": [Y, Y], "t": Y},
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_names_and_values_are_those_of_keras(case):
    build, args, options, y = TABLE[case]
    ours, theirs = twins(build, *args)
    found = []
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.SGD(0.1), run_eagerly=True, **options)
        told = {"batch_size": 4, "verbose": 0, "sample_weight": WEIGHTS}
        history = model.fit(X, y, shuffle=False, **told).history
        found.append((history, model.evaluate(X, y, return_dict=True, **told)))
    for ours, theirs in zip(*found, strict=True):
        assert list(ours) == list(theirs)
        np.testing.assert_allclose([*ours.values()], [*theirs.values()], rtol=1e-5)


# Keras repeats a value in the list for each further metric of the same name.
LISTED = ["given as typed", "in lists", "two", "some each", "by name", "keys"]


@pytest.mark.parametrize("case", LISTED)
def test_evaluate_lists_values_in_the_order_of_keras(case):
    build, args, options, y = TABLE[case]
    ours, theirs = twins(build, *args)
    found = []
    for model in (ours, theirs):
        model.compile(run_eagerly=model is theirs, **options)
        found.append(model.evaluate(X, y, verbose=0))
    unique = [value for place, value in enumerate(found[1]) if value not in found[1][:place]]
    np.testing.assert_allclose(list(dict.fromkeys(found[0])), unique, rtol=1e-5)


def test_equal_losses_of_unnamed_outputs_are_numbered():
    model = subclassed(deepkit, "list")
    model.compile("sgd", "mse")
    logs = model.evaluate(X, [Y, Y + 1], verbose=0, return_dict=True)
    assert list(logs) == ["loss", "mse_loss", "mse_loss_1"]
    assert logs["loss"] == pytest.approx(logs["mse_loss"] + logs["mse_loss_1"])


def test_crossentropy_is_chosen_by_shapes():
    model = dense(deepkit, 3, "softmax")
    model.compile("sgd", "ce", metrics=["crossentropy"])
    loss, same = model.evaluate(X, LABELS, verbose=0)
    picked = model.predict(X, verbose=0)[np.arange(10), LABELS]
    np.testing.assert_allclose([loss, same], -np.log(picked).mean(), rtol=1e-5)


def test_targets_by_output_name_serve_a_model_of_listed_outputs():
    model = two_headed(deepkit)
    model.compile("sgd", {"a": "mse", "b": SPARSE})
    by_name = model.evaluate(X, {"b": LABELS, "a": Y}, verbose=0)
    np.testing.assert_allclose(by_name, model.evaluate(X, [Y, LABELS], verbose=0))


def test_outputs_are_named_by_keys_by_the_model_or_by_place():
    a = np.zeros(1)
    assert [name.key for name in name_outputs({"v": a, "u": a}, ["x", "y"])] == ["u", "v"]
    assert [name.key for name in name_outputs([a, a], ["x", "y"])] == ["x", "y"]
    assert [name.key for name in name_outputs([a, a])] == ["output_0", "output_1"]
    assert [name.key for name in name_outputs({"u": [a, a]})] == ["u/0", "u/1"]


def test_what_is_given_once_goes_to_all_outputs():
    assert spread(0.5, [1, 2], ["a", "b"], "loss_weights") == [0.5, 0.5]
    assert spread({"b": 0.5}, [1, 2], ["a", "b"], "loss_weights") == [None, 0.5]


def test_a_list_of_another_length_is_refused():
    match = r"`loss` must have an entry for each of the 2 outputs \(a, b\), got 3"
    with pytest.raises(ValueError, match=match):
        spread(["mse"] * 3, [1, 2], ["a", "b"], "loss")


def test_an_unknown_output_is_refused():
    with pytest.raises(
        ValueError, match=r"Unknown output in `metrics` 'hed'\. Did you mean 'head'"
    ):
        spread({"hed": "mae"}, [1, 2], ["head", "tail"], "metrics")
    with pytest.raises(ValueError, match="Unknown output in `loss` 'c'"):
        spread({"c": "mae"}, {"a": 1, "b": 2}, ["a", "b"], "loss")


def test_a_missing_target_is_named():
    with pytest.raises(DataError, match="`y` has no target for output 'b', which has a loss"):
        match_targets({"a": Y}, [1, 2], ["a", "b"], [True, True])
    assert match_targets({"a": Y}, [1, 2], ["a", "b"], [True, False])[1] is None


def test_an_unknown_or_surplus_target_is_refused():
    with pytest.raises(DataError, match=r"Unknown output in `y` 'c'\. Known: a, b"):
        match_targets({"a": Y, "b": Y, "c": Y}, [1, 2], ["a", "b"], [True, True])
    match = r"`y` must have an entry for each of the 2 outputs \(a, b\), got 3"
    with pytest.raises(DataError, match=match):
        match_targets([Y, Y, Y], [1, 2], ["a", "b"], [True, True])


def test_weights_go_to_all_outputs_or_to_each_its_own():
    assert match_weights(3.0, [1, 2], ["a", "b"], [True, True]) == [3.0, 3.0]
    assert match_weights({"b": 3.0}, [1, 2], ["a", "b"], [True, True]) == [None, 3.0]
    assert match_weights([3.0], [1, 2], ["a", "b"], [False, True]) == [None, 3.0]
