"""Layers that prepare raw inputs."""

from deepkit.layers.preprocessing._rescaling import Rescaling

__all__ = ["Rescaling"]
