"""Names that users give to classes and functions of their own."""

import concurrent.futures
import functools

import pytest

from deepkit import configurable
from deepkit.configurable import (
    Configurable,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch):
    """Give each test a registry of its own."""
    monkeypatch.setattr(configurable._registry, "_registered", {})
    monkeypatch.setattr(configurable._registry, "_names", {})


def double(x):
    return 2 * x


def test_a_registered_function_is_found_by_its_full_name():
    assert register_keras_serializable("mine")(double) is double
    assert get_registered_name(double) == "mine>double"
    assert get_registered_object("mine>double") is double
    assert get_registered_object("double") is None


def test_the_package_is_custom_unless_it_is_named():
    @register_keras_serializable(name="Other")
    class Thing(Configurable):
        pass

    assert get_registered_object("Custom>Other") is Thing


def test_what_is_registered_again_is_replaced():
    register_keras_serializable(name="f")(double)
    register_keras_serializable(name="f")(abs)
    assert get_registered_object("Custom>f") is abs


def test_a_class_without_config_cannot_be_registered():
    with pytest.raises(ValueError, match="Cannot register int: it needs a `get_config` method"):
        register_keras_serializable()(int)


def test_an_object_without_name_cannot_be_registered_but_under_a_name():
    half = functools.partial(double, 0.25)
    with pytest.raises(ValueError, match=r"it has no name\. Give it as `name`"):
        register_keras_serializable()(half)
    register_keras_serializable(name="half")(half)
    assert get_registered_object("Custom>half") is half


def test_what_is_not_registered_goes_by_its_own_name():
    assert get_registered_name(double) == "double"


@pytest.mark.parametrize("nameless", [functools.partial(double, 1), [1]])
def test_what_has_no_name_has_none_in_files(nameless):
    with pytest.raises(TypeError, match="has no name to be saved under"):
        get_registered_name(nameless)


def test_objects_are_known_within_their_scope_only():
    with custom_object_scope({"f": double}):
        assert get_registered_object("f") is double
        with custom_object_scope({"f": abs, "g": abs}):
            assert get_registered_object("f") is abs
        assert get_registered_object("g") is None
    assert get_registered_object("f") is None


def test_a_scope_ends_with_an_error_too():
    with pytest.raises(KeyError), custom_object_scope({"f": double}):
        raise KeyError
    assert get_registered_object("f") is None


def test_a_scope_is_not_seen_by_other_threads():
    with custom_object_scope({"f": double}), concurrent.futures.ThreadPoolExecutor(1) as pool:
        assert pool.submit(get_registered_object, "f").result() is None


def test_objects_given_are_found_first_and_those_of_a_module_last():
    register_keras_serializable(name="f")(double)
    assert get_registered_object("Custom>f", {"Custom>f": abs}) is abs
    assert get_registered_object("Custom>f", None, {"Custom>f": abs}) is double
    assert get_registered_object("g", None, {"g": abs}) is abs


@pytest.mark.parametrize("name", [None, 3, ["f"], {"f": 1}])
def test_what_is_no_name_finds_nothing(name):
    assert get_registered_object(name, {"f": double}) is None


def test_what_is_put_into_the_dict_of_custom_objects_is_registered():
    get_custom_objects().update({"f": double})
    assert get_registered_object("f") is double


def test_all_names_are_those_registered_and_those_in_scope():
    register_keras_serializable()(double)
    with custom_object_scope({"f": abs}):
        assert configurable.custom_objects() == {"Custom>double": double, "f": abs}
