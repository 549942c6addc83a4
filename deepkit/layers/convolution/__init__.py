"""Layers that move kernels over their inputs."""

from deepkit.layers.convolution._conv_nd import Conv1D, Conv2D, Conv3D

__all__ = ["Conv1D", "Conv2D", "Conv3D"]
