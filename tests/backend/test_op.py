"""Operations: computed on arrays, recorded on symbols, and Python's operators for both."""

import operator
from collections import namedtuple

import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.backend import SymbolicTensor, Variable, op, tensor_parameters
from deepkit.typing import Tensor
from tests.backend._drawing import drawn


@op
def total(x: Tensor, others: list[Tensor] | None = None, *, scale: float = 1.0) -> Tensor:
    """Return the scaled sum of everything."""
    return scale * sum([x, *(others or [])])


def test_on_arrays_an_operation_is_its_function():
    assert float(total(jnp.float32(2), [jnp.float32(3)], scale=2.0)) == 10


def test_variables_are_read_wherever_they_stand():
    v = Variable(3.0)
    assert float(total(v, [v, jnp.float32(1)])) == 7
    assert float(total(x=v)) == 3


def test_variables_are_read_inside_dicts_tuples_and_named_tuples():
    pair = namedtuple("pair", "a b")
    seen = []
    op(lambda *values: seen.extend(values))({"a": Variable(1.0)}, ([Variable(2.0)], 3), pair(4, 5))
    op(lambda *values: seen.extend(values))(pair(Variable(6.0), 7))
    assert [float(seen[0]["a"]), float(seen[1][0][0]), seen[2]] == [1, 2, (4, 5)]
    assert type(seen[3]) is pair
    assert float(seen[3].a) == 6


def test_what_holds_no_variable_is_passed_on_untouched():
    given = [1.0, 2.0]
    assert op(lambda x: x)(given) is given


def test_on_symbols_an_operation_is_recorded():
    x = drawn(None, 3)
    y = total(x, [x], scale=2.0)
    assert (y.shape, y.name) == ((None, 3), "total")
    assert (y.node.operation, y.node.args, y.node.kwargs) == (total, (x, [x]), {"scale": 2.0})


def test_an_operation_keeps_its_name_and_docstring():
    assert (total.__name__, total.__doc__) == ("total", "Return the scaled sum of everything.")


def test_tensors_are_told_from_options_by_their_annotation():
    assert tensor_parameters(total) == ("x", "others")


BINARY = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.lt, operator.le, operator.gt, operator.ge,
]  # fmt: skip
OTHERS = [np.array([1.0, 2.0, 4.0], "float32"), jnp.array([1.0, 2.0, 4.0]), 2.0, np.float32(2)]
VALUES = np.array([2.0, 3.0, 5.0], "float32")


@pytest.mark.parametrize("other", OTHERS, ids=["numpy", "jax", "python", "scalar"])
@pytest.mark.parametrize("sign", BINARY)
def test_variables_stand_on_either_side_of_an_operator(sign, other):
    expected = sign(VALUES, np.asarray(other)), sign(np.asarray(other), VALUES)
    v = Variable(VALUES)
    for result, wanted in zip((sign(v, other), sign(other, v)), expected, strict=True):
        assert backend.is_concrete(result)
        np.testing.assert_allclose(result, wanted, rtol=1e-6)


@pytest.mark.parametrize("other", OTHERS, ids=["numpy", "jax", "python", "scalar"])
@pytest.mark.parametrize("sign", BINARY)
def test_symbols_stand_on_either_side_of_an_operator(sign, other):
    x = drawn(None, 3)
    for result in (sign(x, other), sign(other, x), sign(x, Variable(VALUES))):
        assert isinstance(result, SymbolicTensor)
        assert result.shape == (None, 3)


def test_matrices_are_multiplied_by_the_operator():
    v, x, m = Variable(np.eye(3)), drawn(None, 3), np.ones((3, 2), "float32")
    np.testing.assert_array_equal(v @ m, m)
    np.testing.assert_array_equal(m.T @ v, m.T)
    assert [(x @ v).shape, (x @ m).shape] == [(None, 3), (None, 2)]


@pytest.mark.parametrize("sign", [operator.and_, operator.or_, operator.xor])
def test_truth_values_are_combined(sign):
    a, b = np.array([True, True, False]), np.array([True, False, False])
    np.testing.assert_array_equal(sign(Variable(a), b), sign(a, b))
    np.testing.assert_array_equal(sign(a, Variable(b)), sign(a, b))


@pytest.mark.parametrize("sign", [operator.neg, abs])
def test_operators_of_one_operand(sign):
    np.testing.assert_array_equal(sign(Variable(-VALUES)), VALUES)
    assert sign(drawn(None, 3)).shape == (None, 3)


def test_slices_of_variables_and_symbols():
    v, x = Variable(np.arange(6.0).reshape(2, 3)), drawn(None, 3)
    np.testing.assert_array_equal(v[:, 1], [1, 4])
    assert x[:, 1:].shape == (None, 2)


def test_variables_are_compared_element_by_element():
    assert (Variable(VALUES) == VALUES).tolist() == [True] * 3
    assert (Variable(VALUES) != VALUES).tolist() == [False] * 3


def test_a_declared_operator_is_installed_with_its_reverse():
    assert ops.subtract(1.0, Variable(3.0)) == 1.0 - Variable(3.0) == -2


def test_a_variable_that_comes_first_is_passed_on_if_the_operation_wants_it():
    seen = []

    @op(of_variable=True)
    def note(x, y):
        seen.extend([x, y])
        return y

    v, w = Variable(1.0), Variable(2.0)
    note(v, w)
    assert seen[0] is v
    assert not isinstance(seen[1], Variable)
