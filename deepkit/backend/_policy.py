"""The dtypes that layers keep their weights in and compute in."""

from collections.abc import Mapping
from typing import Any

from deepkit.backend._defaults import floatx
from deepkit.backend._dtypes import DTYPES, standardize_dtype
from deepkit.configurable import Configurable
from deepkit.errors import one_of

_MIXED = ("mixed_float16", "mixed_bfloat16")


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
        self.name = str(one_of((*DTYPES, *_MIXED), dtype=name or floatx()))
        self.compute_dtype = self.name.removeprefix("mixed_")
        self.variable_dtype = "float32" if self.name in _MIXED else self.name

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


class _Process:
    """The policy of layers that are given none."""

    policy: DTypePolicy | None = None


def dtype_policy() -> DTypePolicy:
    """Return the policy that new layers take when they are given none.

    Example:
        >>> from deepkit import config
        >>> config.dtype_policy()
        <DTypePolicy "float32">
    """
    return _Process.policy or DTypePolicy(floatx())


def set_dtype_policy(policy: Any) -> None:
    """Set the policy that new layers take.

    Args:
        policy: a `DTypePolicy`, or its name such as `"mixed_bfloat16"`; None for the floatx.

    Raises:
        ValueError: if it is none.

    Example:
        >>> from deepkit import config
        >>> config.set_dtype_policy("mixed_bfloat16")
        >>> config.dtype_policy().compute_dtype
        'bfloat16'
    """
    _Process.policy = None if policy is None else as_policy(policy)


def as_policy(identifier: Any) -> DTypePolicy:
    """Return the policy that a name, dtype, config or policy stands for; the default for None.

    Args:
        identifier: one of these.

    Raises:
        ValueError: if it names no policy, or one of weights that are quantized.

    Example:
        >>> from deepkit import dtype_policies
        >>> dtype_policies.get("mixed_float16").compute_dtype
        'float16'
    """
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, Mapping):
        return deserialize_policy(identifier)
    if isinstance(identifier, str) and identifier.startswith("mixed_"):
        return DTypePolicy(identifier)
    return DTypePolicy(standardize_dtype(identifier))


def serialize_policy(dtype_policy: DTypePolicy) -> dict[str, Any]:
    """Return what stands for a policy in a file.

    Args:
        dtype_policy: the policy.

    Example:
        >>> from deepkit import dtype_policies
        >>> dtype_policies.serialize(dtype_policies.DTypePolicy("float16"))["config"]
        {'name': 'float16'}
    """
    record = {"module": "keras", "class_name": "DTypePolicy", "registered_name": None}
    return {**record, "config": dtype_policy.get_config()}


def deserialize_policy(config: Any, custom_objects: Any = None) -> DTypePolicy:
    """Return the policy that `serialize` wrote down, or a name stands for.

    Args:
        config: what was written: a record, its `config` alone, or a name.
        custom_objects: accepted for Keras's sake.

    Raises:
        ValueError: if it is of another kind of policy, such as one of quantized weights.

    Example:
        >>> from deepkit import dtype_policies
        >>> dtype_policies.deserialize({"class_name": "DTypePolicy", "config": {"name": "int8"}})
        <DTypePolicy "int8">
    """
    if not isinstance(config, Mapping):
        return as_policy(config)
    kind = config.get("class_name", "DTypePolicy")
    if kind not in ("DTypePolicy", "FloatDTypePolicy", "Policy"):
        raise ValueError(f"Dtype policies of kind {kind!r} are not supported, only `DTypePolicy`.")
    return DTypePolicy.from_config(config.get("config", config))
