"""A design whose numbers are centered and scaled, and the products that solvers need of it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators.linear_solver._design import Design
from deepkit.typing import Tensor

_ENTRIES = 1 << 22  # in one piece of a product: 32 MiB beside the design


class Found(NamedTuple):
    """Coefficients of a standardized design, and how they were found."""

    theta: np.ndarray
    iterations: int
    converged: bool
    last_change: float


class Standardized:
    """Multiply by the matrix of numbers with mean 0 and deviation 1, a column of ones, and buckets.

    Numbers like the year or the price of a house would cost digits otherwise. Buckets stay as
    they are: they are between 0 and 1 already, and centering would fill their zeros.

    Args:
        design: whose rows all weigh something.
        weights: of the rows, above 0.

    Shapes:
        weights: (rows,).

    Raises:
        DataError: if a column has NaN or infinite numbers.
    """

    def __init__(self, design: Design, weights: np.ndarray) -> None:
        self.bias = design.numbers.shape[1]
        self.rows, self.width = design.rows, design.width + 1
        buckets = design.buckets
        self._sparse: Tensor = None if isinstance(buckets, np.ndarray) else buckets
        beside = buckets if isinstance(buckets, np.ndarray) else np.zeros((self.rows, 0))
        self._dense = np.empty((self.rows, self.bias + 1 + beside.shape[1]))
        self._dense[:, self.bias] = 1
        self._dense[:, self.bias + 1 :] = beside
        self.shift, self.scale = _standardize(design, self._dense[:, : self.bias], weights)

    def dot(self, theta: np.ndarray) -> np.ndarray:
        """Return what the coefficients say of each row."""
        split = self._dense.shape[1]
        result = self._dense @ theta[:split]
        return result if self._sparse is None else result + self._sparse @ theta[split:]

    def adjoint(self, values: np.ndarray) -> np.ndarray:
        """Return the sums over rows of each column times the values of the rows."""
        result = self._dense.T @ values
        if self._sparse is None:
            return result
        return np.concatenate([result, self._sparse.T @ values])

    def gram(self, weights: np.ndarray) -> np.ndarray:
        """Return the weighted sums over rows of the products of each two columns."""
        result, split = np.zeros((self.width, self.width)), self._dense.shape[1]
        for piece in self._pieces():
            dense, weight = self._dense[piece], weights[piece, np.newaxis]
            weighted = dense * weight
            result[:split, :split] += dense.T @ weighted
            if self._sparse is not None:
                part = self._sparse[piece]
                result[split:, :split] += part.T @ weighted
                result[split:, split:] += (part.T @ part.multiply(weight).tocsr()).toarray()
        result[:split, split:] = result[split:, :split].T
        return (result + result.T) / 2

    def squares(self, weights: np.ndarray) -> np.ndarray:
        """Return the diagonal of `gram` alone."""
        dense = np.einsum("ij,ij,i->j", self._dense, self._dense, weights)
        if self._sparse is None:
            return dense
        entries, starts = self._sparse.data, self._sparse.indptr
        products = np.square(entries) * np.repeat(weights, np.diff(starts))
        width = self._sparse.shape[1]
        return np.concatenate([dense, np.bincount(self._sparse.indices, products, width)])

    def matrix(self) -> np.ndarray:
        """Return the whole matrix, every zero included."""
        if self._sparse is None:
            return self._dense
        return np.concatenate([self._dense, self._sparse.toarray()], axis=1)

    def penalties(self, strength: float, power: int, *, scaled: bool) -> np.ndarray:
        """Return the penalty of a power of each coefficient; the bias has none.

        Args:
            strength: of the penalty.
            power: 1 for absolute values, 2 for squares.
            scaled: whether it is that of the coefficients of scaled numbers.
        """
        numbers = np.full(self.bias, strength) if scaled else strength / self.scale**power
        return np.concatenate([numbers, [0.0], np.full(self.width - self.bias - 1, strength)])

    def unscaled(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the coefficients of the columns as they were given, and the bias."""
        numbers = theta[: self.bias] / self.scale[:, np.newaxis]
        bias = theta[self.bias] - self.shift @ numbers
        return np.concatenate([numbers, theta[self.bias + 1 :]]), bias

    def _pieces(self) -> Iterator[slice]:
        entries = self._dense.size + (0 if self._sparse is None else self._sparse.nnz)
        step = max(1, _ENTRIES * self.rows // max(1, entries))
        for start in range(0, self.rows, step):
            yield slice(start, start + step)


def _standardize(
    design: Design, to: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Write the standardized numbers and return by what they were shifted and scaled."""
    # From their first value on, constants are exactly 0, and large offsets cost no digits.
    first = design.numbers[0].astype(np.float64)
    with np.errstate(invalid="ignore"):  # of infinity; reported below
        np.subtract(design.numbers, first, out=to)
    total = weights.sum()
    mean = weights @ to / total
    _check_finite(design, mean)
    to -= mean
    # Squares of the largest numbers would overflow.
    largest = np.abs(to).max(axis=0, initial=0.0)
    largest[largest == 0] = 1.0
    to /= largest
    deviation = np.sqrt(weights @ np.square(to) / total)
    deviation[deviation == 0] = 1.0
    to /= deviation
    return first + mean, largest * deviation


def _check_finite(design: Design, mean: np.ndarray) -> None:
    for name, place in design.places.items():
        if not np.isfinite(mean[place]).all():
            raise DataError(f"Column {name!r} has NaN or infinite numbers.")
