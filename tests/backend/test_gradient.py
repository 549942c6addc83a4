"""Gradients by arguments and by Variables, and gradients of one's own."""

import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.backend import Variable, custom_gradient, grad, jit, stateless, value_and_grad
from deepkit.errors import StateError
from tests.backend._drawing import drawn


def test_value_and_gradient_of_a_square():
    value, gradient = value_and_grad(lambda x: x**2)(3.0)
    assert (float(value), float(gradient)) == (9, 6)


@pytest.mark.parametrize("x", [3, 3.0, Variable(3.0), np.float32(3)])
def test_numbers_of_any_kind_are_taken_as_floats(x):
    assert float(grad(lambda x: x * x)(x)) == 6


def test_arguments_are_chosen_by_place():
    def fn(x, y, power):
        return x**power * y

    assert float(grad(fn, 1)(2.0, 5.0, 3)) == 8
    assert [float(g) for g in grad(fn, (0, -2))(2.0, 5.0, 3)] == [60, 8]
    assert [float(g) for g in grad(fn, [0])(2.0, y=5.0, power=3)] == [60]


def test_structures_get_gradients_of_the_same_structure():
    gradient = grad(lambda tree: tree["a"] * tree["b"][0])({"a": 2.0, "b": [5]})
    assert {"a": float(gradient["a"]), "b": [float(gradient["b"][0])]} == {"a": 5, "b": [2]}


def test_extra_results_come_along():
    def fn(x):
        return x**2, {"twice": 2 * x, "text": "unchanged"}

    (value, extra), gradient = value_and_grad(fn, has_aux=True)(3.0)
    assert (float(value), float(extra["twice"]), extra["text"], float(gradient)) == (
        9, 6, "unchanged", 6,
    )  # fmt: skip
    gradient, extra = grad(fn, has_aux=True)(3.0)
    assert (float(gradient), float(extra["twice"])) == (6, 6)


def test_gradients_by_variables_that_the_function_reads():
    w, b = Variable([1.0, 2.0]), Variable(3.0)
    value, gradients = value_and_grad(lambda x: ops.sum(w * w * x) + b, {"w": w, "b": b})(2.0)
    assert float(value) == 13
    assert gradients["w"].tolist() == [4, 8]
    assert float(gradients["b"]) == 1
    assert grad(lambda: ops.sum(w * w), w)().tolist() == [2, 4]


def test_without_variables_there_are_no_gradients():
    value, gradients = value_and_grad(lambda: ops.sum(Variable(2.0) * 3.0), [])()
    assert (float(value), gradients) == (6, [])


def test_gradients_have_the_dtype_of_the_variable_though_it_is_read_in_another():
    w = Variable(2.0)
    with backend.compute_dtype("bfloat16"):
        _, gradient = value_and_grad(lambda: (w * w).astype("float32"), w)()
    assert gradient.dtype == "float32"


@pytest.mark.parametrize("by", ["place", "variable"])
def test_what_is_assigned_inside_is_assigned_after(by):
    w, calls = Variable(2.0), Variable(0.0)

    def fn(x):
        calls.assign_add(1.0)
        return calls * w * x

    gradients = grad(fn, 0 if by == "place" else [w])
    gradients(3.0)
    assert float(calls.value) == 1
    assert np.asarray(gradients(3.0)).item() == (4 if by == "place" else 6)


def test_what_is_assigned_inside_stays_in_the_scope_around():
    calls = Variable(0.0)

    def step(x):
        def fn(x):
            calls.assign_add(1.0)
            return x * calls

        return grad(fn)(x) + grad(fn)(x)

    gradient, [count] = jit(stateless(step, [calls]))([10.0], 1.0)
    assert (float(gradient), float(count), float(calls.value)) == (23, 12, 0)


def test_gradients_of_gradients():
    w = Variable(2.0)
    assert float(grad(grad(lambda x: x**3))(2.0)) == 12
    assert float(grad(lambda: grad(lambda: w * w * w, w)(), w)()) == 12


@pytest.mark.parametrize("argnums", [[Variable(1.0), 0], "x", 1.0, [0, 1.5]])
def test_places_and_variables_are_not_mixed(argnums):
    with pytest.raises(TypeError, match="`argnums` must be places of arguments, or Variables, got"):
        grad(lambda x: x, argnums)


def test_only_a_scalar_has_a_gradient():
    with pytest.raises(TypeError, match="Gradient only defined for scalar-output functions"):
        grad(lambda x: x * np.ones(3, "float32"))(1.0)


def test_a_gradient_keeps_the_name_of_its_function():
    def energy(x):
        return x

    assert grad(energy).__name__ == value_and_grad(energy).__name__ == "energy"


@custom_gradient
def log1pexp(x):
    e = ops.exp(x)
    return ops.log(1 + e), lambda upstream: upstream * (1 - 1 / (1 + e))


def test_a_stable_gradient_replaces_the_unstable_one():
    assert np.isnan(grad(lambda x: ops.log(1 + ops.exp(x)))(100.0))
    assert float(grad(log1pexp)(100.0)) == 1.0
    assert float(jit(grad(log1pexp))(100.0)) == 1.0


def test_keras_style_gradients_with_a_named_upstream():
    @custom_gradient
    def scaled(x, y):
        def backward(*args, upstream=None):
            [upstream] = args if upstream is None else [upstream]
            return upstream * 10.0, upstream * 20.0

        return x * y, backward

    assert [float(g) for g in grad(scaled, (0, 1))(2.0, 3.0)] == [10, 20]


def test_a_gradient_for_a_structure_and_a_lone_one_in_a_tuple():
    @custom_gradient
    def total(tree):
        return tree["a"] + tree["b"], lambda upstream: ({"a": upstream * 2.0, "b": upstream},)

    assert float(grad(total)({"a": 1.0, "b": 2.0})["a"]) == 2


def test_options_by_name_are_passed_on():
    @custom_gradient
    def power(x, *, n):
        return x**n, lambda upstream: upstream * 7.0

    assert float(power(2.0, n=3)) == 8
    assert float(grad(lambda x: power(x, n=3))(2.0)) == 7


def test_a_variable_as_argument_gets_the_gradient():
    w = Variable(2.0)
    assert float(log1pexp(Variable(0.0))) == pytest.approx(np.log(2))
    assert float(grad(lambda: log1pexp(w), w)()) == pytest.approx(1 - 1 / (1 + np.exp(2)))


def test_a_variable_read_on_the_side_is_a_constant_or_refused():
    w = Variable(2.0)

    @custom_gradient
    def scaled(x):
        return x * w, lambda upstream: upstream * w

    assert float(grad(scaled)(3.0)) == 2
    with pytest.raises(StateError, match="`scaled` reads a Variable that is being differentiated"):
        grad(lambda: scaled(3.0), w)()


def test_symbols_are_recorded():
    y = log1pexp(drawn(None, 3))
    assert (y.shape, y.name) == ((None, 3), "log1pexp")


def test_losses_made_while_differentiating_come_out_and_count_once_inside():
    w = Variable(2.0)

    def fn():
        call = backend.current_call()
        call.losses.append(("layer", w * 3.0))
        return w * 5.0 + sum(value for _, value in call.losses)

    with backend.call_context(training=True) as call:
        for _ in range(2):
            value, gradient = value_and_grad(fn, w)()
            assert (float(value), float(gradient)) == (16, 8)
        assert [(owner, float(value)) for owner, value in call.losses] == [("layer", 6.0)] * 2


def test_masks_are_known_inside_and_come_out_with_what_is_returned():
    x, w = ops.ones((2,)), Variable(2.0)

    def fn(given):
        call = backend.current_call()
        y = given * w + x
        call.set_mask(y, (call.mask_of(given), call.mask_of(x)))
        return ops.sum(y), y

    with backend.call_context() as call:
        given = ops.zeros((2,))
        call.set_mask(x, ops.ones((2,), "bool"))
        call.set_mask(given, ops.zeros((2,), "bool"))
        (_, y), _ = value_and_grad(fn, w, has_aux=True)(given)
        of_given, of_x = call.mask_of(y)
        assert of_given.tolist() == [False, False]
        assert of_x.tolist() == [True, True]
