"""A state holds all Variables that training changes, each once, by path."""

import deepkit
from deepkit.training import TrainState
from deepkit.training._state import by_path, unique, variables_of
from tests.training._twins import X, Y, dense


def test_equal_paths_are_told_apart_by_a_number():
    variables = [deepkit.Variable(0.0, name="w") for _ in range(3)]
    assert list(by_path(variables)) == ["w", "w#1", "w#2"]


def test_each_variable_comes_once():
    a, b = deepkit.Variable(0.0), deepkit.Variable(0.0)
    assert list(map(id, unique([a, b, a]))) == [id(a), id(b)]


def test_a_phase_takes_what_it_needs():
    state = TrainState({"w": 1}, {"b": 2}, {"m": 3}, {"o": 4})
    assert state.for_phase("train") == state
    assert state.for_phase("test") == TrainState({"w": 1}, {"b": 2}, {"m": 3}, {})
    assert state.for_phase("predict") == TrainState({"w": 1}, {"b": 2}, {}, {})


def test_variables_are_grouped_by_what_changes_them():
    model = dense(deepkit)
    model.layers[1].trainable = False
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(X, Y, verbose=0)
    extra = deepkit.Variable(0.0, name="extra")
    found = variables_of(model, [extra])
    assert list(found.params) == ["out/kernel", "out/bias"]
    assert list(found.buffers) == ["hidden/kernel", "hidden/bias", "extra"]
    assert [v.name for v in found.metrics.values()] == ["total", "count"] * 2
    assert set(found.optimizer) == {"iterations", "learning_rate", "slots"}


def test_metrics_that_a_model_does_not_list_are_buffers():
    class Silent(deepkit.Model):
        @property
        def metrics(self):
            return []

    base = dense(deepkit)
    model = Silent(base.input, base.output)
    model.compile("sgd", "mse")
    assert "loss/total" in variables_of(model).buffers
    assert variables_of(model).metrics == {}
    assert model.fit(X, Y, verbose=0).history == {}
