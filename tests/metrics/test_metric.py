"""The base of metrics."""

import copy

import pytest

from deepkit import backend, ops
from deepkit.metrics import Mean, Metric


class Largest(Metric):
    """A metric as users write them."""

    def __init__(self, start=0.0, **base):
        super().__init__(**base)
        self.start = start
        self.largest = self.add_weight(shape=(), initializer="zeros", name="largest")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.largest.assign(ops.maximum(self.largest, ops.max(y_pred)))

    def result(self):
        return self.largest


def test_a_metric_of_your_own_sees_batches_and_forgets_them():
    metric = Largest()
    assert float(metric(None, [1.0, 5.0])) == 5.0
    assert float(metric(None, [2.0])) == 5.0
    metric.reset_state()
    assert float(metric(None, [2.0])) == 2.0


def test_its_config_is_what_the_constructor_was_given():
    config = Largest(start=1.0, name="top").get_config()
    assert config == {"start": 1.0, "name": "top"}
    assert Largest.from_config(config).name == "top"


def test_metrics_are_named_after_their_class_and_told_apart():
    assert [Largest().name, Largest().name, Largest(name="own").name] == [
        "largest", "largest_1", "own",
    ]  # fmt: skip


def test_variables_are_those_of_its_own_then_those_it_holds():
    class Pair(Metric):
        def __init__(self):
            super().__init__(name="pair")
            self.means = [Mean(name="a"), Mean(name="b")]
            self.first = self.add_variable((2,), "ones", name="first")
            self.plain = backend.Variable(3.0, name="plain")
            self.by_name = {"c": Largest()}

    metric = Pair()
    names = ["first", "plain", "total", "count", "total", "count", "largest"]
    assert [v.name for v in metric.variables] == names
    metric.reset_state()
    assert metric.first.numpy().tolist() == [0.0, 0.0]


def test_the_path_of_a_variable_holds_the_name_of_the_metric():
    assert Largest(name="a/b").largest.path == "a>b/largest"


def test_a_variable_made_before_the_base_is_refused():
    class Early(Metric):
        def __init__(self):
            self.total = self.add_weight(name="total")

    with pytest.raises(RuntimeError, match=r"Early makes a Variable too early: call `super"):
        Early()


def test_stateless_updates_assign_nothing():
    metric = Largest()
    state = metric.stateless_update_state([ops.zeros(())], None, [4.0])
    assert [float(value) for value in state] == [4.0]
    assert float(metric.stateless_result(state)) == 4.0
    assert float(metric.result()) == 0.0


def test_a_result_is_a_value_and_no_variable():
    metric = Largest()
    assert not isinstance(metric(None, [4.0]), backend.Variable)
    compiled = backend.jit(metric.stateless_result)
    assert float(compiled([ops.ones(())])) == 1.0


def test_a_result_may_be_several_values():
    class Both(Largest):
        def result(self):
            return {"largest": self.largest, "twice": 2 * super().result()}

    both = Both()(None, [4.0])
    assert {name: float(value) for name, value in both.items()} == {"largest": 4.0, "twice": 8.0}


def test_a_stateless_reset_gives_zeros():
    metric = Largest()
    metric.update_state(None, [4.0])
    assert [float(value) for value in metric.stateless_reset_state()] == [0.0]
    assert float(metric.result()) == 4.0


def test_values_of_another_number_are_refused():
    with pytest.raises(ValueError, match="a value for each of the 1 Variables of 'largest', got 2"):
        Largest().stateless_result([0.0, 0.0])


@pytest.mark.parametrize("method", ["update_state", "result"])
def test_what_a_class_leaves_out_is_named(method):
    with pytest.raises(NotImplementedError, match=f"Metric must define `{method}`"):
        getattr(Metric(), method)()


def test_sums_are_float32_at_least():
    assert [Metric(dtype=d).sum_dtype for d in (None, "float16", "mixed_bfloat16", "float64")] == [
        "float32", "float32", "float32", "float64",
    ]  # fmt: skip


def test_a_copy_counts_on_its_own():
    metric = Largest()
    twin = copy.deepcopy(metric)
    twin.update_state(None, [3.0])
    assert (float(metric.result()), float(twin.result())) == (0.0, 3.0)
