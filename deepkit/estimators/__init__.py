"""Models in a box for tabular data: one class each, with the protocols of two ecosystems."""

from deepkit.estimators._input_functions import numpy_input_fn, pandas_input_fn
from deepkit.estimators._inputs import ArrayInput

__all__ = ["ArrayInput", "numpy_input_fn", "pandas_input_fn"]
