"""One batch is predicted by the program of the model as it is, and as its weights are."""

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.training import Predictor
from deepkit.training._predictor import is_small, on_host, predictor_of
from tests._counts import calls_by
from tests.training._twins import X, Y, dense


def test_a_predictor_says_what_predict_says_and_sees_weights_change():
    model = dense(deepkit)
    predictor = Predictor(model)
    np.testing.assert_array_equal(predictor(X[:3]), model.predict_on_batch(X[:3]))
    model.set_weights([weight * 2 for weight in model.get_weights()])
    np.testing.assert_array_equal(predictor(X[:3]), model.predict_on_batch(X[:3]))


class Tower(deepkit.Model):
    """A model that keeps what it uses in all the ways there are."""

    def __init__(self):
        super().__init__()
        self.blocks = [layers.Dense(4, activation="tanh")]
        self.heads = {"a": layers.Dense(2)}
        self.last = layers.Activation("linear")
        self.both = (layers.Dense(2),)

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return self.last(self.heads["a"](x) + self.both[0](x))


def built(layer, width=4):
    layer.build((None, width))
    return layer


def stepped(model):
    model.compile("sgd", "mse")
    model.train_on_batch(X, np.ones((len(X), 2), "float32"))


def frozen(model):
    model.compile(deepkit.optimizers.SGD(0.5), "mse")
    model.blocks[0].trainable = False
    model.train_on_batch(X, np.ones((len(X), 2), "float32"))


CHANGES = {
    "weights": lambda m: m.set_weights([w + 1 for w in m.get_weights()]),
    "a Variable": lambda m: m.blocks[0].kernel.assign(m.blocks[0].kernel * 2),
    "a step of training": stepped,
    "a step with a layer frozen": frozen,
    "a layer": lambda m: setattr(m, "last", layers.Activation("sigmoid")),
    "a layer in a list": lambda m: m.blocks.__setitem__(0, built(layers.Dense(4), X.shape[1])),
    "a list": lambda m: setattr(m, "blocks", [built(layers.Dense(4), X.shape[1])]),
    "a list that grows": lambda m: m.blocks.append(built(layers.Dense(4))),
    "a list that shrinks": lambda m: m.blocks.append(m.blocks.pop()) or m.blocks.reverse(),
    "a dict": lambda m: m.heads.update(a=built(layers.Dense(2))),
    "a tuple": lambda m: setattr(m, "both", (built(layers.Dense(2)),)),
    "an activation": lambda m: setattr(m.heads["a"], "activation", deepkit.activations.sigmoid),
    "whether there is a bias": lambda m: setattr(m.heads["a"], "use_bias", False),
    "compiled to run eagerly": lambda m: m.compile("sgd", "mse", run_eagerly=True),
    "run eagerly": lambda m: setattr(m, "run_eagerly", True),
    "a Variable in the place of a Variable": lambda m: setattr(
        m.both[0], "kernel", deepkit.Variable(np.ones((4, 2), "float32"))
    ),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("rows", [1, 5])
def test_predictions_are_those_of_the_model_as_it_is(what, rows):
    model = Tower()
    for _ in range(2):
        model.predict(X[:rows], verbose=0)
        model.predict_on_batch(X[:rows])
    CHANGES[what](model)
    expected = model(X[:rows])
    np.testing.assert_allclose(model.predict(X[:rows], verbose=0), expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(model.predict_on_batch(X[:rows]), expected, rtol=1e-5, atol=1e-6)


def test_a_dtype_policy_that_is_set_later_counts():
    model = Tower()
    before = model.predict(X, verbose=0)
    model.blocks[0].dtype_policy = deepkit.dtype_policies.DTypePolicy("mixed_bfloat16")
    after = model.predict(X, verbose=0)
    assert (after != before).any()
    np.testing.assert_allclose(after, before, atol=0.1)


def test_a_model_that_grows_predicts_with_all_its_layers():
    model = deepkit.Sequential([deepkit.Input((3,)), layers.Dense(2)])
    assert model.predict(X[:1, :3], verbose=0).shape == (1, 2)
    model.add(layers.Dense(5))
    assert model.predict(X[:1, :3], verbose=0).shape == (1, 5)
    model.pop()
    assert model.predict(X[:1, :3], verbose=0).shape == (1, 2)


def test_running_eagerly_again_runs_the_python_again():
    calls = []

    class Watched(layers.Layer):
        def call(self, x):
            calls.append(1)
            return x

    model = deepkit.Sequential([deepkit.Input((3,)), Watched()])
    for eagerly, expected in ((False, 0), (True, 2), (False, 0)):
        model.run_eagerly = eagerly
        model.predict(X[:2, :3], verbose=0)
        calls.clear()
        model.predict(X[:2, :3], verbose=0)
        model.predict(X[:2, :3], verbose=0)
        assert len(calls) == expected


def test_what_a_model_draws_goes_by_the_seed_each_time():
    model = deepkit.Sequential([deepkit.Input((3,)), layers.Dropout(0.5), layers.Dense(4)])
    noisy = type("Noisy", (deepkit.Model,), {"call": lambda self, x: model(x, training=True)})()
    noisy.inner = model
    found = [noisy.predict(X[:4, :3], verbose=0) for _ in range(3)]
    assert any((found[0] != other).any() for other in found[1:])


def test_a_state_that_predicting_changes_is_kept():
    class Counting(layers.Layer):
        def build(self, shape):
            self.count = self.add_weight((), "zeros", trainable=False)

        def call(self, x):
            self.count.assign_add(1.0)
            return x + self.count

    model = deepkit.Sequential([deepkit.Input((3,)), Counting()])
    found = [float(model.predict(np.zeros((1, 3), "float32"), verbose=0)[0, 0]) for _ in range(3)]
    assert found == [1, 2, 3]
    assert float(model.layers[0].count.value) == 3


@pytest.mark.parametrize("rows", [1, 2, 5, 8, 20, 31, 32])
def test_small_inputs_get_what_the_long_way_gives(rows):
    model = dense(deepkit)
    x = np.random.default_rng(0).normal(size=(rows, X.shape[1])).astype("float32")
    found = model.predict(x, verbose=0)
    assert found.shape[0] == rows
    assert found.flags.writeable
    np.testing.assert_array_equal(found, model.predict(x, verbose=0, callbacks=[]))
    np.testing.assert_array_equal(found, model.predict(x.tolist(), verbose=0))


def test_rows_of_small_models_do_not_depend_on_how_many_there_are():
    model = dense(deepkit)
    x = np.random.default_rng(0).normal(size=(100, X.shape[1])).astype("float32")
    whole = model.predict(x, verbose=0)
    for rows in (1, 2, 3, 7, 17, 32, 33, 63, 99):
        np.testing.assert_array_equal(model.predict(x[:rows], verbose=0), whole[:rows])


def test_the_last_batch_of_a_large_model_has_the_bits_of_a_full_one():
    model = deepkit.Sequential([deepkit.Input((200,)), layers.Dense(300), layers.Dense(7)])
    x = np.random.default_rng(0).normal(size=(96, 200)).astype("float32")
    whole = model.predict(x, verbose=0)
    for rows in (33, 34, 65, 95):
        np.testing.assert_array_equal(model.predict(x[:rows], verbose=0), whole[:rows])


def test_rows_that_see_each_other_are_predicted_as_they_came():
    class Centered(layers.Layer):
        def call(self, x):
            return x - deepkit.ops.mean(x, axis=0, keepdims=True)

    model = deepkit.Sequential([deepkit.Input((2,)), Centered()])
    x = np.arange(10, dtype="float32").reshape(5, 2)
    np.testing.assert_allclose(model.predict(x, verbose=0), x - x.mean(0))
    expected = np.concatenate([x[:3] - x[:3].mean(0), x[3:] - x[3:].mean(0)])
    np.testing.assert_allclose(model.predict(x, batch_size=3, verbose=0), expected)


KINDS = {
    "an array": (X, None, True),
    "whole numbers": (X.astype("int32"), None, True),
    "truths": (X > 0, None, True),
    "wide floats": (X.astype("float64"), None, False),
    "wide numbers": (X.astype("int64"), None, False),
    "other bytes": (X.astype(">f4"), None, False),
    "a list": (X.tolist(), None, False),
    "more rows than a batch": (X, 3, False),
    "no rows": (X[:0], None, False),
    "a scalar": (np.float32(1.0), None, False),
    "a batch size that is none": (X, 3.5, False),
}


@pytest.mark.parametrize("kind", KINDS)
def test_only_arrays_of_one_batch_take_the_short_way(kind):
    x, batch_size, expected = KINDS[kind]
    assert is_small(dense(deepkit), x, batch_size) is expected


def test_a_model_that_is_not_built_takes_the_long_way():
    model = deepkit.Sequential([layers.Dense(2)])
    assert not is_small(model, X, None)
    assert model.predict(X, verbose=0).shape == (len(X), 2)


def test_outputs_come_in_their_structure_and_are_the_callers():
    found = on_host({"a": np.ones(2), "b": [np.zeros(3)]})
    assert found["b"][0].shape == (3,)
    model = dense(deepkit)
    first = model.predict(X, verbose=0)
    first[:] = 7
    assert (model.predict(X, verbose=0) != 7).all()


def test_a_predictor_is_kept_until_the_model_changes():
    model = dense(deepkit)
    first = predictor_of(model)
    assert predictor_of(model) is first
    model.compile("sgd", "mse")
    assert predictor_of(model) is not first


def test_a_step_of_the_users_own_predicts():
    class Doubling(deepkit.Model):
        def call(self, x):
            return x

        def predict_step(self, data):
            return self(data) * 2

    model = Doubling()
    np.testing.assert_allclose(model.predict(X, verbose=0), X * 2)
    np.testing.assert_allclose(model.predict(X[:1], verbose=0), X[:1] * 2)
    np.testing.assert_allclose(model.predict_on_batch(X[:1]), X[:1] * 2)


def test_wrong_shapes_are_refused_by_the_short_way_too():
    model = dense(deepkit)
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0)
    with pytest.raises(Exception, match=r"expects|shape"):
        model.predict(X[:, :1], verbose=0)


def test_the_bar_is_shown_for_one_row_too(capsys):
    model = dense(deepkit)
    model.predict(X[:1], verbose=1)
    assert "1/1 " in capsys.readouterr().out
    model.predict(X[:1], verbose=2)
    assert capsys.readouterr().out.startswith("1/1 - 0s - ")


@pytest.mark.parametrize("depth", [1, 12])
def test_one_row_costs_few_calls_of_python_however_deep_the_model(depth):
    stack = [layers.Dense(3) for _ in range(depth)]
    model = deepkit.Sequential([deepkit.Input((3,)), *stack])
    model.compile("sgd", "mse")
    x, y = np.ones((1, 3), "float32"), np.ones((1, 3), "float32")
    steps = {
        "predict": (lambda: model.predict(x, verbose=0), 25),  # 20 today
        "predict_on_batch": (lambda: model.predict_on_batch(x), 22),  # 18
        "train_on_batch": (lambda: model.train_on_batch(x, y), 330),  # 291
    }
    for name, (step, most) in steps.items():
        step(), step()
        assert calls_by(step) <= most, name
