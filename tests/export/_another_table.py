"""Tables as the page on the format has them, in plain Python: this knows no deepkit."""

import math


class RefusedError(Exception):
    """What an encoding would be a wrong one of."""


def is_nothing(value):
    """Tell whether a value is missing."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def flat(values):
    """Return the values of lists in lists."""
    return [
        one for value in values for one in (flat(value) if isinstance(value, list) else [value])
    ]


def kind_of(rows):
    """Return `"text"` or `"numbers"`: what a column holds."""
    held = [value for value in flat(rows) if not is_nothing(value)]
    kinds = {isinstance(value, str) for value in held}
    if len(kinds) > 1:
        raise RefusedError("text and numbers")
    singles = [row for row in rows if not is_nothing(row) and not isinstance(row, list)]
    if singles and any(isinstance(row, list) for row in rows):
        raise RefusedError("lists and single values")
    return "text" if kinds == {True} else "numbers"


class Table:
    """Columns by name, or a matrix."""

    def __init__(self, given, told):
        columns, matrix = parted(given)
        if matrix is None and is_matrix(columns, told):
            matrix = [list(row) for row in zip(*columns.values(), strict=True)]
        if matrix is None:
            self.columns = dict(columns)
        elif told["alone"] and len(told["keys"]) == 1:
            self.columns = {told["keys"][0]: matrix}
        else:
            self.columns = named(matrix, told)
        self.rows = len(next(iter(self.columns.values())))
        if any(len(rows) != self.rows for rows in self.columns.values()):
            raise RefusedError("as many rows")

    def __getitem__(self, key):
        if key not in self.columns:
            raise RefusedError(f"no column {key}")
        return self.columns[key]


def parted(given):
    """Return the columns of a table, or its matrix."""
    if isinstance(given, dict):
        return given, None
    if isinstance(given[0], dict):
        keys = dict.fromkeys(key for row in given for key in row)
        return {key: [row.get(key) for row in given] for key in keys}, None
    return None, [list(row) for row in given]


def is_matrix(columns, told):
    """Tell whether named columns stand for a matrix."""
    if told["names"] is not None or not told["keys"]:
        return False
    if set(columns) == {"x"} and has_lists(columns["x"]):
        return False
    if told["alone"] and any(key in columns for key in told["keys"]):
        return False
    held = columns.values()
    if len(columns) != told["width"] or any(has_lists(r) or kind_of(r) == "text" for r in held):
        raise RefusedError("no matrix")
    return True


def named(matrix, told):
    """Return the columns that a matrix stands for."""
    if any(len(row) != told["width"] for row in matrix):
        raise RefusedError("width")
    places = range(told["width"])
    if told["names"] is None or told["names"] == ["x"]:
        return {"x": matrix, **{f"x{i}": [row[i] for row in matrix] for i in places}}
    return {name: [row[i] for row in matrix] for i, name in zip(places, told["names"], strict=True)}


def power_of_two(size):
    """Return the smallest power of two that is not below a number."""
    return next(1 << n for n in range(64) if 1 << n >= size)


def listed(value):
    """Return the values of a row, or of a step."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def entries(rows, kind):
    """Return the entries of rows, None for nothing, filled up, and their width."""
    found = [[entry(value, kind) for value in listed(row)] for row in rows]
    width = power_of_two(max([1, *map(len, found)]))
    return [row + [None] * (width - len(row)) for row in found], width


def entry(value, kind):
    """Return one entry."""
    if is_nothing(value) or value in ("", -1):
        return None
    if kind == "text":
        return value
    if value != math.floor(value):
        raise RefusedError("no whole number")
    return int(value)


def has_lists(rows):
    """Tell whether a column holds lists."""
    return any(isinstance(row, list) for row in rows)
