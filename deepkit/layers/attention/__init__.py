"""Layers that mix what fits."""

from deepkit.layers.attention._multi_head_attention import MultiHeadAttention

__all__ = ["MultiHeadAttention"]
