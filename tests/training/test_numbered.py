"""A state by number is that by path, in the order of the Variables and not of their names."""

from typing import NamedTuple

import numpy as np

from deepkit.backend import Variable
from deepkit.training import TrainState
from deepkit.training._numbered import Numbered


def variable(number):
    return Variable(float(number))


class Slots(NamedTuple):
    """A structure as Optax has them."""

    count: Variable
    means: dict[str, Variable]


def values(variables):
    """Return what stands for the value of each Variable: its number."""
    read = {path: v.numpy() for path, v in variables.params.items()}
    buffers = {path: v.numpy() for path, v in variables.buffers.items()}
    return TrainState(read, buffers, {}, {"slots": {"z": {"m": 3.0}, "a": {"m": 4.0}}, "n": 5.0})


def example():
    params = {"z": variable(0), "a": variable(1)}
    slots = {"slots": {"z": {"m": variable(3)}, "a": {"m": variable(4)}}, "n": variable(5)}
    return TrainState(params, {"b": variable(2)}, {}, slots)


def test_places_follow_the_order_of_the_variables():
    numbered = Numbered(example()).variables
    assert [float(v) for v in numbered.params.values()] == [0.0, 1.0]
    assert [float(v) for v in numbered.optimizer.values()] == [3.0, 4.0, 5.0]
    assert list(numbered.params) == ["0", "1"]


def test_the_way_there_and_back_changes_nothing():
    variables = example()
    numbers, state = Numbered(variables), values(variables)
    assert numbers.own(numbers.numbered(state)) == state
    assert list(numbers.own(numbers.numbered(state)).params) == ["z", "a"]


def test_a_part_of_a_state_stays_a_part():
    numbers = Numbered(example())
    part = TrainState({}, {"b": np.float32(7)}, {}, {})
    assert numbers.numbered(part) == TrainState({}, {"0": np.float32(7)}, {}, {})


def test_names_that_sort_otherwise_give_the_same_numbers():
    first, renamed = example(), example()
    renamed = renamed._replace(
        params=dict(zip(("a", "z"), renamed.params.values(), strict=True)),
        optimizer={
            "slots": dict(zip(("a", "z"), renamed.optimizer["slots"].values(), strict=True)),
            "n": renamed.optimizer["n"],
        },
    )
    one, other = (Numbered(v).variables for v in (first, renamed))
    for a, b in zip(one, other, strict=True):
        assert {k: float(v) for k, v in a.items()} == {k: float(v) for k, v in b.items()}


def test_other_structures_are_rebuilt_as_they_are():
    slots = Slots(variable(3), {"z": variable(4), "a": variable(5)})
    numbers = Numbered(TrainState({"w": variable(0)}, {}, {}, slots))
    values = {place: float(v) for place, v in numbers.variables.optimizer.items()}
    own = numbers.own(TrainState({"0": 0.0}, {}, {}, values)).optimizer
    assert own == Slots(3.0, {"z": 4.0, "a": 5.0})
