"""A bridge lets Variables read as a state, and tells what was assigned to them."""

import numpy as np
import pytest

import deepkit
from deepkit.backend import SeedGenerator, global_generator
from deepkit.errors import StateError
from deepkit.training import TrainState
from deepkit.training._bridge import Bridge


@pytest.fixture
def variables():
    """Return three Variables and the generator of a bridge over them."""
    weight, mean, total = (deepkit.Variable(float(i), name=f"v{i}") for i in range(3))
    return weight, mean, total, SeedGenerator(7)


@pytest.fixture
def bridge(variables):
    """Return a bridge over a weight, a buffer and a metric."""
    weight, mean, total, generator = variables
    buffers = {"mean": mean, "seed": generator.state}
    return Bridge(TrainState({"weight": weight}, buffers, {"total": total}, {}), generator)


def state(**values):
    """Return a state with numbers far from those of the Variables."""
    full = {"weight": 10.0, "mean": 20.0, "total": 30.0, **values}
    arrays = {name: np.float32(value) for name, value in full.items()}
    buffers = {"mean": arrays["mean"], "seed": np.array([7, 0], "uint32")}
    return TrainState({"weight": arrays["weight"]}, buffers, {"total": arrays["total"]}, {})


def test_variables_read_as_the_state_only_within(bridge, variables):
    weight = variables[0]
    with bridge.over(state()) as crossing:
        assert float(weight) == float(crossing.read(weight)) == 10.0
    assert float(weight) == 0.0


def test_the_state_after_has_what_was_assigned(bridge, variables):
    _, mean, total, _ = variables
    with bridge.over(state()) as crossing:
        mean.assign_add(1.0)
        crossing.write(total, deepkit.ops.convert_to_tensor(31.0))
        after = crossing.after()
    assert float(after.params["weight"]) == 10.0
    assert float(after.buffers["mean"]) == 21.0
    assert float(after.metrics["total"]) == 31.0
    assert float(mean) == 1.0


def test_changes_are_the_buffers_assigned_and_all_metrics(bridge, variables):
    with bridge.over(state()) as crossing:
        assert crossing.changes() == TrainState({}, {}, {"total": crossing.read(variables[2])}, {})
        variables[1].assign(5.0)
        assert list(crossing.changes().buffers) == ["mean"]


def test_draws_without_a_seed_advance_the_generator_of_the_bridge(bridge):
    before = global_generator().state.numpy().tolist()
    with bridge.over(state()) as crossing:
        deepkit.random.normal((2,))
        changed = crossing.changes().buffers
    assert list(changed) == ["seed"]
    assert np.asarray(changed["seed"]).tolist() == [7, 1]
    assert global_generator().state.numpy().tolist() == before
    assert bridge.draws


def test_a_bridge_knows_when_nothing_was_drawn(bridge):
    assert bridge.draws is None
    with bridge.over(state()) as crossing:
        crossing.after()
    assert bridge.draws is False


def test_another_variable_must_not_be_assigned(bridge):
    stray = deepkit.Variable(0.0, name="stray")
    match = "'stray' is assigned in a step of the model, but is none of its Variables"
    with bridge.over(state()) as crossing:
        stray.assign(1.0)
        with pytest.raises(StateError, match=match):
            crossing.after()
    assert float(stray) == 0.0


def test_other_variables_are_noted_by_a_bridge_that_is_not_strict(bridge):
    stray = deepkit.Variable(0.0)
    loose = Bridge(bridge.variables, bridge.generator, is_strict=False)
    with loose.over(state()) as crossing:
        stray.assign(1.0)
        crossing.after()
    assert len(loose.found) == 1
    assert loose.found[0] is stray
