"""The fronts offer what Keras offers under the same names, with the same arguments."""

import inspect

import pytest

import deepkit

FRONTS = ("config", "dtype_policies", "mixed_precision", "random", "tree", "utils")
OURS_ALONE = {"config.compilation_cache", "config.set_compilation_cache", "random.bernoulli"}
NAMES = [(front, name) for front in FRONTS for name in getattr(deepkit, front).__all__]


@pytest.fixture(scope="module")
def keras():
    """Return the peer."""
    return pytest.importorskip("keras")


@pytest.mark.parametrize(("front", "name"), NAMES)
def test_each_name_is_one_of_keras_with_its_arguments(front, name, keras):
    ours = getattr(getattr(deepkit, front), name)
    theirs = getattr(getattr(keras, front), name, None)
    assert (theirs is None) == (f"{front}.{name}" in OURS_ALONE)
    if theirs is not None:
        taken = [p for p in parameters(theirs) if p != "kwargs"]
        assert parameters(ours)[: len(taken)] == taken


def parameters(target):
    return list(inspect.signature(target).parameters)
