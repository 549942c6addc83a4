"""Configurations from the arguments of the constructor."""

import copy
import pickle

import pytest

from deepkit.configurable import Configurable


class Scale(Configurable):
    """It takes arguments of every kind."""

    def __init__(self, factor, offset=0.0, *, name=None, **rest):
        self.factor, self.offset, self.name, self.rest = factor, offset, name, rest


class Child(Scale):
    """It has no constructor of its own."""


class Plain(Configurable):
    """It has no constructor at all."""


class Many(Configurable):
    """Its arguments have no names."""

    def __init__(self, *layers):
        self.layers = layers


class Own(Scale):
    """It writes its own config."""

    def get_config(self):
        return {**super().get_config(), "factor": self.factor * 2}


FULL = {"factor": 2, "offset": 0.0, "name": None}


@pytest.mark.parametrize("made", [Scale(2), Scale(factor=2), Scale(2, 0.0), Child(2)])
def test_the_config_names_every_argument_however_it_was_given(made):
    assert made.get_config() == FULL


def test_further_keywords_stand_among_the_others():
    assert Scale(2, color="red").get_config() == {**FULL, "color": "red"}


def test_a_config_makes_an_equal_object():
    made = Scale.from_config(Scale(2, name="a", color="red").get_config())
    assert (made.factor, made.name, made.rest) == (2, "a", {"color": "red"})


def test_the_config_is_what_was_given_even_if_the_attribute_changes():
    made = Scale(2)
    made.factor = 7
    assert made.get_config()["factor"] == 2


def test_a_config_of_a_class_may_be_its_own():
    assert Own(2).get_config()["factor"] == 4


def through_pickle(x):
    return pickle.loads(pickle.dumps(x))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, through_pickle])
def test_a_copy_remembers_the_arguments(again):
    made = again(Scale(2, [1.0], name="a"))
    assert made.get_config() == {"factor": 2, "offset": [1.0], "name": "a"}


def test_a_deep_copy_shares_nothing_with_the_original():
    first = Scale(2, [1.0])
    second = copy.deepcopy(first)
    first.offset.append(2.0)
    assert second.get_config()["offset"] == second.offset == [1.0]


def test_positional_arguments_without_names_ask_for_a_config_of_ones_own():
    assert Many().get_config() == {}
    with pytest.raises(NotImplementedError, match=r"Many takes positional `\*layers`.*Define `get"):
        Many(1, 2).get_config()


def test_a_class_without_constructor_takes_nothing():
    assert Plain().get_config() == {}
    with pytest.raises(TypeError, match=r"Plain\(\) takes no arguments"):
        Plain(1)


def test_a_config_that_does_not_fit_is_named_in_the_error():
    with pytest.raises(TypeError, match="missing 1 required positional argument") as caught:
        Scale.from_config({"name": "a"})
    assert caught.value.__notes__ == ["while making a Scale from the config {'name': 'a'}"]


def test_the_text_form_is_the_call_that_makes_it():
    assert repr(Scale(2, name="a")) == "Scale(factor=2, offset=0.0, name='a')"


def test_the_text_form_of_what_has_no_config_is_its_class():
    assert repr(Many(1)) == "<Many>"
    assert repr(object.__new__(Scale)) == "<Scale>"
