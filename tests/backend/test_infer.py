"""Shapes found by JAX, and errors that name the operation."""

import concurrent.futures

import jax.numpy as jnp
import pytest

from deepkit import backend, ops
from deepkit.backend import Variable, infer
from deepkit.errors import NotBuiltError, ShapeError
from tests.backend._drawing import drawn


def test_the_result_has_the_shape_and_dtype_of_the_computation():
    y = infer(lambda x: {"sum": x.sum(axis=1), "big": x > 0}, drawn(None, 3))
    assert (y["sum"].shape, y["sum"].dtype) == ((None,), "float32")
    assert (y["big"].shape, y["big"].dtype) == ((None, 3), "bool")


def test_symbols_may_stand_in_any_structure_beside_options():
    def fn(pair, *, scale, with_bias):
        return pair["a"] * scale + (pair["b"] if with_bias else 0)

    pair = {"a": drawn(None, 3), "b": drawn(None, 1)}
    assert infer(fn, pair, scale=2.0, with_bias=True).shape == (None, 3)


def test_a_parameter_called_fn_is_no_trouble():
    assert infer(lambda x, fn: fn(x), drawn(None, 3), fn=lambda x: x[:, 0]).shape == (None,)


def test_open_axes_keep_their_meaning_through_reshapes():
    x = drawn(None, 3, 4)
    assert ops.reshape(ops.reshape(x, (-1, 4)), (-1, 12)).shape == (None, 12)
    assert (drawn(None, None, 4) + drawn(None, None, 1)).shape == (None, None, 4)


def test_a_size_that_must_be_known_is_asked_for():
    with pytest.raises(ShapeError, match=r"`reshape` depends on the size of an open .*Input\("):
        ops.reshape(drawn(None, 3), (2, -1))


def test_a_branch_on_an_open_size_is_refused():
    def branchy(x):
        return x if x.shape[0] > 1 else 2 * x

    with pytest.raises(ShapeError, match="`branchy` depends on the size of an open axis"):
        infer(branchy, drawn(None, 3))


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("matmul", lambda x: ops.matmul(x, drawn(4, 5))),
        ("add", lambda x: x + drawn(None, 4)),
        ("concatenate", lambda x: ops.concatenate([x, drawn(None, 4, 2)])),
        ("split", lambda x: ops.split(x, 2, axis=0)),
        ("reshape", lambda x: ops.reshape(x, (-1, 3, 7))),
    ],
)
def test_sizes_that_do_not_fit_are_an_error_of_the_operation(name, fails):
    with pytest.raises(ShapeError, match=rf"`{name}` (cannot be applied to \(None|depends on)"):
        fails(drawn(None, 3))


def test_the_error_of_jax_is_kept_as_the_cause():
    with pytest.raises(ShapeError) as caught:
        _ = drawn(None, 3) + drawn(None, 4)
    assert "incompatible shapes" in str(caught.value.__cause__)


def test_a_method_is_known_by_the_name_of_its_owner():
    class Layer:
        name = "dense_7"

        def call(self, x):
            return x @ jnp.ones((4, 2))

    with pytest.raises(ShapeError, match="`dense_7` cannot be applied"):
        infer(Layer().call, drawn(None, 3))


def test_a_wrong_call_is_no_matter_of_shapes():
    with pytest.raises(TypeError, match="missing a required argument: 'x2'"):
        ops.add(drawn(None, 3))


def test_errors_of_deepkit_pass_as_they_are():
    def unbuilt(x):
        raise NotBuiltError("no shape yet")

    with pytest.raises(NotBuiltError, match="no shape yet"):
        infer(unbuilt, drawn(None, 3))


def test_errors_about_other_things_keep_their_class_and_say_where():
    def odd(x):
        raise ValueError("nothing of the kind")

    with pytest.raises(ValueError, match="nothing of the kind") as caught:
        infer(odd, drawn(None, 3))
    assert "while inferring the shape of `odd` on (None, 3)" in caught.value.__notes__


def test_a_condition_on_values_is_answered_by_jax():
    with pytest.raises(Exception, match="Attempted boolean conversion of traced array"):
        infer(lambda x: x if x[0, 0] > 1 else 2 * x, drawn(None, 3))


def test_variables_may_be_made_but_not_changed():
    count = Variable(0.0)
    made = []

    def build(x):
        count.assign_add(1.0)
        made.append(Variable(lambda shape, dtype: jnp.ones(shape, dtype), shape=(3, 2)))
        return ops.matmul(x, made[0])

    assert infer(build, drawn(None, 3)).shape == (None, 2)
    assert float(count.value) == 0
    assert made[0].numpy().tolist() == [[1, 1]] * 3


def test_outputs_know_the_call_that_made_them():
    first, second = infer(lambda x: (x, x[0]), x := drawn(None, 3)), None
    backend.attach("operation", "pair", (x,), {}, first)
    first, second = first
    assert (first.name, second.name, second.index) == ("pair", "pair_1", 1)
    assert first.node is second.node
    assert first.node.inputs == [x]


def test_eight_threads_draw_graphs_at_once():
    def draw(width):
        x = drawn(None, None, width + 1)
        return [(x * k + x).shape for k in range(5)]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        shapes = list(pool.map(draw, range(16)))
    assert shapes == [[(None, None, width + 1)] * 5 for width in range(16)]
