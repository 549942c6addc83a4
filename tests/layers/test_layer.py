"""The base of all layers: weights made when shapes are known, calls, drawings, pure calls."""

import copy
import pickle

import jax
import keras
import numpy as np
import pytest

import deepkit
from deepkit import backend, layers, ops
from deepkit.errors import NotBuiltError, ShapeError, StateError

X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "float32")


class Scale(layers.Layer):
    """Multiply by a weight, count the calls, and add a penalty."""

    def __init__(self, **base):
        super().__init__(**base)
        self.calls = self.add_weight((), "zeros", trainable=False, name="calls")

    def build(self, input_shape):
        size = input_shape[-1:]
        self.factor = self.add_weight(size, "ones", regularizer="l1", name="factor")

    def call(self, x):
        self.calls.assign_add(1.0)
        self.add_loss(ops.sum(x))
        return x * self.factor


def block(k):
    """Return a layer of either library that makes its parts in its constructor and in `build`."""

    class Inner(k.layers.Layer):
        """Builds a layer of its own."""

        def __init__(self, **base):
            super().__init__(**base)
            self.dense = k.layers.Dense(2, name="dense")

        def build(self, input_shape):
            self.dense.build(input_shape)
            self.scale = self.add_weight(shape=(2,), name="scale")

        def call(self, x):
            return self.dense(x) * self.scale

    class Outer(k.layers.Layer):
        """Lets the call build its parts."""

        def __init__(self, **base):
            super().__init__(**base)
            self.first = self.add_weight(shape=(), name="first")
            self.parts = [Inner(name="inner"), k.layers.Dense(1, name="last")]

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return x + self.first

    return Outer(name="outer")


# --- weights ------------------------------------------------------------------------------------


def test_weights_carry_the_paths_and_order_of_keras():
    ours, theirs = block(deepkit), block(keras)
    ours(X)
    theirs(X)
    assert [w.path for w in ours.weights] == [w.path for w in theirs.weights]
    assert [w.path for w in ours.weights][1:3] == ["outer/inner/scale", "outer/inner/dense/kernel"]


def test_weights_start_as_they_were_asked_to():
    layer = layers.Layer()
    floats, scalar = layer.add_weight((3, 2)), layer.add_weight()
    whole = layer.add_weight((2,), "zeros", dtype="int32", trainable=False)
    assert (floats.shape, floats.dtype, floats.trainable) == ((3, 2), "float32", True)
    assert np.abs(floats.numpy()).max() <= np.sqrt(6 / (3 + 2))  # Glorot's bound
    assert scalar.numpy() == 0.0
    assert (whole.dtype, whole.trainable) == ("int32", False)


def test_weights_keep_their_regularizer_and_constraint():
    weight = layers.Layer().add_weight((2,), "ones", regularizer="l2", constraint="non_neg")
    assert float(weight.regularizer(weight.value)) == pytest.approx(0.01 * 2)
    assert isinstance(weight.constraint, deepkit.constraints.NonNeg)


def test_a_weight_after_the_building_is_refused():
    layer = Scale(name="s")
    layer(X)
    text = "Layer 's' is built already: make all weights in `__init__` or `build`"
    with pytest.raises(StateError, match=text):
        layer.add_weight((2,))


def test_a_weight_of_an_open_size_is_refused():
    with pytest.raises(ValueError, match="None"):
        layers.Layer().add_weight((None, 2))


def test_a_layer_builds_itself_on_its_first_call():
    layer = Scale()
    assert not layer.built
    np.testing.assert_array_equal(layer(X), X)
    assert layer.built
    assert repr(Scale(name="s")) == "<Scale name=s, built=False>"


def test_a_build_of_a_base_class_is_one_building():
    class Shifted(Scale):
        """Builds on another's `build`."""

        def build(self, input_shape):
            super().build(input_shape)
            self.shift = self.add_weight(input_shape[-1:], "ones", name="shift")

        def call(self, x):
            return super().call(x) + self.shift

    layer = Shifted(name="s")
    np.testing.assert_array_equal(layer(X), X + 1)
    assert [w.path for w in layer.weights] == ["s/factor", "s/shift", "s/calls"]


def test_a_layer_without_build_is_built_by_its_call():
    layer = layers.Layer()
    layer.build((None, 3))
    assert layer.built


def test_a_failed_build_leaves_the_layer_unbuilt():
    class Fussy(layers.Layer):
        """Wants an even width."""

        def build(self, input_shape):
            if input_shape[-1] % 2:
                raise ValueError("odd")

        def call(self, x):
            return x

    layer = Fussy()
    with pytest.raises(ValueError, match="odd"):
        layer(X)
    assert not layer.built
    assert layer(X[:, :2]).shape == (2, 2)


def test_a_build_for_several_tensors_gets_their_shapes_by_name():
    class Pair(layers.Layer):
        """Remember the shapes."""

        def build(self, a_shape, b_shape):
            self.shapes = a_shape, b_shape

        def call(self, a, b):
            return a

    layer = Pair()
    layer(X, b=[X, X[0]])
    assert layer.shapes == ((2, 3), [(2, 3), (3,)])


@pytest.mark.parametrize(
    "run",
    [lambda layer: backend.jit(lambda x: layer(x))(X), lambda layer: layer(deepkit.Input((3,)))],
    ids=["compiled", "drawn"],
)
def test_weights_made_within_a_trace_are_true_arrays(run):
    layer = block(deepkit)
    outputs = run(layer)
    assert outputs.shape[1] == 1
    assert all(backend.is_concrete(weight.value) for weight in layer.weights)
    assert all(np.isfinite(weight.numpy()).all() for weight in layer.weights)


# --- making -------------------------------------------------------------------------------------


def test_names_are_made_up_from_the_class():
    class MyOwnLayer(layers.Layer):
        """Has no name."""

    first, second = MyOwnLayer(), MyOwnLayer()
    assert first.name.startswith("my_own_layer")
    assert first.name != second.name


def test_unknown_arguments_are_refused():
    with pytest.raises(TypeError, match="Dense got unknown arguments: unit, wide"):
        layers.Dense(3, unit=2, wide=True)


@pytest.mark.parametrize(
    "given", [{"input_shape": (3,)}, {"input_dim": 3}, {"batch_input_shape": (None, 3)}]
)
def test_the_shape_of_a_first_layer_is_taken_with_a_warning(given):
    with pytest.warns(UserWarning, match=r"Prefer an `Input.shape.` as the first layer to"):
        layer = layers.Dense(2, **given)
    model = deepkit.Sequential([layer])
    assert model.built
    assert layer.kernel.shape == (3, 2)


def test_a_constructor_without_super_says_what_it_lacks():
    class Forgetful(layers.Layer):
        """Forgets the base."""

        def __init__(self):
            self.factor = 2

        def call(self, x):
            return x * self.factor

    with pytest.raises(RuntimeError, match=r"In Forgetful.__init__, call `super.*before all else"):
        Forgetful()(X)


def test_a_layer_without_call_says_what_it_lacks():
    class Empty(layers.Layer):
        """Computes nothing."""

    with pytest.raises(NotImplementedError, match="Layer Empty must define a `call` method"):
        Empty()(X)


def test_copies_have_weights_of_their_own():
    layer = block(deepkit)
    before = np.asarray(layer(X))
    twin = copy.deepcopy(layer)
    twin.set_weights([np.zeros(w.shape) for w in twin.weights])
    np.testing.assert_array_equal(layer(X), before)
    assert not np.any(twin(X))


def test_a_pickle_is_the_same_layer():
    layer = layers.Dense(2, kernel_regularizer="l2")
    before = np.asarray(layer(X))
    again = pickle.loads(pickle.dumps(layer))
    np.testing.assert_array_equal(again(X), before)
    assert again.get_config().keys() == layer.get_config().keys()


# --- calling ------------------------------------------------------------------------------------


def test_an_error_names_each_layer_around_it_and_what_it_got():
    layer = block(deepkit)
    layer(X)
    with pytest.raises(ShapeError) as caught:
        layer(X[:, :2])
    assert caught.value.__notes__[-1] == "while calling layer 'outer' on float32(2, 2)"
    assert any("layer 'inner' on float32(2, 2)" in note for note in caught.value.__notes__)


def test_a_mixed_policy_computes_in_half_precision():
    layer = Scale(dtype="mixed_bfloat16")
    assert layer(X).dtype.name == "bfloat16"
    assert layer.factor.numpy().dtype == "float32"


def test_gradients_reach_the_weights_of_layers_within():
    layer = block(deepkit)
    layer(X)
    values = [w.value for w in layer.trainable_variables]

    def loss(values):
        outputs, _ = layer.stateless_call(values, [], X)
        return outputs.sum()

    slopes = jax.grad(loss)(values)
    assert float(slopes[0]) == 2.0  # `first` is added to each of two samples
    assert all(np.any(np.asarray(slope)) for slope in slopes)


# --- drawing ------------------------------------------------------------------------------------


def test_a_drawn_layer_knows_its_places():
    layer, a, b = layers.Dense(2), deepkit.Input((3,)), deepkit.Input((3,))
    first, second = layer(a), layer(b)
    assert layer.input is a
    assert layer.output is first
    assert [node.outputs[0] for node in layer.nodes] == [first, second]
    both = layers.Add()
    both([a, b])
    assert both.input == [a, b]


def test_a_layer_never_drawn_has_no_input_or_output():
    layer = layers.Dense(2, name="d")
    layer(X)
    for what in ("input", "output"):
        with pytest.raises(AttributeError, match=f"Layer 'd' has no `{what}`: it was never called"):
            getattr(layer, what)


def test_a_spec_of_the_outputs_records_nothing():
    layer = layers.Dense(2, dtype="float16")
    spec = layer.compute_output_spec(deepkit.Input((3,)))
    assert (spec.shape, spec.dtype) == ((None, 2), "float16")
    assert layer.nodes == []
    assert layer.built


def test_shapes_of_the_outputs_follow_from_those_of_the_inputs():
    assert layers.Dense(2).compute_output_shape((None, 5, 3)) == (None, 5, 2)
    assert layers.Concatenate().compute_output_shape([(None, 3), (None, 4)]) == (None, 7)
    attention = layers.MultiHeadAttention(2, 4)
    shape = attention.compute_output_shape(query_shape=(2, 5, 3), value_shape=(2, 7, 6))
    assert shape == (2, 5, 3)
    assert layers.Flatten().compute_output_shape(input_shape=(2, 3, 4)) == (2, 12)


# --- pure calls ---------------------------------------------------------------------------------


def test_a_pure_call_returns_what_changed_and_changes_nothing():
    layer = Scale()
    layer(X)
    outputs, updated = layer.stateless_call([np.full(3, 2.0, "float32")], [np.float32(5)], X)
    np.testing.assert_array_equal(outputs, 2 * X)
    assert [float(value) for value in updated] == [6.0]
    assert layer.calls.numpy() == 1.0
    np.testing.assert_array_equal(layer.factor.numpy(), np.ones(3))


def test_a_pure_call_returns_penalties_if_asked_for():
    layer = Scale()
    layer.build((None, 3))
    weights = [np.full(3, 2.0, "float32")]
    _, _, losses = layer.stateless_call(weights, [np.float32(0)], X, return_losses=True)
    assert [float(loss) for loss in losses] == pytest.approx([X.sum(), 0.01 * 6])
    assert len(layer.losses) == 1  # that of the regularizer: the call left nothing behind


def test_a_pure_call_can_be_compiled():
    layer = Scale()
    layer.build((None, 3))
    compiled = jax.jit(lambda t, n, x: layer.stateless_call(t, n, x))
    outputs, updated = compiled([np.full(3, 3.0, "float32")], [np.float32(1)], X)
    np.testing.assert_array_equal(outputs, 3 * X)
    assert float(updated[0]) == 2.0


def test_a_pure_call_of_an_unbuilt_layer_is_refused():
    with pytest.raises(NotBuiltError, match="`stateless_call` needs the weights of 's': call it"):
        Scale(name="s").stateless_call([], [], X)
