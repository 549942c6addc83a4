"""AdamW: Adam with weight decay apart from the gradient."""

from typing import Unpack

from deepkit.optimizers._adam import Adam
from deepkit.optimizers._options import CommonOptions
from deepkit.optimizers._rate import Rate


class AdamW(Adam):
    """Let weights decay by `learning_rate * weight_decay` of themselves, then step as Adam does.

    Args:
        learning_rate: about the length of a step, >= 0; or a schedule.
        weight_decay: the decay, >= 0.
        beta_1: how much of the mean stays, in [0, 1).
        beta_2: how much of the mean square stays, in [0, 1).
        epsilon: what keeps the divisor above zero.
        amsgrad: whether the divisor may only grow.
        **base: the options of `Optimizer`.

    Raises:
        ValueError: if a number is out of its range, or `weight_decay` is None.

    Source:
        Loshchilov and Hutter, "Decoupled weight decay regularization", arXiv:1711.05101,
        algorithm 2; the decay is multiplied by the learning rate, as in Keras and PyTorch.

    Example:
        >>> from deepkit import backend, optimizers
        >>> weight = backend.Variable([1.0, 2.0])
        >>> optimizers.AdamW(learning_rate=0.1, weight_decay=0.5).apply([[1.0, -1.0]], [weight])
        >>> weight.numpy().round(4)
        array([0.85, 2.  ], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        weight_decay: float | None = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **base: Unpack[CommonOptions],
    ) -> None:
        if weight_decay is None:
            raise ValueError("`weight_decay` must be >= 0, got None. Without it, use `Adam`.")
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **base
        )
