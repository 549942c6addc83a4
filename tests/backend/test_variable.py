"""Variables: the one form of state."""

import copy
import pickle

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import (
    SeedGenerator,
    Variable,
    assign_all,
    compute_dtype,
    lent,
    scope,
    values_of,
)
from deepkit.errors import ShapeError, StateError
from tests.backend._drawing import drawn


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1.0, "float32"),
        ([1.0, 2.0], "float32"),
        (np.ones(2), "float32"),
        (np.ones(2, "float16"), "float16"),
        (3, "int32"),
        (np.arange(3), "int32"),
        (True, "bool"),
        (1j, "complex64"),
        (jnp.ones(2, "bfloat16"), "bfloat16"),
    ],
)
def test_the_dtype_is_that_of_the_value_but_for_wide_floats(value, dtype):
    v = Variable(value)
    assert v.dtype == dtype
    np.testing.assert_array_equal(v.numpy().astype(dtype), np.asarray(value).astype(dtype))


def test_pythons_floats_take_the_floatx():
    backend.set_floatx("bfloat16")
    assert Variable([1.0]).dtype == "bfloat16"


def test_a_dtype_can_be_chosen():
    assert Variable([1.0], dtype="float16").dtype == "float16"
    with pytest.raises(ValueError, match=r"`dtype` must be one of .* Did you mean 'float32'"):
        Variable(1.0, dtype="flot32")


def test_an_initializer_is_given_shape_and_dtype():
    v = Variable(lambda shape, dtype: jnp.full(shape, 2, dtype), shape=[2, 1], dtype="float16")
    assert (v.shape, v.dtype, v.ndim, v.size) == ((2, 1), "float16", 2, 2)


@pytest.mark.parametrize("shape", [None, (None, 3)])
def test_an_initializer_needs_every_size(shape):
    with pytest.raises(ValueError, match="`shape` must be given with every size known"):
        Variable(lambda shape, dtype: jnp.zeros(shape, dtype), shape=shape)


def test_a_value_takes_the_shape_it_is_given():
    assert Variable([1.0, 2.0], shape=(2, 1)).shape == (2, 1)
    with pytest.raises(ShapeError, match=r"of shape \(3,\) cannot begin as a value of \(2,\)"):
        Variable([1.0, 2.0], shape=(3,))


@pytest.mark.parametrize("value", ["zeros", None, [object()], np.array(["2020"], "M8[Y]")])
def test_only_numbers_are_kept(value):
    with pytest.raises(TypeError, match="A Variable holds numbers, got "):
        Variable(value)


def test_symbols_have_nothing_to_keep():
    with pytest.raises(TypeError, match="has no value yet and cannot be kept in a Variable"):
        Variable(drawn(2))
    with pytest.raises(TypeError, match="cannot be kept in a Variable"):
        Variable([1.0, 2.0]).assign(drawn(2))


def test_names_are_counted_and_paths_begin_with_the_scope():
    with backend.name_scope("dense"):
        first, second = Variable(0.0), Variable(0.0, name="bias")
    assert (first.name, first.path, second.path) == ("variable", "dense/variable", "dense/bias")
    assert repr(second) == "<Variable path=dense/bias, shape=(), dtype=float32>"


def test_values_are_assigned_and_cast():
    v = Variable([1.0, 2.0])
    assert v.assign(np.array([3, 4])) is v
    assert v.assign_add([1, 1]).numpy().tolist() == [4, 5]
    assert v.assign_sub(Variable([0.5, 0.5])).numpy().tolist() == [3.5, 4.5]
    assert v.dtype == "float32"


def test_another_shape_cannot_be_assigned():
    with pytest.raises(ShapeError, match=r"'w' has shape \(2,\), cannot assign \(\)"):
        Variable([1.0, 2.0], name="w").assign(1.0)


@pytest.mark.parametrize("make", [Variable, Variable([0.0] * 1000).assign])
def test_a_numpy_array_changed_later_does_not_change_the_variable(make):
    given = np.zeros(1000, "float32")
    v = make(given)
    given[:] = 1
    assert not v.numpy().any()


def assign_in_jit(v):
    jax.jit(lambda x: (v.assign(x), x)[1])(3.0)


def assign_in_grad(v):
    jax.grad(lambda x: (v.assign(x), x)[1])(3.0)


@pytest.mark.parametrize("assign", [assign_in_jit, assign_in_grad])
def test_a_traced_value_cannot_be_assigned_outside_of_a_scope(assign):
    v = Variable(0.0, name="v")
    with pytest.raises(StateError, match=r"'v' is assigned inside .* `deepkit.backend.stateless"):
        assign(v)
    assert float(v.value) == 0


def test_a_traced_value_cannot_become_a_variable():
    with pytest.raises(StateError, match="made of a value that exists only while"):
        jax.jit(lambda x: Variable(x).value)(3.0)


def draw(shape, dtype):
    return jax.random.normal(jax.random.key(0), shape, dtype)


@pytest.mark.parametrize(
    "trace",
    [
        lambda make: jax.eval_shape(make, jnp.float32(1)),
        lambda make: jax.jit(make)(1.0),
        lambda make: jax.grad(make)(1.0),
        lambda make: jax.jit(jax.grad(make))(1.0),
        lambda make: jax.vmap(make)(jnp.ones(3)),
        lambda make: jax.lax.scan(lambda c, x: (c + make(x), x), 0.0, jnp.ones(3)),
        lambda make: jax.checkpoint(make)(jnp.float32(1)),
    ],
)
def test_variables_made_while_tracing_hold_true_arrays(trace):
    made = []

    def make(x):
        made.append(Variable(draw, shape=(2,)))
        return (x * made[-1].value).sum()

    trace(make)
    np.testing.assert_array_equal(made[0].numpy(), draw((2,), "float32"))


def test_a_generator_that_draws_a_weight_moves_on_even_inside_a_scope():
    seeds = SeedGenerator(1)

    def initializer(shape, dtype):
        return jax.random.normal(seeds.next(), shape, dtype)

    drawn_values = []
    for _ in range(2):
        with scope([seeds.state], [seeds.state.value]):
            drawn_values.append(Variable(initializer, shape=(3,)).numpy().tolist())
    assert drawn_values[0] != drawn_values[1]
    assert seeds.state.numpy().tolist() == [1, 2]


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_floats_are_read_in_the_compute_dtype(dtype):
    v, fixed, whole = Variable(1.0), Variable(1.0, autocast=False), Variable(1)
    with compute_dtype(dtype):
        assert v.value.dtype == v.dtype == dtype
        assert fixed.value.dtype == fixed.dtype == "float32"
        assert whole.value.dtype == "int32"
        v.assign_add(1e-6)
    assert (v.dtype, float(v.value)) == ("float32", np.float32(1) + np.float32(1e-6))


def test_half_precision_can_be_left_for_a_while():
    v = Variable(1.0)
    with compute_dtype("float16"), compute_dtype(None):
        assert v.value.dtype == "float32"


def test_numpy_and_python_can_take_the_value():
    v = Variable([1.0, 2.0])
    assert np.asarray(v).tolist() == list(map(float, v)) == [1, 2]
    assert np.asarray(v, "float64").dtype == "float64"
    assert len(v) == 2
    assert (float(Variable(1.5)), int(Variable(1.5)), bool(Variable(0.0))) == (1.5, 1, False)
    assert list(range(Variable(2))) == [0, 1]


def test_arrays_given_out_are_not_the_variables_to_change():
    taken = np.array(Variable([1.0, 2.0]))
    taken[0] = 9
    assert taken.tolist() == [9, 2]


def test_jax_takes_a_variable_where_it_takes_an_array():
    v = Variable([1.0, 2.0])
    assert jnp.asarray(v).tolist() == (jnp.zeros(2) + v).tolist() == [1, 2]


def test_variables_are_keys_by_identity():
    a, b = Variable(1.0), Variable(1.0)
    assert {a: 1, b: 2}[a] == 1


def through_pickle(v):
    return pickle.loads(pickle.dumps(v))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, through_pickle])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_copy_has_the_value_and_goes_its_own_way(again, dtype):
    v = Variable([1.0, 2.0], dtype=dtype, trainable=False, name="w")
    other = again(v)
    v.assign([5.0, 5.0])
    assert (other.name, other.path, other.trainable, other.dtype) == ("w", "w", False, dtype)
    assert other.numpy().astype(float).tolist() == [1, 2]


def test_a_deep_copy_keeps_what_is_shared_shared():
    v = Variable(1.0)
    first, second = copy.deepcopy([v, v])
    assert first is second
    assert first is not v


def test_freezing_does_not_change_what_it_was_made_as():
    v = Variable(1.0)
    v.trainable = False
    assert v.learned


def test_values_of_many_variables_are_what_each_reads_as():
    a, b = Variable([1.0, 2.0]), Variable(3)
    for surroundings in (scope([a], [np.array([5.0, 6.0], "float32")]), compute_dtype("bfloat16")):
        with surroundings:
            expected = [a.value, b.value]
            assert [v.dtype for v in values_of([a, b])] == [v.dtype for v in expected]
            assert [v.tolist() for v in values_of([a, b])] == [v.tolist() for v in expected]
    assert values_of([a, b])[0] is a.value


def test_values_of_variables_on_loan_are_read_too():
    a, b = Variable([1.0, 2.0]), Variable(3)
    with lent({"a": a}):
        assert [v.tolist() for v in values_of([a, b])] == [[1.0, 2.0], 3]


def test_freezing_a_variable_is_noted():
    variable, before = Variable(1.0), backend.last_change()
    variable.trainable = False
    assert backend.last_change() is not before
    assert not variable.trainable


def test_an_array_of_its_own_dtype_is_kept_as_it_is_unless_it_is_weak():
    variable, array = Variable([1.0, 2.0]), jnp.array([3.0, 4.0], "float32")
    assert variable.assign(array).value is array
    weak = jnp.asarray(2.0) * jnp.ones((2,), "float32")
    variable.assign(jax.jit(lambda: jnp.stack([1.0, 2.0]))())
    assert not variable.value.weak_type
    assert variable.assign(weak).value.dtype == "float32"


def test_many_variables_are_assigned_wherever_their_values_are():
    a, b = Variable([1.0, 2.0]), Variable(3)
    values = [jnp.array([5.0, 6.0], "float32"), jnp.array(7, "int32")]
    with scope() as inner:
        assign_all([a, b], values)
        assert a.numpy().tolist() == [5, 6]
        assert inner.assigned[id(b)] is b
    assert (a.numpy().tolist(), int(b)) == ([1, 2], 3)
    with lent({"a": a}) as loan:
        assign_all([a, b], values)
        assert loan.state["a"].tolist() == [5, 6]
    assert (a.numpy().tolist(), int(b)) == ([5, 6], 7)
