"""Columns of tabular data, from raw values to what a model can compute with."""

from deepkit.feature_column._csv import read_csv
from deepkit.feature_column._stream import TableStream, stream
from deepkit.feature_column._table import Table, as_table

__all__ = [
    "Table",
    "TableStream",
    "as_table",
    "read_csv",
    "stream",
]
