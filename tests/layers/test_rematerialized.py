"""What a layer made in a `RematScope` keeps for the gradient, and that it computes the same."""

import jax
import numpy as np
import pytest

import deepkit
from deepkit import backend, layers, ops

ROWS, WIDTH, INNER, BLOCKS = 256, 8, 64, 6
X = np.linspace(-1, 1, ROWS * WIDTH, dtype="float32").reshape(ROWS, WIDTH)


def blocks(**names):
    """Return a model of blocks that are wide within and narrow between."""
    x = h = deepkit.Input((WIDTH,))
    for place in range(BLOCKS):
        inner = [layers.Dense(INNER, "gelu", name=f"in_{place}"), layers.Dense(WIDTH)]
        h = deepkit.Sequential(inner, name=f"block_{place}")(h) + h
    return deepkit.Model(x, layers.Dense(1, name="out")(h))


def objective(model):
    """Return the loss of a model as a pure function of its weights, and these."""
    weights = model.trainable_variables

    def loss(values, x):
        with backend.scope(weights, values), backend.call_context(True):
            return ops.mean(ops.square(model(x)))

    return loss, [weight.value for weight in weights]


def kept(model):
    """Return how many numbers the forward pass keeps, the weights left out."""
    loss, values = objective(model)
    _, backward = jax.vjp(lambda values: loss(values, X), values)
    shapes = [x.shape for x in jax.tree.leaves(backward)]
    return sum(int(np.prod(shape)) for shape in shapes if ROWS in shape)


def scoped(build, *mode, **options):
    """Return what is built in a scope, its first values always the same."""
    deepkit.utils.clear_session()
    deepkit.utils.set_random_seed(4)
    with deepkit.RematScope(*mode, **options):
        return build()


@pytest.fixture(scope="module")
def plain():
    """Return what the model without any scope keeps."""
    return kept(scoped(blocks, None))


def test_a_full_scope_keeps_no_more_than_the_inputs_of_blocks(plain):
    whole = (
        ROWS * WIDTH * (2 * BLOCKS + 2)
    )  # of each block and sum, of the last layer, and the data
    assert kept(scoped(blocks, "full")) <= whole
    assert plain >= whole + BLOCKS * ROWS * INNER


def test_activations_are_not_kept_but_what_they_are_computed_from(plain):
    inside = BLOCKS * ROWS * INNER
    found = kept(scoped(blocks, "activations"))
    assert plain - found >= inside


def test_layers_are_chosen_by_name(plain):
    first = kept(scoped(blocks, "list_of_layers", layer_names=["block_0"]))
    both = kept(scoped(blocks, "list_of_layers", layer_names=["block_0", "block_1"]))
    assert plain - first == first - both > ROWS * INNER
    assert kept(scoped(blocks, "list_of_layers")) == plain


def test_layers_are_chosen_by_the_size_of_their_output(plain):
    found = [
        kept(scoped(blocks, "larger_than", output_size_threshold=size))
        for size in (ROWS * INNER, ROWS * INNER - 1)
    ]
    assert found[0] == plain
    assert plain - found[1] >= BLOCKS * ROWS * INNER


def test_the_compiled_gradient_needs_less_memory():
    def bytes_of(model):
        loss, values = objective(model)
        program = backend.jit(backend.value_and_grad(loss)).lower(values, X)
        return program.compile().memory_analysis().temp_size_in_bytes

    assert bytes_of(scoped(blocks, "full")) <= 0.7 * bytes_of(scoped(blocks, None))


def test_a_scope_in_a_scope_excepts_layers(plain):
    def build():
        with deepkit.RematScope(None):
            return blocks()

    assert kept(scoped(build, "full")) == plain


@pytest.mark.parametrize("mode", ["full", "activations", "larger_than"])
def test_training_is_the_same(mode):
    def build():
        x = deepkit.Input((WIDTH,))
        h = layers.BatchNormalization()(layers.Dense(4, "gelu", activity_regularizer="l2")(x))
        model = deepkit.Model(x, layers.Dense(1)(layers.Dropout(0.5)(h)))
        model.compile(deepkit.optimizers.SGD(0.1), "mse", metrics=["mae"])
        return model

    found = []
    for told in (None, mode):
        model = scoped(build, told, output_size_threshold=8)
        logs = model.fit(X, X[:, :1], batch_size=64, epochs=2, verbose=0).history
        found.append([*model.get_weights(), logs["loss"], logs["mae"]])
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


def test_masks_pass_and_the_shape_of_a_list_is_asked_for():
    def build():
        inputs = deepkit.Input((4,), dtype="int32")
        h = layers.Embedding(5, 3, mask_zero=True)(inputs)
        return deepkit.Model(inputs, layers.LSTM(2)(layers.Add()([h, h])))

    ids = np.array([[1, 2, 0, 0], [3, 0, 0, 0]], "int32")
    expected = scoped(build, None)(ids)
    found = scoped(build, "larger_than", output_size_threshold=1)(ids)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_an_activation_that_fails_stays_where_it_was():
    def failing(x):
        raise RuntimeError("enough")

    dense = scoped(lambda: layers.Dense(2, failing), "activations")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="enough"):
            dense(X)
    assert dense.activation is failing


def test_the_outermost_model_is_not_computed_twice():
    calls = []

    class Counting(deepkit.Model):
        def call(self, x):
            calls.append("called")
            return ops.exp(x)

    model = scoped(Counting, "full")
    grad = jax.grad(lambda x: ops.sum(model(x)))
    assert "remat" not in str(jax.make_jaxpr(grad)(X))
    layer = deepkit.Sequential([model])
    assert "remat" in str(jax.make_jaxpr(jax.grad(lambda x: ops.sum(layer(x))))(X))
