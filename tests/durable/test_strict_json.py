"""JSON that no model's config would be is refused, before it costs much."""

import math

import pytest

from deepkit.durable import _strict_json as strict_json
from deepkit.durable import read_json, write_json
from deepkit.errors import SavingError


def test_what_is_written_is_read():
    value = {"a": [1, 2.5, None, True, "é"], "b": {}}
    assert read_json(write_json(value, "x"), "x") == value


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": -Infinity}', '{"a": 1e999}', "[1, 2"])
def test_a_number_that_is_not_finite_and_broken_text_are_refused(text):
    with pytest.raises(SavingError, match=r"^config.json (has the number|is not valid JSON)"):
        read_json(text, "config.json")


def test_a_key_that_is_there_twice_is_refused():
    with pytest.raises(SavingError, match=r"config.json has the key 'class_name' twice"):
        read_json('{"class_name": "A", "x": 1, "class_name": "B"}', "config.json")


@pytest.mark.parametrize("levels", [strict_json.DEEPEST + 1, 100_000])
def test_what_is_nested_too_deep_is_refused(levels):
    with pytest.raises(SavingError, match=r"config.json is nested deeper than 200 levels"):
        read_json("[" * levels + "]" * levels, "config.json")


def test_a_config_that_is_too_long_is_refused():
    with pytest.raises(SavingError, match=r"config.json has 11 bytes; 10 are allowed"):
        read_json("[1, 2, 3, 4", "config.json", largest=10)


def test_a_config_of_too_many_objects_is_refused(monkeypatch):
    monkeypatch.setattr(strict_json, "_LARGEST_OBJECTS", 2)
    with pytest.raises(SavingError, match=r"config.json has more than 2 objects"):
        read_json('[{"class_name": 1}, {"class_name": 2}, {"class_name": 3}]', "config.json")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(SavingError, match=r"config.json is not valid JSON"):
        read_json(b"\xff\xfe\xfd", "config.json")


def test_infinity_is_not_written():
    with pytest.raises(SavingError, match=r"The config cannot be written: .*finite"):
        write_json({"a": math.inf}, "The config")
