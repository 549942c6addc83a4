"""Layers that make one tensor of several."""

from deepkit.layers.merging._concatenate import Concatenate, concatenate
from deepkit.layers.merging._elementwise import (
    Add,
    Average,
    Multiply,
    Subtract,
    add,
    average,
    multiply,
    subtract,
)
from deepkit.layers.merging._extreme import Maximum, Minimum, maximum, minimum

__all__ = [
    "Add",
    "Average",
    "Concatenate",
    "Maximum",
    "Minimum",
    "Multiply",
    "Subtract",
    "add",
    "average",
    "concatenate",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]
