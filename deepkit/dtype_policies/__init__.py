"""The dtypes that layers keep their weights in and compute in."""

from deepkit.backend import DTypePolicy
from deepkit.backend import DTypePolicy as FloatDTypePolicy
from deepkit.backend import as_policy as get
from deepkit.backend import deserialize_policy as deserialize
from deepkit.backend import serialize_policy as serialize

__all__ = [
    "DTypePolicy",
    "FloatDTypePolicy",
    "deserialize",
    "get",
    "serialize",
]
