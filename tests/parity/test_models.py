"""Models drawn, stacked and subclassed by one source have the same layers, weights and values."""

import jax
import keras
import numpy as np
import pytest

import deepkit

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
X = np.random.default_rng(3).normal(size=(6, 4)).astype("float32")
Y = X[:, :1] * X[:, 1:2]


def shared(k):
    """Return a model of two inputs and two outputs, a layer in two places."""
    a, b = k.Input((4,), name="a"), k.Input((4,), name="b")
    layer = k.layers.Dense(3, name="shared")
    x, y = layer(a), layer(b)
    z = k.layers.Dense(2)(x)
    return k.Model([b, a], [k.layers.Add()([z, k.layers.Dense(2)(y)]), z])


def crossing(k):
    """Return a model whose branches leave and meet at several depths."""
    a = k.Input((4,))
    h = t = k.layers.Dense(5, activation="relu")(a)
    for _ in range(3):
        t = k.layers.Add()([t, k.layers.Dense(5)(t)])
    return k.Model(a, k.layers.Concatenate()([t, a, h]))


def operators(k):
    """Return a model with functions and operators between its layers."""
    a = k.Input((4,))
    return k.Model(a, k.layers.Dense(2)(k.ops.exp(a) * 2 + a[:, :1]))


def nested(k):
    """Return a model with a model and a stack in it."""
    i = k.Input((4,))
    inner = k.Model(i, [k.layers.Dense(3)(i), i], name="inner")
    x = k.Input((4,))
    first, second = inner(k.layers.Dense(4)(x))
    stack = k.Sequential([k.layers.Dense(3), k.layers.Dense(3)], name="stack")
    return k.Model(x, k.layers.Concatenate()([stack(first), second]))


def keyed(k):
    """Return a model that takes and returns dicts."""
    x = {"p": k.Input((4,), name="p"), "q": k.Input((4,), name="q")}
    h = k.layers.Concatenate()([x["p"], x["q"]])
    return k.Model(x, {"z": k.layers.Dense(2)(h), "y": x["p"] - x["q"]})


def upper_half(k):
    """Return the upper half of a model."""
    h = k.layers.Dense(4)(k.Input((4,)))
    return k.Model(h, k.layers.Dense(2, name="o")(k.layers.Dense(3, name="g")(h)))


def features(k):
    """Return the outputs of all layers of a stack."""
    model = k.Sequential([k.Input((4,)), k.layers.Dense(3), k.layers.Dense(2)])
    return k.Model(model.inputs[0], [layer.output for layer in model.layers])


def subclassed(k):
    """Return a model with layers in lists and dicts."""

    class Own(k.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [k.layers.Dense(3), k.layers.Dense(3)]
            self.heads = {"x": k.layers.Dense(1), "y": k.layers.Dense(2)}
            self.last = k.layers.Dense(4)

        def call(self, x):
            for block in self.blocks:
                x = block(x)
            return self.last(x), {key: head(x) for key, head in self.heads.items()}

    model = Own()
    model(X)
    return model


def subclassed_inside(k):
    """Return a drawn model with a subclassed one in it."""

    class Own(k.Model):
        def __init__(self):
            super().__init__()
            self.layer = k.layers.Dense(3)

        def call(self, x):
            return self.layer(x)

    x = k.Input((4,))
    return k.Model(x, Own()(x))


def lazy_stack(k):
    """Return a stack that learns its shape from data."""
    model = k.Sequential([k.layers.Dense(3), k.layers.BatchNormalization()], name="lazy")
    model.add(k.layers.Dense(2))
    model(X)
    return model


def shortened_stack(k):
    """Return a stack from which layers were taken and to which others were added."""
    model = k.Sequential([k.Input((4,)), k.layers.Dense(3), k.layers.Dense(2)])
    model.pop()
    model.add(k.layers.Dense(7))
    return model


def built_stack(k):
    """Return a stack that was told its shape."""
    model = k.Sequential([k.layers.Dense(3), k.layers.Dense(2)])
    model.build((None, 4))
    return model


def deep_stack(k):
    """Return a stack of stacks."""
    inner = k.Sequential([k.layers.Dense(3), k.layers.Dense(3)], name="inner")
    return k.Sequential([k.Input((4,)), inner, k.layers.Dense(1)])


def passed_through(k):
    """Return a model that returns its input, and one output twice."""
    x = k.Input((4,))
    y = k.layers.Dense(2)(x)
    return k.Model(x, [x, y, y])


def frozen(k):
    """Return a model of which a layer and the statistics are not trained."""
    model = k.Sequential([k.Input((4,)), k.layers.Dense(3), k.layers.BatchNormalization()])
    model.layers[0].trainable = False
    return model


CALLS = {
    shared: [X, 2 * X],
    keyed: {"q": 2 * X, "p": X},
}
MODELS = [
    *(shared, crossing, operators, nested, keyed, upper_half, features, subclassed),
    *(subclassed_inside, lazy_stack, shortened_stack, built_stack, deep_stack, passed_through),
    frozen,
]


def described(model):
    """Return what users see of a model."""
    return {
        "layers": [(layer.name, type(layer).__name__) for layer in model.layers],
        "weights": [(w.path, tuple(w.shape)) for w in model.weights],
        "trained": [w.path for w in model.trainable_weights],
        "count": model.count_params(),
    }


def named(text):
    """Return a name as deepkit makes it where Keras has one of its own."""
    return text.replace("Functional", "Model").replace("keras_tensor_1CLONE", "input_layer_1")


@pytest.mark.parametrize("build", MODELS)
def test_layers_weights_and_values_are_those_of_keras(build):
    keras.utils.clear_session()
    ours, theirs = build(deepkit), build(keras)
    assert str(described(ours)) == named(str(described(theirs)))
    for weight, peer in zip(ours.weights, theirs.weights, strict=True):
        weight.assign(np.array(peer.value))
    given = CALLS.get(build, X)
    values = [jax.tree.leaves(model(given)) for model in (ours, theirs)]
    assert len(values[0]) == len(values[1])
    for a, b in zip(*values, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


INPUTS = {
    "in order": [X, 2 * X],
    "in a tuple": (X, 2 * X),
    "by name": {"b": X, "a": 2 * X},
    "by name with more": {"b": X, "a": 2 * X, "c": X},
    "with a last axis of one": [X[..., None], 2 * X],
    "float64": [X.astype("float64"), 2 * X],
}


@pytest.mark.parametrize("form", INPUTS)
def test_inputs_are_taken_in_every_form_that_keras_takes(form):
    ours, theirs = shared(deepkit), shared(keras)
    ours.set_weights([np.array(weight.value) for weight in theirs.weights])
    expected = theirs.predict([X, 2 * X], verbose=0)
    for found, wanted in zip(ours.predict(INPUTS[form], verbose=0), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("build", [nested, deep_stack, subclassed_inside])
def test_models_in_models_train_as_in_keras(build):
    keras.utils.clear_session()
    found = []
    for k in (deepkit, keras):
        model = build(k)
        if found:
            for weight, start in zip(model.weights, found[0][0], strict=True):
                weight.assign(start)
        start = [np.array(weight.value) for weight in model.weights]
        model.compile(k.optimizers.SGD(0.05), "mse")
        y = np.tile(Y, model.output_shape[1])
        model.fit(X, y, batch_size=3, epochs=2, shuffle=False, verbose=0)
        found.append((start, [np.array(weight.value) for weight in model.weights]))
    for ours, theirs in zip(found[0][1], found[1][1], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def loop(k, model, epochs):
    """Train by a loop of one's own around `stateless_call`, as in Keras's guide for JAX."""
    optimizer = k.optimizers.Adam(0.05)
    optimizer.build(model.trainable_variables)

    def loss_of(trainable, fixed, x, y):
        y_pred, fixed = model.stateless_call(trainable, fixed, x, training=True)
        return k.ops.mean(k.losses.mean_squared_error(y, y_pred)), fixed

    @jax.jit
    def step(state, x, y):
        trainable, fixed, slots = state
        (loss, fixed), grads = jax.value_and_grad(loss_of, has_aux=True)(trainable, fixed, x, y)
        trainable, slots = optimizer.stateless_apply(slots, grads, trainable)
        return loss, (trainable, fixed, slots)

    groups = model.trainable_variables, model.non_trainable_variables, optimizer.variables
    state = tuple([v.value for v in group] for group in groups)
    for _ in range(epochs):
        for rows in (slice(0, 4), slice(4, 6)):
            _, state = step(state, X[rows], Y[rows])
    for group, values in zip(groups, state, strict=True):
        for variable, value in zip(group, values, strict=True):
            variable.assign(value)
    return [np.array(weight.value) for weight in model.weights]


def test_a_hand_written_loop_gives_the_weights_of_keras_and_of_fit():
    def build(k):
        layers = [k.layers.Dense(3), k.layers.BatchNormalization(), k.layers.Dense(1)]
        return k.Sequential([k.Input((4,)), *layers])

    peer = build(keras)
    start = [np.array(weight.value) for weight in peer.weights]
    looped, fitted = build(deepkit), build(deepkit)
    for model in (looped, fitted):
        model.set_weights(start)
    fitted.compile(deepkit.optimizers.Adam(0.05), "mse")
    fitted.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    expected = loop(keras, peer, 3)
    found = zip(loop(deepkit, looped, 3), fitted.get_weights(), expected, strict=True)
    for by_loop, by_fit, wanted in found:
        np.testing.assert_allclose(by_loop, wanted, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(by_fit, wanted, rtol=1e-4, atol=1e-5)


def in_dicts(k):
    """Return a model whose outputs stand in dicts, not in the order of their names."""
    x = k.Input((4,))
    z, a = k.layers.Dense(1, name="z")(x), k.layers.Dense(2, name="a")(x)
    return k.Model(x, {"z": z, "a": a, "m": [z, {"q": a, "b": z}]})


def order(outputs):
    """Return the keys of the dicts in a structure."""
    if isinstance(outputs, dict):
        return {key: order(value) for key, value in outputs.items()}
    return [order(value) for value in outputs] if isinstance(outputs, list) else None


def again(k, model):
    """Return a model that has another as its only layer."""
    x = k.Input((4,))
    return k.Model(x, model(x))


@pytest.mark.parametrize("made", [lambda _, model: model, again], ids=["alone", "nested"])
def test_outputs_in_dicts_keep_the_order_they_were_written_in(made):
    ours, theirs = made(deepkit, in_dicts(deepkit)), made(keras, in_dicts(keras))
    written = order(theirs(X))
    assert str(order(ours(X))) == str(written)
    assert str(order(ours.output)) == str(written)
    # Keras on JAX sorts what `predict` returns.
    assert str(order(ours.predict(X, batch_size=4, verbose=0))) == str(written)
    assert str(order(ours.predict_on_batch(X))) == str(written)
    assert list(written) == ["z", "a", "m"]


def test_outputs_in_dicts_keep_their_order_through_a_file(tmp_path):
    model = in_dicts(deepkit)
    model.save(tmp_path / "model.keras")
    written = str(order(model(X)))
    for k in (deepkit, keras):
        assert str(order(k.models.load_model(tmp_path / "model.keras")(X))) == written
