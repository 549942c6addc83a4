"""Computing in half precision, with weights in single precision."""

from deepkit.backend import DTypePolicy, dtype_policy, set_dtype_policy
from deepkit.backend import DTypePolicy as Policy
from deepkit.backend import dtype_policy as global_policy
from deepkit.backend import set_dtype_policy as set_global_policy
from deepkit.optimizers import LossScaleOptimizer

__all__ = [
    "DTypePolicy",
    "LossScaleOptimizer",
    "Policy",
    "dtype_policy",
    "global_policy",
    "set_dtype_policy",
    "set_global_policy",
]
