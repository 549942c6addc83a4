"""Only what deepkit wrote, and left as it was, is known by its place."""

import functools
import types

import pytest

from deepkit import activations, layers
from deepkit.training._origin import Classes, UnknownError, place_of


class Own(layers.Dense):
    """A user's class."""


def test_functions_and_classes_of_ours_are_found_where_they_are():
    assert place_of(activations.relu) == "deepkit.activations:relu"
    assert place_of(layers.Dense).endswith(":Dense")


@pytest.mark.parametrize(
    "thing",
    [Own, lambda x: x, len, object(), functools.partial(activations.relu), Own.call, pytest.raises],
)
def test_anything_else_is_unknown(thing):
    if thing is Own.call:  # inherited: it is ours
        assert place_of(thing).endswith("Dense.call")
        return
    with pytest.raises(UnknownError):
        place_of(thing)


def test_what_only_pretends_is_unknown():
    fake = types.FunctionType((lambda x: x).__code__, {})
    fake.__module__, fake.__qualname__ = activations.relu.__module__, "relu"
    with pytest.raises(UnknownError):
        place_of(fake)


def test_a_function_within_a_function_is_unknown():
    def inner():
        return None

    inner.__module__ = "deepkit.activations"
    with pytest.raises(UnknownError):
        place_of(inner)


def test_a_class_changed_by_a_user_is_unknown_and_known_again_after(monkeypatch):
    classes = Classes()
    before = classes.place_of(layers.Dense)
    monkeypatch.setattr(layers.Dense, "call", lambda self, x: x)
    with pytest.raises(UnknownError):
        classes.place_of(layers.Dense)
    monkeypatch.undo()
    assert classes.place_of(layers.Dense) == before


def test_plain_data_set_on_a_class_makes_another_place(monkeypatch):
    classes = Classes()
    before = classes.place_of(layers.Dense)
    monkeypatch.setattr(layers.Layer, "supports_masking", True)
    assert classes.place_of(layers.Dense) != before


def test_a_class_that_changes_again_and_again_is_given_up():
    class Changing:
        __module__ = "deepkit.changing"

    classes = Classes()
    for number in range(20):
        Changing.number = number
        with pytest.raises(UnknownError):
            classes.place_of(Changing)
