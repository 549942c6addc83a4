"""Arrays from whatever a user holds."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import Variable, as_compute, convert, is_concrete, is_tensor
from tests.backend._drawing import drawn


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1.5, "float32"),
        ([[1, 2], [3, 4]], "int32"),
        (np.ones(2), "float32"),
        (np.ones(2, "float16"), "float16"),
        (np.arange(3), "int32"),
        (np.arange(3, dtype="uint64"), "uint32"),
        (True, "bool"),
        (jnp.ones(2, "bfloat16"), "bfloat16"),
        (Variable(2.0, dtype="float16"), "float16"),
        ([Variable(2.0), 1.0], "float32"),
        ([[jnp.float32(1)], [2.0]], "float32"),
        ([], "float32"),
    ],
)
def test_values_of_any_kind_become_arrays(value, dtype):
    array = convert(value)
    assert isinstance(array, jax.Array)
    assert array.dtype == dtype
    np.testing.assert_array_equal(np.asarray(array, float), np.asarray(value, float))


def test_the_dtype_can_be_chosen():
    assert convert([1, 2], "float16").dtype == "float16"
    assert convert(jnp.ones(2), "int32").dtype == "int32"


def test_wide_floats_become_the_floatx():
    backend.set_floatx("bfloat16")
    assert convert(np.ones(2)).dtype == "bfloat16"
    assert convert(np.ones(2, "float32")).dtype == "float32"


def test_symbols_pass():
    x = drawn(None, 2)
    assert convert(x) is x


def test_lists_may_hold_arrays_of_a_function_being_traced():
    def fn(x):
        return convert([[x, 2.0], [Variable(3.0), 4]])

    assert jax.jit(fn)(1.0).tolist() == [[1, 2], [3, 4]]
    assert jax.jit(lambda x: convert([x, 2.0]))(jnp.bfloat16(1)).dtype == "bfloat16"
    assert jax.jit(lambda x: convert([x, 2.0], "int32"))(1.0).dtype == "int32"


@pytest.mark.parametrize("value", [2**40, [-(2**31) - 1], np.array([2**32], "uint64")])
def test_whole_numbers_beyond_32_bits_are_refused(value):
    with pytest.raises(ValueError, match=r"Whole numbers must lie between .* JAX_ENABLE_X64=1"):
        convert(value)


def test_64_bits_are_kept_where_jax_keeps_them():
    with jax.enable_x64(True):
        assert convert(2**40).dtype == "int64"


@pytest.mark.parametrize("value", ["a", ["a", "b"], [None], np.array(["2020"], "M8[Y]"), object()])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"Only numbers can be computed with, got .* Encode text"):
        convert(value)


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="The list cannot be made an array; check for rows of dif"):
        convert([[1, 2], [3]])


def test_tensors_are_told_from_other_things():
    assert all(map(is_tensor, [jnp.ones(2), np.ones(2), Variable(1.0), drawn(2)]))
    assert not any(map(is_tensor, [1.0, [jnp.ones(2)], None]))


def test_values_are_told_from_what_is_only_traced():
    seen = []
    jax.jit(lambda x: seen.append(is_concrete(x)))(1.0)
    assert seen == [False]
    assert [is_concrete(x) for x in (jnp.ones(2), 1.0, drawn(2))] == [True, True, False]


def test_a_layer_sees_floats_in_its_compute_dtype():
    assert as_compute(np.ones(2), "bfloat16").dtype == "bfloat16"
    assert as_compute(Variable(1.0), "float16").dtype == "float16"
    assert as_compute(np.arange(2), "float16").dtype == "int32"
    assert as_compute(np.ones(2, "float16"), None).dtype == "float16"


def test_a_layer_sees_what_is_no_array_as_it_is():
    assert as_compute("text", "float16") == "text"
    x = drawn(2)
    assert as_compute(x, "float16") is x
