"""The forms that weights are stored in: as they are, or in fewer bits to serve from less memory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.backend import Variable, convert
from deepkit.errors import one_of
from deepkit.export._names import named_weights

FORMS = ("int8", "bfloat16")

_SMALLEST = 256
"""Elements of the smallest weight that is worth it: biases and scales stay exact."""

_NUMBERED = re.compile(r":[0-9]+$")  # behind a name that there is twice


@dataclass(frozen=True)
class Stored:
    """A weight as it is stored.

    Args:
        arrays: what is stored, by name.
        dtype: of the weight.
        form: None for the weight itself.
    """

    arrays: Mapping[str, np.ndarray]
    dtype: str
    form: str | None = None

    def restore(self, arrays: list[Any]) -> Any:
        """Return the weight, in a program.

        Args:
            arrays: what was stored, as the program takes it.
        """
        if self.form is None:
            return arrays[0]
        exact = convert(arrays[0], self.dtype)
        return exact if self.form == "bfloat16" else exact * arrays[1]


def stored(name: str, weight: np.ndarray, form: str | None) -> Stored:
    """Return a weight in the form to store it in.

        int8:  q = round(w / s),  s = max |w| / 127 of each channel;  w ~ q s

    Args:
        name: of the weight.
        weight: its value.
        form: `"int8"`, for matrices and more, a scale for each slice of the last axis, or for
            each row of a table of embeddings; `"bfloat16"`; None for itself.

    Raises:
        ValueError: if there is no such form.
    """
    if form is not None:
        one_of(FORMS, quantize=form)
    kept = weight.ndim < 2 or weight.size < _SMALLEST or weight.dtype != np.float32
    if form is None or kept:
        return Stored({name: weight}, weight.dtype.name)
    if form == "bfloat16":
        return Stored({name: np.asarray(convert(weight, "bfloat16"))}, "float32", form)
    axes = (
        tuple(range(1, weight.ndim))
        if _NUMBERED.sub("", name).endswith("embeddings")
        else tuple(range(weight.ndim - 1))
    )
    largest = np.abs(weight).max(axis=axes, keepdims=True)
    scale = np.where(largest > 0, largest / np.float32(127), np.float32(1)).astype(np.float32)
    rounded = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
    return Stored({name: rounded, f"{name}:scale": scale}, "float32", form)


def rounded(variables: Sequence[Variable], form: str) -> list[Any]:
    """Return what programs compute with for Variables, with weights stored in fewer bits.

    Args:
        variables: weights, and others, which stay as they are.
        form: `"int8"` or `"bfloat16"`.

    Example:
        >>> import numpy as np
        >>> from deepkit import Variable
        >>> from deepkit.export import rounded
        >>> bias = Variable(np.ones(3, "float32"))
        >>> rounded([bias], "int8")[0].tolist()
        [1.0, 1.0, 1.0]
    """
    held = [stored(name, v.numpy(), form) for name, v in named_weights(variables).items()]
    return [weight.restore(list(weight.arrays.values())) for weight in held]
