"""Layers that bring their inputs to a common size."""

from deepkit.layers.normalization._batch import BatchNormalization
from deepkit.layers.normalization._layer_normalization import LayerNormalization

__all__ = ["BatchNormalization", "LayerNormalization"]
