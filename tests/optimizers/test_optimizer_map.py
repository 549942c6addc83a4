"""The optimizer of a variable is told by its path."""

import keras
import pytest

from deepkit.backend import Variable
from deepkit.optimizers import SGD, Adam, Ftrl, LossScaleOptimizer, OptimizerMap
from deepkit.optimizers._optimizer_map import PatternList, read, written

DEFAULT, DEEP, WIDE = SGD(), Adam(), Ftrl()
PATHS = ["deep/a/kernel", "deep", "wide/kernel", "wide/kernel/x", "other"]


def made():
    return OptimizerMap(DEFAULT, {"deep/.*": DEEP, "wide/kernel": WIDE})


def test_keys_match_whole_paths_as_in_keras():
    own = [keras.optimizers.SGD(), keras.optimizers.Adam(), keras.optimizers.Ftrl()]
    theirs = keras.optimizers.OptimizerMap(own[0], {"deep/.*": own[1], "wide/kernel": own[2]})
    found = [type(made()[path]).__name__ for path in PATHS]
    assert found == [type(theirs[path]).__name__ for path in PATHS]
    assert found == ["Adam", "SGD", "Ftrl", "SGD", "SGD"]


def test_a_path_itself_comes_before_patterns():
    found = OptimizerMap(DEFAULT, {"a/.*": DEEP, "a/b": WIDE})
    assert found["a/b"] is WIDE
    assert found(Variable([1.0], name="z")) is DEFAULT


def test_it_is_a_mapping():
    found = made()
    found["more"] = DEFAULT
    del found["wide/kernel"]
    assert list(found) == ["deep/.*", "more"]
    assert len(found) == 2
    assert found.optimizers == [DEEP, DEFAULT, DEFAULT]
    assert found.default_optimizer is DEFAULT


def test_two_patterns_for_one_path_are_refused():
    found = OptimizerMap(DEFAULT, {"a.*": DEEP, ".*b": WIDE})
    with pytest.raises(ValueError, match=r"Several keys match 'ab': 'a.\*', '.\*b'"):
        found["ab"]


def test_a_key_is_given_once():
    found = made()
    with pytest.raises(ValueError, match="There is an optimizer for 'wide/kernel' already"):
        found["wide/kernel"] = DEEP


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sgd",), "`default_optimizer` must be an `Optimizer`, got 'sgd'"),
        ((DEFAULT, [("a", DEEP)]), "`optimizer_map` must be a dict"),
        ((DEFAULT, {"a": 3}), "The optimizer for 'a' must be an `Optimizer`, got 3"),
        ((DEFAULT, {3: DEEP}), "A pattern must be text, got 3"),
    ],
)
def test_what_it_is_made_of_is_checked(arguments, message):
    with pytest.raises(TypeError, match=message):
        OptimizerMap(*arguments)


def test_loss_scaling_goes_around_all():
    with pytest.raises(ValueError, match="LossScaleOptimizer, which scales the loss"):
        OptimizerMap(LossScaleOptimizer(SGD()))


def test_the_first_pattern_in_a_path_counts():
    found = PatternList([("^deep", DEEP), ("kernel", WIDE), ("", "sgd")])
    assert [type(found[path]).__name__ for path in PATHS] == ["Adam", "Adam", "Ftrl", "Ftrl", "SGD"]


@pytest.mark.parametrize("wrong", [SGD(), ("a",), "abc"])
def test_pairs_are_pairs(wrong):
    with pytest.raises(TypeError, match=r"must hold pairs \(pattern, optimizer\)"):
        PatternList([wrong])


def test_a_list_of_pairs_is_checked():
    with pytest.raises(ValueError, match="must hold at least one pair"):
        PatternList([])
    with pytest.raises(ValueError, match=r"'\(' is no regular expression"):
        PatternList([("(", SGD())])
    with pytest.raises(TypeError, match="Beside 'a' must be an `Optimizer`, got None"):
        PatternList([("a", None)])


@pytest.mark.parametrize(
    "choice", [made(), PatternList([("a", DEEP), ("", WIDE)])], ids=["map", "list"]
)
def test_a_choice_comes_back_from_its_record(choice):
    record = written(choice)
    again = read(record)
    again = PatternList(again) if isinstance(again, list) else again
    assert written(again) == record
    assert [type(o) for o in again.optimizers] == [type(o) for o in choice.optimizers]


# Keras's own `numpy()` is warned of by NumPy.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_record_of_a_map_is_that_of_keras():
    theirs = keras.optimizers.OptimizerMap(
        keras.optimizers.SGD(name="s"), {"a": keras.optimizers.Adam(name="a")}
    )
    ours = OptimizerMap(SGD(name="s"), {"a": Adam(name="a")})
    assert written(ours) == keras.saving.serialize_keras_object(theirs)
