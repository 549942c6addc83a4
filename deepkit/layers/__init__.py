"""Layers: functions of tensors with weights of their own."""

from deepkit.layers._input import Input, InputLayer
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer

__all__ = ["Input", "InputLayer", "InputSpec", "Layer"]
