"""Operations of neural networks, under the path that Keras also has for them."""

# Hundreds of names: one a line, they would make the longest file of all.
# isort: off
# fmt: off
from deepkit.ops._activation import (
    celu, elu, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_swish, hard_tanh, leaky_relu,
    log_sigmoid, log_softmax, relu, relu6, selu, sigmoid, silu, soft_shrink, softmax, softplus,
    softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, swish, tanh_shrink, threshold,
)
from deepkit.ops._attention import dot_product_attention
from deepkit.ops._convolution import conv, conv_transpose, depthwise_conv, separable_conv
from deepkit.ops._crossentropy import (
    binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy,
)
from deepkit.ops._ctc import ctc_loss
from deepkit.ops._ctc_decode import ctc_decode
from deepkit.ops._elementwise import polar
from deepkit.ops._indexing import multi_hot, one_hot
from deepkit.ops._normalization import (
    batch_normalization, layer_normalization, normalize, rms_normalization,
)
from deepkit.ops._patch import depth_to_space, fold, psnr, space_to_depth, unfold
from deepkit.ops._pooling import adaptive_average_pool, adaptive_max_pool, average_pool, max_pool
from deepkit.ops._reduction import moments

__all__ = [
    "adaptive_average_pool", "adaptive_max_pool", "average_pool", "batch_normalization",
    "binary_crossentropy", "categorical_crossentropy", "celu", "conv", "conv_transpose",
    "ctc_decode", "ctc_loss", "depth_to_space", "depthwise_conv", "dot_product_attention", "elu",
    "fold", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "layer_normalization", "leaky_relu", "log_sigmoid", "log_softmax", "max_pool", "moments",
    "multi_hot", "normalize", "one_hot", "polar", "psnr", "relu", "relu6", "rms_normalization",
    "selu", "separable_conv", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign",
    "space_to_depth", "sparse_categorical_crossentropy", "sparse_plus", "sparse_sigmoid",
    "sparsemax", "squareplus", "swish", "tanh_shrink", "threshold", "unfold",
]
