"""The columns of a linear model as one matrix: numbers densely, buckets sparsely."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from deepkit.errors import DataError, one_of
from deepkit.typing import Tensor

COMBINERS = ("sum", "mean", "sqrtn")
# Above this share of entries that are not zero, dense products are the faster ones.
_DENSE_SHARE = 1 / 6
_ROWS = 1 << 17  # cut at once, so that what is only needed on the way stays small


@dataclass(frozen=True, eq=False)
class Block:
    """Hold what one feature column gives to a linear model.

    Args:
        name: of the column.
        values: numbers, or whole numbers of buckets; those below 0 are absent.
        buckets: how many there are; None for numbers.
        weights: of the buckets, in the shape of `values`.
        combiner: `"sum"`, `"mean"` or `"sqrtn"`: what the weights of a row are divided by.

    Shapes:
        values: (rows,) or (rows, ...).

    Raises:
        DataError: if a bucket is out of range, or the weights have another shape.
        ValueError: if there is no such combiner.

    Example:
        >>> import numpy as np
        >>> Block("zip", np.array([[3, -1], [0, 2]]), buckets=4).width
        4
    """

    name: str
    values: np.ndarray
    buckets: int | None = None
    weights: np.ndarray | None = None
    combiner: str = "sum"

    def __post_init__(self) -> None:
        one_of(COMBINERS, combiner=self.combiner)
        if self.weights is not None and self.weights.shape != self.values.shape:
            raise DataError(
                f"The weights of column {self.name!r} must have the shape of its ids, "
                f"{self.values.shape}, got {self.weights.shape}."
            )
        if self.buckets is not None and self.values.max(initial=-1) >= self.buckets:
            raise DataError(
                f"The ids of column {self.name!r} must be below {self.buckets}, "
                f"got {self.values.max()}."
            )

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.values.shape[0]

    @property
    def width(self) -> int:
        """How many coefficients the column has."""
        return self.flat.shape[1] if self.buckets is None else self.buckets

    @property
    def flat(self) -> np.ndarray:
        """The values as a matrix, a row for each row."""
        return _flat(self.values)


@dataclass(frozen=True, eq=False)
class Design:
    """Hold the matrix of a linear model, and which of its columns belong to whom.

    Args:
        numbers: the columns of numbers, as they were given.
        buckets: the columns of buckets; dense if most of it is not zero.
        places: of each feature column's coefficients, by name; those of the numbers come first.

    Shapes:
        numbers: (rows, d). buckets: (rows, q).

    Example:
        >>> import numpy as np
        >>> blocks = [Block("zip", np.array([1, 0]), buckets=2), Block("area", np.ones(2))]
        >>> make_design(blocks).places
        {'area': slice(0, 1, None), 'zip': slice(1, 3, None)}
    """

    numbers: np.ndarray
    buckets: np.ndarray | sparse.csr_array
    places: dict[str, slice]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.numbers.shape[0]

    @property
    def width(self) -> int:
        """How many coefficients there are, the bias left out."""
        return max((place.stop for place in self.places.values()), default=0)

    def take(self, rows: np.ndarray) -> "Design":
        """Return the design of some rows."""
        return Design(self.numbers[rows], _taken(self.buckets, rows), self.places)

    @property
    def entries(self) -> int:
        """How many numbers are kept."""
        buckets = self.buckets
        kept = buckets.size if isinstance(buckets, np.ndarray) else buckets.nnz
        return self.numbers.size + int(kept)


def _taken(matrix: Tensor, rows: np.ndarray) -> Tensor:
    return matrix[rows]  # not among what SciPy declares


def make_design(blocks: Sequence[Block], *, rows: int | None = None) -> Design:
    """Lay the blocks of feature columns side by side.

    Args:
        blocks: one for each feature column.
        rows: how many there are; needed only if there are no blocks.

    Raises:
        DataError: if the blocks differ in their number of rows, or two have the same name.

    Example:
        >>> import numpy as np
        >>> make_design([Block("zip", np.array([[1], [-1]]), buckets=9)]).entries
        1
    """
    rows = _rows(blocks, rows)
    numeric = [block for block in blocks if block.buckets is None]
    ids = [block for block in blocks if block.buckets is not None]
    empty = np.zeros((rows, 0), np.float32)
    numbers = np.concatenate([empty, *(block.flat for block in numeric)], axis=1)
    return Design(numbers, _bucket_matrix(ids, rows), _places([*numeric, *ids]))


def _rows(blocks: Sequence[Block], rows: int | None) -> int:
    counts = {block.name: block.rows for block in blocks}
    if len(counts) < len(blocks):
        raise DataError(f"Columns must have different names, got {[b.name for b in blocks]}.")
    if rows is not None:
        counts["rows"] = rows
    if len(set(counts.values())) != 1:
        raise DataError(f"Columns must have the same number of rows, got {counts}.")
    return next(iter(counts.values()))


def _places(blocks: Sequence[Block]) -> dict[str, slice]:
    ends = np.cumsum([0, *(block.width for block in blocks)]).tolist()
    return {b.name: slice(*ends[i : i + 2]) for i, b in enumerate(blocks)}


def _bucket_matrix(blocks: Sequence[Block], rows: int) -> np.ndarray | sparse.csr_array:
    if not blocks:
        return np.zeros((rows, 0))
    counts = np.zeros(rows + 1, np.int64)
    for block in blocks:
        for piece in _pieces(rows):
            counts[1:][piece] += _present(block, piece).sum(axis=1)
    starts = np.cumsum(counts)
    width, entries = sum(block.width for block in blocks), int(starts[-1])
    large = max(width, entries) > np.iinfo(np.int32).max
    places = np.empty(entries, np.int64 if large else np.int32)
    numbers = np.empty(entries)
    for piece in _pieces(rows):
        kept = slice(starts[piece.start], starts[piece.stop])
        _fill(blocks, piece, places[kept], numbers[kept])
    starts = starts.astype(places.dtype)
    matrix = sparse.csr_array((numbers, places, starts), shape=(rows, width))
    return matrix.toarray() if entries >= _DENSE_SHARE * rows * width else matrix


def _pieces(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _ROWS):
        yield slice(start, min(start + _ROWS, rows))


def _fill(blocks: Sequence[Block], piece: slice, places: np.ndarray, numbers: np.ndarray) -> None:
    """Write the entries of some rows, row by row."""
    parts, first = [], 0
    for block in blocks:
        parts.append(_entries(block, piece, first))
        first += block.width
    present = np.concatenate([part.present for part in parts], axis=1)
    places[:] = np.concatenate([part.places for part in parts], axis=1)[present]
    numbers[:] = np.concatenate([part.numbers for part in parts], axis=1)[present]


class _Entries(NamedTuple):
    present: np.ndarray
    places: np.ndarray
    numbers: np.ndarray


def _entries(block: Block, piece: slice, first: int) -> _Entries:
    present = _present(block, piece)
    numbers = present.astype(np.float64)
    if block.weights is not None:
        numbers = np.where(present, _flat(block.weights)[piece], 0.0).astype(np.float64)
    if block.combiner != "sum":
        sums = numbers if block.combiner == "mean" else np.square(numbers)
        total = sums.sum(axis=1, keepdims=True)
        total = total if block.combiner == "mean" else np.sqrt(total)
        numbers = numbers / np.where(total == 0, 1.0, total)
    return _Entries(present, block.flat[piece].astype(np.int64) + first, numbers)


def _present(block: Block, piece: slice) -> np.ndarray:
    present = block.flat[piece] >= 0
    if block.weights is not None and block.combiner != "sum":
        present &= _flat(block.weights)[piece] > 0  # a mean over them would mean nothing
    return present


def _flat(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1) if len(values) else np.zeros((0, _inner(values)))


def _inner(values: np.ndarray) -> int:
    return int(np.prod(values.shape[1:], dtype=int))
