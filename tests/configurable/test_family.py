"""Members of a family by name, by config, and the user's own beside them."""

import pytest

from deepkit.configurable import Configurable, Family, custom_object_scope
from deepkit.errors import SavingError


class Rule(Configurable):
    """The base of the family."""

    def __init__(self, rate=1.0):
        self.rate = rate


class Fast(Rule):
    """A member."""


class Stranger(Configurable):
    """Of another family."""


class Free:
    """It owes nothing to deepkit but a config."""

    def __init__(self, rate):
        self.rate = rate

    def get_config(self):
        return {"rate": self.rate}


def linear(x):
    return x


def own(x):
    return -x


FAMILY = Family("rule", Rule, "keras.rules", {"Fast": Fast, "fast": Fast, "linear": linear})


def test_nothing_stands_for_nothing():
    assert FAMILY.get(None) is FAMILY.serialize(None) is FAMILY.deserialize(None) is None


def test_an_instance_stands_for_itself():
    rule = Fast(0.5)
    assert FAMILY.get(rule) is rule


def test_a_name_or_alias_makes_a_member():
    assert type(FAMILY.get("Fast")) is type(FAMILY.get("fast")) is type(FAMILY.get(Fast)) is Fast


def test_functions_stand_for_themselves():
    assert FAMILY.get("linear") is FAMILY.get(linear) is linear


def test_a_short_config_makes_a_member():
    assert FAMILY.get({"class_name": "Fast", "config": {"rate": 0.5}}).rate == 0.5


def test_a_config_without_arguments_takes_the_defaults():
    assert FAMILY.get({"class_name": "Fast", "config": None}).rate == 1.0


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown rule 'fest'\. Did you mean 'fast'\?"):
        FAMILY.get("fest")


def test_an_unknown_name_is_answered_with_objects_in_scope_too():
    with (
        custom_object_scope({"mine": own}),
        pytest.raises(ValueError, match="Did you mean 'mine'"),
    ):
        FAMILY.get("mime")


@pytest.mark.parametrize("name", [None, 3, ["Fast"], {}])
def test_a_config_with_no_proper_name_is_refused(name):
    with pytest.raises(ValueError, match="Unknown rule"):
        FAMILY.deserialize({"class_name": name, "config": {}})


def test_what_is_neither_name_nor_config_is_refused():
    with pytest.raises(TypeError, match=r"A rule must be a name, a config, a callable or a Rule"):
        FAMILY.get(3)


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'speed'"):
        FAMILY.get({"class_name": "Fast", "config": {"speed": 1}})


def test_members_are_saved_as_keras_does():
    assert FAMILY.serialize(Fast(0.5)) == {
        "module": "keras.rules",
        "class_name": "Fast",
        "config": {"rate": 0.5},
        "registered_name": None,
    }
    assert FAMILY.serialize(linear) == "linear"


@pytest.mark.parametrize("member", [Fast(0.5), linear])
def test_members_come_back_from_what_was_saved(member):
    again = FAMILY.deserialize(FAMILY.serialize(member))
    assert getattr(again, "rate", again) == getattr(member, "rate", member)


def test_a_class_of_the_user_is_saved_under_its_module_and_found_when_given():
    record = FAMILY.serialize(Free(3))
    assert (record["module"], record["registered_name"]) == (__name__, "Free")
    assert FAMILY.deserialize(record, {"Free": Free}).rate == 3


def test_a_class_that_another_part_of_deepkit_registers_is_found_as_such():
    record = {**FAMILY.serialize(Free(0.5)), "registered_name": "deepkit>Free"}
    with custom_object_scope({"deepkit>Free": Free}):
        assert FAMILY.deserialize({**record, "module": "deepkit.rules"}).rate == 0.5


def test_a_class_defined_in_a_script_has_no_module():
    main = type("Mine", (Rule,), {"__module__": "__main__"})
    assert FAMILY.serialize(main())["module"] is None


def test_a_function_of_the_user_is_saved_as_keras_does_and_found_in_scope():
    record = FAMILY.serialize(own)
    assert record == {
        "module": "builtins",
        "class_name": "function",
        "config": "own",
        "registered_name": "function",
    }
    with custom_object_scope({"own": own}):
        assert FAMILY.get("own") is FAMILY.get(record) is own


def test_a_function_without_name_cannot_be_saved():
    with pytest.raises(SavingError, match=r"The rule .* cannot be found again by its name '<lambd"):
        FAMILY.serialize(lambda x: x)


def test_a_function_named_like_a_member_cannot_be_saved_by_its_name():
    def linear(x):
        return -x

    with pytest.raises(SavingError, match="cannot be found again by its name 'linear'"):
        FAMILY.serialize(linear)


@pytest.mark.parametrize("identifier", ["Fast", {"class_name": "Fast", "config": {}}])
def test_nothing_in_scope_takes_the_place_of_a_member(identifier):
    with custom_object_scope({"Fast": Free}):
        assert type(FAMILY.get(identifier)) is Fast


def test_what_a_file_says_to_be_ours_is_ours_whatever_it_is_registered_as():
    record = {**FAMILY.serialize(Fast()), "registered_name": "Custom>Evil"}
    assert type(FAMILY.deserialize(record, {"Custom>Evil": Stranger})) is Fast


def test_what_a_file_says_to_be_the_users_is_never_ours():
    record = {**FAMILY.serialize(Fast()), "module": "theirs.rules", "registered_name": "Fast"}
    with pytest.raises(ValueError, match=r"Unknown rule of module theirs\.rules 'Fast'"):
        FAMILY.deserialize(record)
    with pytest.raises(ValueError, match=r"Unknown rule of your own 'Fast'"):
        FAMILY.deserialize({**record, "module": None})
    assert isinstance(FAMILY.deserialize({**record, "config": {"rate": 2}}, {"Fast": Free}), Free)


def test_an_object_of_another_family_is_refused():
    with pytest.raises(ValueError, match="'Stranger' is a Stranger, where a rule is needed"):
        FAMILY.deserialize("Stranger", {"Stranger": Stranger})
