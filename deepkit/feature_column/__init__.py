"""Columns of tabular data, from raw values to what a model can compute with."""

from deepkit.feature_column._table import Table, as_table

__all__ = ["Table", "as_table"]
