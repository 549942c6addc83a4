"""Dense, embedding and elementwise layers."""

from deepkit.layers.basic._activation import ELU, Activation, LeakyReLU, ReLU
from deepkit.layers.basic._dense import Dense
from deepkit.layers.basic._einsum_dense import EinsumDense
from deepkit.layers.basic._embedding import Embedding
from deepkit.layers.basic._identity import Identity
from deepkit.layers.basic._masking import Masking
from deepkit.layers.basic._softmax import Softmax

__all__ = [
    "Activation",
    "Dense",
    "ELU",
    "EinsumDense",
    "Embedding",
    "Identity",
    "LeakyReLU",
    "Masking",
    "ReLU",
    "Softmax",
]
