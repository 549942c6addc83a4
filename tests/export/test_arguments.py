"""How the inputs of a signature are handed to a model."""

import numpy as np
import pytest

import deepkit
from deepkit.export import arguments
from tests.export._models import branching, dense

X, Y = np.ones((2, 4), "float32"), np.ones((2, 3), "float32")
GIVEN = {"a": X, "b": Y}


class Own(deepkit.Model):
    """A model whose `call` may take anything."""

    def call(self, a, b=None, *, scale=1.0, training=False, mask=None):
        return X


class OfAll(deepkit.Model):
    """A model that takes as many tensors as it is given."""

    def call(self, *tensors):
        return X


def built(*args, cls=Own):
    model = cls()
    model(*args)
    return model


@pytest.mark.parametrize("model", [built(X, Y), built(X), built(X, cls=OfAll), lambda a, b: a])
def test_tensors_are_handed_one_by_one(model):
    (a, b), named = arguments(model, GIVEN)
    assert (a is X, b is Y, named) == (True, True, {})


@pytest.mark.parametrize("model", [built([X, Y]), built((X, Y)), branching()])
def test_a_list_is_handed_as_one(model):
    [[a, b]], named = arguments(model, GIVEN)
    assert (a is X, b is Y, named) == (True, True, {})


def test_a_list_of_one_stays_a_list():
    [[a]], _ = arguments(built([X]), {"a": X})
    assert a is X


@pytest.mark.parametrize("model", [built(X), dense()])
def test_one_tensor_is_handed_as_it_is(model):
    [a], _ = arguments(model, {"a": X})
    assert a is X


@pytest.mark.parametrize("keyed", [False, True])
def test_a_dict_is_handed_as_one(keyed):
    [given], named = arguments(built({"a": X, "b": Y}), GIVEN, keyed=keyed)
    assert list(given) == ["a", "b"]
    assert (given["b"] is Y, named) == (True, {})


def test_a_dict_of_the_names_of_parameters_is_handed_by_name():
    args, named = arguments(built(X, Y), GIVEN, keyed=True)
    assert (args, list(named)) == ((), ["a", "b"])


def test_more_tensors_than_parameters_are_a_list():
    [given], _ = arguments(built(X), {"a": X, "b": Y, "c": Y})
    assert len(given) == 3


@pytest.mark.parametrize(
    ("model", "names", "expected"),
    [
        (built({"a": X, "b": Y}), "ba", (({"b": Y, "a": X},), {})),
        (built({"a": X, "b": Y}), "xy", (({"a": Y, "b": X},), {})),
        (built(X, Y), "ba", ((), {"b": Y, "a": X})),
        (built(X, Y), "xy", ((Y, X), {})),
        (branching(), "ba", (([Y, X],), {})),
    ],
)
def test_names_tell_how_tensors_are_handed_if_nothing_else_does(model, names, expected):
    found = arguments(model, dict(zip(names, (Y, X), strict=True)), keyed=None)
    assert deepkit.tree.map_structure(id, found) == deepkit.tree.map_structure(id, expected)
