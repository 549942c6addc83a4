"""Dtype policies."""

import copy

import pytest

from deepkit import backend, dtype_policies, mixed_precision
from deepkit.backend import DTypePolicy


@pytest.mark.parametrize(
    ("name", "compute", "variable"),
    [
        ("float32", "float32", "float32"),
        ("bfloat16", "bfloat16", "bfloat16"),
        ("mixed_float16", "float16", "float32"),
        ("mixed_bfloat16", "bfloat16", "float32"),
        ("int8", "int8", "int8"),
    ],
)
def test_a_name_says_what_is_kept_and_what_is_computed(name, compute, variable):
    policy = DTypePolicy(name)
    assert (policy.name, policy.compute_dtype, policy.variable_dtype) == (name, compute, variable)
    assert policy.quantization_mode is None
    assert repr(policy) == f'<DTypePolicy "{name}">'


@pytest.mark.parametrize("name", ["mixed_float32", "mixed", "half", "int8_from_float32"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match=r"`dtype` must be one of .*'mixed_bfloat16', got "):
        DTypePolicy(name)


def test_policies_are_equal_by_name():
    assert DTypePolicy("float16") == DTypePolicy("float16") != DTypePolicy("float32")
    assert len({DTypePolicy("float16"), copy.deepcopy(DTypePolicy("float16"))}) == 1


def test_the_default_follows_the_floatx_until_it_is_set():
    backend.set_floatx("float16")
    assert backend.dtype_policy() == DTypePolicy("float16") == DTypePolicy()
    mixed_precision.set_global_policy("mixed_bfloat16")
    assert mixed_precision.global_policy() == DTypePolicy("mixed_bfloat16")
    backend.set_dtype_policy(None)
    assert backend.dtype_policy().name == "float16"


@pytest.mark.parametrize(
    "identifier",
    [
        "mixed_float16",
        DTypePolicy("mixed_float16"),
        {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "mixed_float16"}},
        {"name": "mixed_float16"},
    ],
)
def test_a_policy_may_be_named_in_many_ways(identifier):
    assert dtype_policies.get(identifier) == DTypePolicy("mixed_float16")


def test_dtypes_and_nothing_are_policies_too():
    assert dtype_policies.get(float) == dtype_policies.get(None) == DTypePolicy("float32")


def test_a_policy_is_written_as_keras_does_and_read_again():
    record = dtype_policies.serialize(DTypePolicy("mixed_float16"))
    assert record == {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": "mixed_float16"},
        "registered_name": None,
    }
    assert dtype_policies.deserialize(record) == DTypePolicy("mixed_float16")
    assert dtype_policies.deserialize("float16") == DTypePolicy("float16")


def test_policies_of_quantized_weights_are_refused():
    record = {"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}}
    with pytest.raises(ValueError, match="of kind 'QuantizedDTypePolicy' are not supported"):
        dtype_policies.deserialize(record)


def test_the_name_is_in_the_config_even_where_the_default_was_taken():
    assert DTypePolicy().get_config() == {"name": "float32"}
