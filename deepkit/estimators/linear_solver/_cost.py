"""How long it takes to solve a linear model from all rows at once, roughly."""

# Seconds on one core of 2020 or so: per entry of a product, per pair of entries in a row of a sum
# of products, densely and sparsely, and per cube of the width of a linear system.
_ENTRY, _DENSE_PAIR, _SPARSE_PAIR, _CUBE = 5e-9, 1e-10, 1e-8, 5e-11
_DENSE_SHARE = 1 / 6

WIDEST = 3000  # a matrix of 72 MB
_SLOW = 2.0
_STEPS, _PRODUCTS = 8, 30  # of Newton; of conjugate gradients in each of them

_MOST_ENTRIES = 200_000_000  # a few gigabytes
_PATIENCE = 60.0


def fits(rows: int, width: int, entries: int, *, units: int = 1) -> bool:
    """Tell whether to solve from all rows at once: it takes a minute and some gigabytes at most.

    Args:
        rows: of the design.
        width: its coefficients.
        entries: of its matrix that are not zero.
        units: outputs of the model.

    Example:
        >>> fits(32_561, 108, 14 * 32_561)
        True
        >>> fits(10**9, 108, 14 * 10**9)
        False
    """
    if max(rows * units, entries, width * units) > _MOST_ENTRIES:
        return False
    step = _matrix_seconds(rows, width, entries, units)
    if not builds_matrix(rows, width, entries, units=units):
        step = _PRODUCTS * entries * units * _ENTRY
    return _STEPS * step <= _PATIENCE


def builds_matrix(rows: int, width: int, entries: int, *, units: int = 1) -> bool:
    """Tell whether to build the matrix of second derivatives: it is safer, if not always faster.

    Args:
        rows: of the design.
        width: its coefficients.
        entries: of its matrix that are not zero.
        units: outputs that are solved together.
    """
    fast = _matrix_seconds(rows, width, entries, units) <= _SLOW
    return width * units <= WIDEST and fast


def _matrix_seconds(rows: int, width: int, entries: int, units: int) -> float:
    per_row = entries / max(rows, 1)
    is_dense = per_row >= _DENSE_SHARE * width
    pairs = _DENSE_PAIR * width**2 if is_dense else _SPARSE_PAIR * per_row**2
    return rows * pairs * units * (units + 1) / 2 + _CUBE * (width * units) ** 3
