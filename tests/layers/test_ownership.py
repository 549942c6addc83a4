"""What layers own: weights in lists and dicts, shared layers, freezing, penalties, values."""

import copy

import numpy as np
import pytest

from deepkit import metrics, ops
from deepkit.backend import SeedGenerator, Variable, call_context, jit, last_change
from deepkit.errors import NotBuiltError, ShapeError
from deepkit.layers import Dense, Dropout, Layer

X = np.ones((4, 3), "float32")


class Tower(Layer):
    """Layers in a list, a tuple and a dict, one of them twice."""

    def __init__(self, **base):
        super().__init__(**base)
        self.first = [Dense(3), (Dropout(0.5),)]
        self.others = {"a": Dense(2), "again": self.first[0]}

    def call(self, x):
        return self.others["a"](self.others["again"](self.first[1][0](self.first[0](x))))


@pytest.fixture
def tower():
    tower = Tower(name="tower")
    tower(X)
    return tower


def test_layers_are_found_in_lists_tuples_and_dicts_each_once(tower):
    assert [type(layer).__name__ for layer in tower.sublayers()] == ["Dense", "Dropout", "Dense"]


def test_the_weights_of_a_layer_used_twice_count_once(tower):
    paths = [weight.path for weight in tower.weights]
    assert len(paths) == len(set(paths)) == 4
    assert tower.count_params() == 3 * 3 + 3 + 3 * 2 + 2


def test_paths_lead_through_the_layers_around(tower):
    assert tower.weights[0].path == "tower/dense/kernel"


def test_seeds_are_variables_but_no_weights(tower):
    [seed] = [v for v in tower.variables if v.dtype == "uint32"]
    assert seed not in set(tower.weights)
    assert seed in set(tower.non_trainable_variables)


def test_weights_that_are_learned_come_first_within_a_layer():
    class Mixed(Layer):
        def build(self, input_shape):
            self.fixed = self.add_weight((1,), "zeros", trainable=False, name="fixed")
            self.learned = self.add_weight((1,), "zeros", name="learned")

    layer = Mixed()
    layer.build((None, 3))
    assert [w.name for w in layer.weights] == ["learned", "fixed"]
    layer.trainable = False
    assert [w.name for w in layer.weights] == ["learned", "fixed"]  # the order in files stays


def test_freezing_reaches_all_layers_within_and_back(tower):
    tower.trainable = False
    assert tower.trainable_weights == []
    assert len(tower.non_trainable_weights) == 4
    assert not any(layer.trainable for layer in tower.sublayers())
    tower.trainable = True
    assert len(tower.trainable_weights) == 4


def test_freezing_one_layer_leaves_the_others(tower):
    tower.first[0].trainable = False
    assert [w.path for w in tower.trainable_weights] == [
        "tower/dense_1/kernel",
        "tower/dense_1/bias",
    ]


def test_a_layer_frozen_from_the_start_makes_frozen_weights():
    layer = Dense(2, trainable=False)
    layer(X)
    assert (layer.trainable_weights, [w.trainable for w in layer.weights]) == ([], [False] * 2)


def test_what_was_never_learned_stays_so_when_a_layer_is_set_free():
    layer = Layer()
    layer.count = Variable(0, trainable=False)
    layer.trainable = True
    assert layer.trainable_variables == []


def test_metrics_are_found_in_layers_within():
    outer, inner = Layer(), Layer()
    inner.mean = metrics.Mean()
    outer.inner, outer.also = inner, [inner.mean]
    assert outer.metrics == [inner.mean]
    assert set(outer.metrics_variables) == set(inner.mean.variables)


# --- penalties ------------------------------------------------------------------------------


class Penalized(Layer):
    """Adds the sum of its input to the loss."""

    def call(self, x):
        self.add_loss(ops.sum(x))
        return x


def test_penalties_of_the_last_call_are_kept():
    layer = Penalized()
    layer(X)
    layer(2 * X)
    assert [float(loss) for loss in layer.losses] == [24]


def test_penalties_come_from_layers_within_and_from_regularizers():
    class Outer(Layer):
        def __init__(self):
            super().__init__()
            self.inner = Penalized()
            self.dense = Dense(1, kernel_initializer="ones", kernel_regularizer="l2")

        def call(self, x):
            return self.dense(self.inner(x))

    layer = Outer()
    layer(X)
    assert [float(loss) for loss in layer.losses] == pytest.approx([12, 0.01 * 3])


def test_frozen_weights_are_not_penalized():
    layer = Dense(1, kernel_regularizer="l2")
    layer(X)
    layer.trainable = False
    assert layer.losses == []


def test_the_output_may_be_penalized_per_sample():
    layer = Dense(1, kernel_initializer="ones", activity_regularizer="l1")
    layer(X)
    assert [float(loss) for loss in layer.losses] == pytest.approx([0.01 * 4 * 3 / 4])


def test_penalties_of_a_compiled_call_die_with_it():
    layer = Penalized()
    jit(layer)(X)
    assert layer.losses == []


def test_within_a_call_the_penalties_so_far_are_seen():
    layer = Penalized()
    with call_context() as call:
        layer(X)
        assert [float(loss) for loss in layer.losses] == [12]
        assert [owner for owner, _ in call.losses] == [layer]


def test_a_penalty_outside_of_a_call_is_kept_and_may_be_a_list():
    layer = Layer()
    layer.add_loss([1.0, 2.0])
    assert layer.losses == [1.0, 2.0]


# --- values ---------------------------------------------------------------------------------


def test_weights_are_set_in_the_order_they_are_got(tower):
    twin = Tower()
    twin(X)
    twin.set_weights(tower.get_weights())
    for ours, theirs in zip(twin.get_weights(), tower.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_too_few_weights_are_refused_and_nothing_is_set(tower):
    before = tower.get_weights()
    with pytest.raises(ShapeError, match="`weights` of 'tower' must be 4 arrays, got 1"):
        tower.set_weights([0 * before[0]])
    np.testing.assert_array_equal(tower.get_weights()[0], before[0])


def test_a_weight_of_another_shape_is_refused_and_nothing_is_set(tower):
    before = tower.get_weights()
    wrong = [0 * w for w in before[:3]] + [np.zeros(5)]
    with pytest.raises(ShapeError, match=r"'tower/dense_1/bias' has shape \(2,\), got \(5,\)"):
        tower.set_weights(wrong)
    np.testing.assert_array_equal(tower.get_weights()[0], before[0])


def test_an_unbuilt_layer_has_nothing_to_count():
    with pytest.raises(NotBuiltError, match="'dense' has no weights to count yet: call it on data"):
        Dense(2).count_params()


def test_own_variables_are_saved_by_number_and_loaded(tower):
    store = {}
    tower.first[0].save_own_variables(store)
    assert list(store) == ["0", "1"]
    tower.others["a"].build((None, 3))
    twin = copy.deepcopy(tower.first[0])
    twin.set_weights([0 * w for w in twin.get_weights()])
    twin.load_own_variables(store)
    np.testing.assert_array_equal(twin.get_weights()[0], tower.first[0].get_weights()[0])


def test_a_file_with_another_number_of_variables_is_refused():
    message = r"Layer 'dense' has 0 variables, the file holds 1\. It is not built"
    with pytest.raises(ShapeError, match=message):
        Dense(2).load_own_variables({"0": np.zeros(3)})


def test_a_seed_generator_in_a_list_belongs_to_the_layer():
    layer = Layer()
    layer.seeds = [SeedGenerator(1), SeedGenerator(2)]
    assert layer.own_states() == [seed.state for seed in layer.seeds]


def test_an_attribute_that_is_set_or_deleted_is_noted():
    layer, before = Dense(2), last_change()
    layer.note = 1
    after = last_change()
    del layer.note
    assert before is not after
    assert after is not last_change()
    assert not hasattr(layer, "note")
