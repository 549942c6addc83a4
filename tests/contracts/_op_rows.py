"""What a row of the table of operations is, and the arrays that rows are made of."""

from dataclasses import dataclass, field

import numpy as np

_random = np.random.default_rng(7)


@dataclass(eq=False)
class Row:
    """One call of an operation.

    `fixed`: its shape depends on the size of the first axis, so no axis is left open.
    `eager`: it needs the values (a Python number, a size that depends on them), or is no
    operation on tensors: neither symbolic nor compiled.
    `flat`: it has no gradient.
    `alone`: why the value is not compared with Keras.
    """

    name: str
    args: tuple
    options: dict = field(default_factory=dict)
    fixed: bool = False
    eager: bool = False
    flat: bool = False
    alone: str = ""

    def __str__(self):
        kinds = [_kind(a) for a in self.args] + [f"{k}={_kind(v)}" for k, v in self.options.items()]
        return f"{self.name}({', '.join(kinds)})"


def row(name, *args, fixed=False, eager=False, flat=False, alone="", **options):
    """Return a row; the flags are told from the operation's options by their names."""
    return Row(name, args, options, fixed, eager, flat, alone)


def rows(names, *args, **options):
    """Return a row of the same arguments for each of several operations."""
    return [row(name, *args, **options) for name in names.split()]


def floats(*shape, low=-2.0, high=2.0):
    """Return numbers drawn evenly between two bounds."""
    return _random.uniform(low, high, shape).astype("float32")


def whole(*shape, low=-4, high=5):
    """Return whole numbers drawn evenly between two bounds."""
    return _random.integers(low, high, shape).astype("int32")


def _kind(x):
    if isinstance(x, np.ndarray):
        return f"{x.dtype}{list(x.shape)}"
    if isinstance(x, (list, tuple)):
        return f"[{', '.join(map(_kind, x))}]"
    return getattr(x, "__name__", None) or str(x)


# The batch is 5 long, an axis no other size is equal to, so that what is open stays recognizable.
X, Y = floats(5, 3), floats(5, 3)
POSITIVE = floats(5, 3, low=0.2, high=3.0)
INSIDE = floats(5, 3, low=-0.9, high=0.9)
N, M = whole(5, 3), whole(5, 3, low=1, high=6)
B, C = X > 0, Y > 0
V, W = floats(5), floats(4)
CUBE = floats(5, 2, 4)
SQUARES = floats(5, 2, 2) + 2 * np.eye(2, dtype="float32")
SYMMETRIC = SQUARES + SQUARES.transpose(0, 2, 1) + 4 * np.eye(2, dtype="float32")
GAPS = np.where(X > 1, np.nan, X).astype("float32")
IMAGES = floats(5, 6, 8, 2)
COLORS = floats(5, 6, 8, 3, low=0.0, high=1.0)
PROBABILITIES = np.abs(X) / np.abs(X).sum(-1, keepdims=True)
CLASSES = whole(5, low=0, high=3)
