"""Modules of torch that start from weights in Keras's layout."""

from types import ModuleType
from typing import Any

import numpy as np


def linear(torch: ModuleType, kernel: np.ndarray, bias: np.ndarray) -> Any:
    """Return a linear layer of a kernel `(inputs, units)`."""
    layer = torch.nn.Linear(*kernel.shape)
    return filled(torch, layer, weight=kernel.T, bias=bias)


def conv(torch: ModuleType, kernel: np.ndarray, bias: np.ndarray) -> Any:
    """Return a convolution of a kernel `(height, width, channels, filters)`."""
    height, width, channels, filters = kernel.shape
    layer = torch.nn.Conv2d(channels, filters, (height, width))
    return filled(torch, layer, weight=kernel.transpose(3, 2, 0, 1), bias=bias)


def norm(torch: ModuleType, gamma: np.ndarray, beta: np.ndarray) -> Any:
    """Return a layer normalization with Keras's epsilon."""
    layer = torch.nn.LayerNorm(len(gamma), eps=1e-3)
    return filled(torch, layer, weight=gamma, bias=beta)


def filled(torch: ModuleType, module: Any, **values: np.ndarray) -> Any:
    """Return a module whose parameters have these values."""
    with torch.no_grad():
        for name, value in values.items():
            getattr(module, name).copy_(torch.from_numpy(np.ascontiguousarray(value)))
    return module
