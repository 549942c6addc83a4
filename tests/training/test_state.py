"""What a step carries: each Variable once, in its group, under a path of its own."""

import deepkit
from deepkit import layers
from deepkit.backend import Variable
from deepkit.training._state import TrainState, by_path, unique, variables_of


def compiled():
    model = deepkit.Sequential(
        [deepkit.Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.Dropout(0.5)]
    )
    model.compile("adam", "mse")
    return model


def test_each_variable_is_in_one_group():
    model = compiled()
    groups = variables_of(model)
    assert list(groups.params.values()) == model.trainable_variables
    assert {v.name for v in groups.buffers.values()} >= {"moving_mean", "seed_generator_state"}
    assert [v.path for v in groups.metrics.values()] == [v.path for v in model.metrics_variables]
    assert groups.optimizer == {}  # it has no slots yet


def test_the_slots_are_there_once_the_optimizer_is_built():
    model = compiled()
    model.optimizer.build(by_path(model.trainable_variables))
    assert set(variables_of(model).optimizer["slots"]) == set(variables_of(model).params)


def test_freezing_moves_weights_to_the_buffers():
    model = compiled()
    model.layers[0].trainable = False
    groups = variables_of(model)
    assert all("dense" not in path for path in groups.params)
    assert any("dense" in path for path in groups.buffers)


def test_further_variables_join_the_buffers():
    extra = Variable(1.0, name="extra")
    assert variables_of(compiled(), [extra]).buffers["extra"] is extra


def test_equal_paths_are_told_apart_by_a_number():
    a, b, c = (Variable(0.0, name="same") for _ in range(3))
    assert by_path([a, b, c]) == {"same": a, "same#1": b, "same#2": c}


def test_a_variable_met_twice_is_kept_once_where_it_first_stood():
    a, b = Variable(0.0), Variable(0.0)
    assert unique([a, b, a]) == [a, b]


def test_a_phase_gets_no_more_than_it_needs():
    state = TrainState({"w": 1}, {"b": 2}, {"m": 3}, {"o": 4})
    assert state.for_phase("train") is state
    assert state.for_phase("test") == ({"w": 1}, {"b": 2}, {"m": 3}, {})
    assert state.for_phase("predict") == ({"w": 1}, {"b": 2}, {}, {})
