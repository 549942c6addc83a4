"""The initializer of orthogonal matrices."""

import math
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.initializers._draw import normal
from deepkit.initializers._initializer import RandomInitializer
from deepkit.typing import Shape, Tensor


class Orthogonal(RandomInitializer):
    """Draw a matrix evenly from those whose rows or columns are orthonormal, times a factor.

    The columns are orthonormal if there are no more of them than rows, the rows otherwise. More
    than two axes are taken as a matrix of all but the last against the last.

    Args:
        gain: the factor.
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.

    Shapes:
        At least two axes.

    Raises:
        ShapeError: if there are fewer.

    Source:
        Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
        linear neural networks", 2014, arXiv:1312.6120; Mezzadri, "How to generate random matrices
        from the classical compact groups", 2007, arXiv:math-ph/0609050, section 5.

    Example:
        >>> from deepkit import initializers
        >>> q = initializers.Orthogonal(seed=1)((3, 2))
        >>> (q.T @ q).round(4).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        if len(shape) < 2:
            raise ShapeError(f"A matrix needs two axes or more, got shape {tuple(shape)}.")
        *sizes, columns = (int(n or 0) for n in shape)
        rows = math.prod(sizes)
        tall = (max(rows, columns), min(rows, columns))
        # Half precision has no QR factorization.
        q, r = ops.qr(normal(tall, 0.0, 1.0, "float32", self.draw()))
        q = q * ops.sign(ops.diag(r))  # without it QR favors some matrices
        q = q if rows >= columns else ops.transpose(q)
        return ops.cast(self.gain * ops.reshape(q, shape), dtype)
