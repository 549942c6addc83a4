"""Names of dtypes, the policy that layers compute in, and the process-wide numeric defaults."""

from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np

from deepkit.configurable import Configurable
from deepkit.errors import one_of, positive

DTYPES = (
    "float32", "bfloat16", "float16", "float64",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "bool", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2",
)  # fmt: skip
_PYTHON = {bool: "bool", int: "int32", float: None, complex: "complex64"}


@dataclass
class _Defaults:
    floatx: str = "float32"
    epsilon: float = 1e-7
    image_data_format: str = "channels_last"
    policy: "DTypePolicy | None" = None


_defaults = _Defaults()


class DTypePolicy(Configurable):
    """The dtypes a layer keeps its weights in and computes in.

    `mixed_float16` and `mixed_bfloat16` compute in half precision and keep float32 weights.

    Args:
        name: a dtype, or `"mixed_"` and a half-precision dtype; the floatx if None.

    Raises:
        ValueError: if the name is no dtype.

    Example:
        >>> from deepkit import dtype_policies
        >>> policy = dtype_policies.DTypePolicy("mixed_bfloat16")
        >>> policy.compute_dtype, policy.variable_dtype
        ('bfloat16', 'float32')
    """

    def __init__(self, name: str | None = None) -> None:
        name = name or floatx()
        self.name = name
        if name in ("mixed_float16", "mixed_bfloat16"):
            self.compute_dtype, self.variable_dtype = name.removeprefix("mixed_"), "float32"
        else:
            self.compute_dtype = self.variable_dtype = str(one_of(DTYPES, dtype=name))

    @property
    def quantization_mode(self) -> None:
        """None: weights are not quantized."""
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'

    def get_config(self) -> dict[str, Any]:
        """Return the name, even where the default was taken."""
        return {"name": self.name}


def as_policy(identifier: Any) -> DTypePolicy:
    """Return the policy that a name, dtype, config or policy stands for; the default for None."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return DTypePolicy.from_config(identifier.get("config", identifier))
    if isinstance(identifier, str) and identifier.startswith("mixed_"):
        return DTypePolicy(identifier)
    return DTypePolicy(standardize_dtype(identifier))


def dtype_policy() -> DTypePolicy:
    """Return the policy that new layers take when they are given none."""
    return _defaults.policy or DTypePolicy(floatx())


def set_dtype_policy(policy: Any) -> None:
    """Set the policy that new layers take.

    Args:
        policy: a `DTypePolicy`, or its name such as `"mixed_bfloat16"`.
    """
    _defaults.policy = None if policy is None else as_policy(policy)


def floatx() -> str:
    """Return the dtype of floats when none is named."""
    return _defaults.floatx


def set_floatx(value: str) -> None:
    """Set the dtype of floats when none is named.

    Args:
        value: `"bfloat16"`, `"float16"`, `"float32"` or `"float64"`.

    Raises:
        ValueError: if it is another dtype.
    """
    choices = ("bfloat16", "float16", "float32", "float64")
    _defaults.floatx = str(one_of(choices, floatx=value))


def epsilon() -> float:
    """Return the small number that keeps divisions and logarithms finite."""
    return _defaults.epsilon


def set_epsilon(value: float) -> None:
    """Set the small number that keeps divisions and logarithms finite.

    Args:
        value: above zero; 1e-7 at the start.

    Raises:
        ValueError: if it is not positive.
    """
    _defaults.epsilon = positive(epsilon=value)


def image_data_format() -> str:
    """Return where the channels of images stand when nothing is said."""
    return _defaults.image_data_format


def set_image_data_format(value: str) -> None:
    """Set where the channels of images stand when nothing is said.

    Args:
        value: `"channels_last"` or `"channels_first"`.

    Raises:
        ValueError: if it is neither.
    """
    choices = ("channels_last", "channels_first")
    _defaults.image_data_format = str(one_of(choices, data_format=value))


def standardize_data_format(value: str | None) -> str:
    """Return the data format given, or the default for None."""
    if value is None:
        return image_data_format()
    return str(one_of(("channels_last", "channels_first"), data_format=value))


def standardize_dtype(dtype: Any) -> str:
    """Return the name of a dtype.

    Args:
        dtype: a name, a NumPy or JAX dtype, a Python type, or None for the floatx.

    Raises:
        ValueError: if it is no dtype deepkit computes with.
    """
    if dtype is None or dtype is float:
        return floatx()
    if dtype in _PYTHON:
        return str(_PYTHON[dtype])
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None)
    if name == "float":
        return floatx()
    if name is None:
        try:
            name = np.dtype(dtype).name
        except TypeError:
            name = dtype
    return str(one_of(DTYPES, dtype=name))


def is_float(dtype: Any) -> bool:
    """Tell whether a dtype is a floating one, bfloat16 and float8 included."""
    return jnp.issubdtype(dtype, jnp.floating)


def result_type(*dtypes: Any) -> str:
    """Return the dtype that arithmetic between these dtypes has.

    Args:
        *dtypes: dtypes or arrays; the Python types `int` and `float` do not widen the others.
    """
    weak = [0 if d is int else 0.0 if d is float else d for d in dtypes]
    return jnp.result_type(*weak).name
