"""Layers that draw random numbers while training."""

from deepkit.layers.stochastic._dropout import (
    Dropout,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from deepkit.layers.stochastic._gaussian import GaussianDropout, GaussianNoise

__all__ = [
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
]
