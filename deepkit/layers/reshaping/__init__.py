"""Layers that change the shape of samples and compute nothing."""

from deepkit.layers.reshaping._flatten import Flatten
from deepkit.layers.reshaping._permute import Permute
from deepkit.layers.reshaping._repeat_vector import RepeatVector
from deepkit.layers.reshaping._reshape import Reshape

__all__ = ["Flatten", "Permute", "RepeatVector", "Reshape"]
