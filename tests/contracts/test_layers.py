"""What every layer promises: Keras's numbers if it has it, gradients, weights, configurations."""

import copy
import functools
import inspect

import jax
import keras
import numpy as np
import pytest

from deepkit import backend, layers, models, optimizers
from tests.contracts._layer_rows import OWN, ROWS

ATOL = 1e-5
FAST = {"compiler_options": {"xla_backend_optimization_level": 0}}  # compiled once, run thrice
ONE_EACH = list({row.name: row for row in reversed(ROWS)}.values())
# Made of others, or of nothing but what a user hands in: tests of their own.
ELSEWHERE = {"InputLayer", "Layer", "RNN", "StackedRNNCells", "Wrapper"}


class Pair:
    """A layer of a row and Keras's, with the same weights, called and differentiated once."""

    def __init__(self, row):
        self.row = row
        self.layer = row.make()
        self.drawn = backend.leaves(draw(self.layer, row))
        random = np.random.default_rng(5)
        for weight in self.layer.weights:
            values = random.normal(size=weight.shape) * 0.5
            weight.assign(np.abs(values) if weight.name == "moving_variance" else values)
        self.weights = self.layer.get_weights()
        self.outputs = self.layer(*row.args, **row.call)
        self.updated = self.layer.get_weights()
        self.layer.set_weights(self.weights)
        self.weighing = [
            random.normal(size=x.shape).astype("float32") for x in backend.leaves(self.outputs)
        ]
        self.learned = [weight.value for weight in self.layer.trainable_weights]
        floats = [x for x in backend.leaves(row.args) if x.dtype == "float32"]
        self.inputs = [backend.convert(x) for x in floats]

    def fill(self, inputs):
        """Return the arguments with other floats in them."""
        rest = iter(inputs)
        fill = lambda x: next(rest) if x.dtype == "float32" else x  # noqa: E731
        return backend.map_structure(fill, self.row.args)

    def weighed(self, outputs):
        pairs = zip(self.weighing, backend.leaves(outputs), strict=True)
        return sum((w * y).sum() for w, y in pairs)

    @functools.cached_property
    def ours(self):
        """The compiled `(weights, inputs) -> (weighed outputs, outputs), gradients`."""
        kept = self.layer.trainable_weights

        def loss(values, inputs):
            call = lambda: self.layer(*self.fill(inputs), **self.row.call)  # noqa: E731
            outputs, _ = backend.stateless(call, kept)(values)
            return self.weighed(outputs), outputs

        return backend.jit(backend.value_and_grad(loss, (0, 1), has_aux=True), **FAST)

    @functools.cached_property
    def peer(self):
        return keras_layer(self, self.row.make(keras.layers))

    @functools.cached_property
    def theirs(self):
        """Keras's `(weighed outputs, (outputs, changed)), gradients`."""
        fixed = [v.value for v in self.peer.non_trainable_variables]

        def loss(values, inputs):
            args = self.fill(inputs)
            outputs, changed = self.peer.stateless_call(values, fixed, *args, **self.row.call)
            return self.weighed(outputs), (outputs, changed)

        with jax.numpy_dtype_promotion("standard"):
            run = jax.jit(jax.value_and_grad(loss, (0, 1), has_aux=True), **FAST)
            return run(self.learned, self.inputs)


def keras_layer(pair, peer):
    """Return a layer of Keras, built, with the weights of ours."""
    with jax.numpy_dtype_promotion("standard"):
        draw(peer, pair.row, keras.Input)
        peer.set_weights(pair.weights)
    return peer


def draw(layer, row, source=layers.Input, free=(0,)):
    """Return the outputs for symbolic inputs with open axes."""

    def symbol(x):
        shape = [None if axis in free else size for axis, size in enumerate(x.shape)]
        return source(batch_shape=shape, dtype=x.dtype.name)

    call = {k: symbol(x) if isinstance(x, np.ndarray) else x for k, x in row.call.items()}
    return layer(*backend.map_structure(symbol, row.args), **call)


pair_of = functools.cache(Pair)
every_keras_pair = pytest.mark.parametrize(
    "pair", [row for row in ROWS if row.name not in OWN], ids=str, indirect=True
)


@pytest.fixture(params=ROWS, ids=str)
def pair(request):
    return pair_of(request.param)


def close(ours, theirs, atol=ATOL):
    ours, theirs = backend.leaves(ours), backend.leaves(theirs)
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=atol)


def inner_path(weight):
    """Return a path without the name of the layer, which is counted up."""
    return weight.path.split("/", 1)[1]


def test_every_public_layer_has_a_row():
    found = {getattr(layers, name) for name in layers.__all__}
    classes = {x.__name__ for x in found if isinstance(x, type) and issubclass(x, layers.Layer)}
    assert classes - ELSEWHERE == {row.name for row in ROWS}


@every_keras_pair
def test_the_layer_has_the_signature_of_keras(pair):
    ours = inspect.signature(type(pair.layer).__init__).parameters
    theirs = inspect.signature(getattr(keras.layers, pair.row.name).__init__).parameters
    names = [n for n, p in theirs.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert list(ours)[: len(names)] == names
    for name in names:
        default, wanted = ours[name].default, theirs[name].default
        same = default == wanted or {default} == set(np.atleast_1d(wanted))
        assert same or wanted is inspect.Parameter.empty, name


@every_keras_pair
def test_the_weights_are_those_of_keras(pair):
    ours, theirs = pair.layer.weights, pair.peer.weights
    assert [inner_path(w) for w in ours] == [inner_path(w) for w in theirs]
    assert [w.shape for w in ours] == [w.shape for w in theirs]
    assert [w.trainable for w in ours] == [w.trainable for w in theirs]
    assert {w.dtype for w in ours} <= {"float32"}


@every_keras_pair
def test_the_values_are_those_of_keras(pair):
    close(pair.outputs, pair.theirs[0][1][0])


@every_keras_pair
def test_the_gradients_are_those_of_keras(pair):
    close(pair.ours(pair.learned, pair.inputs)[1], pair.theirs[1], atol=5e-5)


@every_keras_pair
def test_what_a_call_changes_is_what_it_changes_in_keras(pair):
    kept = {id(weight) for weight in pair.layer.non_trainable_weights}
    ours = [w for v, w in zip(pair.layer.weights, pair.updated, strict=True) if id(v) in kept]
    seeds = len(pair.peer.non_trainable_variables) - len(ours)
    close(ours, pair.theirs[0][1][1][: -seeds or None])


def test_a_compiled_call_gives_what_an_eager_one_gives(pair):
    close(pair.ours(pair.learned, pair.inputs)[0][1], pair.outputs)


@pytest.mark.parametrize("row", [row for row in ROWS if row.smooth], ids=str)
def test_gradients_are_the_slopes(row):
    pair = pair_of(row)
    random = np.random.default_rng(6)
    point = (pair.learned, pair.inputs)
    way = backend.map_structure(lambda x: random.normal(size=x.shape).astype("float32"), point)

    def height(s):
        return float(pair.ours(*backend.map_structure(lambda x, d: x + s * d, point, way))[0][0])

    gradients = pair.ours(*point)[1]
    products = zip(backend.leaves(gradients), backend.leaves(way), strict=True)
    slope = sum(float((g * d).sum()) for g, d in products)
    assert (height(1e-3) - height(-1e-3)) / 2e-3 == pytest.approx(slope, rel=0.02, abs=0.05)


def test_symbolic_shapes_are_the_real_ones(pair):
    real = backend.leaves(pair.outputs)
    assert [x.shape for x in pair.drawn] == [(None, *y.shape[1:]) for y in real]
    assert [x.dtype for x in pair.drawn] == [y.dtype.name for y in real]


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.free) > 1], ids=str)
def test_open_axes_may_stay_open(row):
    outputs = draw(pair_of(row).layer, row, free=row.free)
    assert backend.leaves(outputs)[0].shape[0] is None


@pytest.mark.parametrize("row", [row for row in ROWS if not row.mixes], ids=str)
def test_samples_do_not_see_each_other(row):
    pair = pair_of(row)
    others = [x.at[1:].multiply(-2) for x in pair.inputs]
    outputs = pair.ours(pair.learned, others)[0][1] if pair.inputs else pair.outputs
    first = [x[:1] for x in backend.leaves(outputs)]
    close(first, [x[:1] for x in backend.leaves(pair.outputs)])


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "float16"])
@pytest.mark.parametrize("row", ONE_EACH, ids=str)
def test_a_policy_sets_the_dtype_of_the_outputs_and_of_the_weights(row, policy):
    policy = backend.DTypePolicy(policy)
    layer = row.make(dtype=policy)
    assert {x.dtype for x in backend.leaves(draw(layer, row))} == {policy.compute_dtype}
    assert {weight.dtype for weight in layer.weights} <= {policy.variable_dtype}


def test_a_config_makes_an_equal_layer(pair):
    config = pair.layer.get_config()
    twin = type(pair.layer).from_config(config)
    assert config == config | pair.row.plain
    assert layers.serialize(twin) == layers.serialize(pair.layer)


@every_keras_pair
def test_keras_makes_its_layer_of_our_config(pair):
    with jax.numpy_dtype_promotion("standard"):
        peer = keras.layers.deserialize(layers.serialize(pair.layer))
    assert type(peer).__name__ == pair.row.name
    keras_layer(pair, peer)


@every_keras_pair
def test_our_layer_is_made_of_the_config_of_keras(pair):
    layer = layers.deserialize(keras.layers.serialize(pair.peer))
    assert type(layer) is type(pair.layer)
    draw(layer, pair.row)
    layer.set_weights(pair.weights)


def test_variables_are_saved_and_loaded(pair):
    stores = [{} for _ in walk(pair.layer)]
    for part, store in zip(walk(pair.layer), stores, strict=True):
        part.save_own_variables(store)
    twin = copy.deepcopy(pair.layer)
    twin.set_weights([np.zeros_like(w) for w in pair.weights])
    for part, store in zip(walk(twin), stores, strict=True):
        part.load_own_variables(store)
    close(twin.get_weights(), pair.weights)


def walk(layer):
    return [layer, *(part for inner in layer.sublayers() for part in walk(inner))]


def test_a_copy_has_weights_of_its_own(pair):
    twin = copy.deepcopy(pair.layer)
    twin.set_weights([np.zeros_like(w) for w in pair.weights])
    close(pair.layer.get_weights(), pair.weights)


@pytest.mark.parametrize("row", [row for row in ONE_EACH if row.builds], ids=str)
def test_a_model_with_it_learns(row):
    sources = [layers.Input(x.shape[1:], dtype=x.dtype.name) for x in backend.leaves(row.args)]
    layer = row.make()
    call = {k: v for k, v in row.call.items() if "mask" not in k}
    outputs = backend.leaves(layer(*backend.unflatten(row.args, sources), **call))[0]
    flat = layers.Flatten()
    flat.supports_masking, flat.compute_mask = True, lambda *_: None  # a mask may end there
    model = models.Model(sources, layers.Dense(1)(flat(outputs)))
    model.compile(optimizers.Adam(0.01), "mse")
    x = backend.leaves(row.args)
    losses = model.fit(x, np.ones((len(x[0]), 1)), epochs=30, verbose=0).history["loss"]
    assert np.mean(losses[-5:]) < losses[0]
