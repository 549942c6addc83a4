"""Dense, embedding and elementwise layers, and the counting of numbers in bags."""

from deepkit.layers.basic._activation import ELU, Activation, LeakyReLU, ReLU
from deepkit.layers.basic._affine import Affine
from deepkit.layers.basic._bias import Bias
from deepkit.layers.basic._dense import Dense
from deepkit.layers.basic._einsum_dense import EinsumDense
from deepkit.layers.basic._embedding import Embedding
from deepkit.layers.basic._embedding_bag import EmbeddingBag
from deepkit.layers.basic._identity import Identity
from deepkit.layers.basic._masking import Masking
from deepkit.layers.basic._multi_hot import MultiHot
from deepkit.layers.basic._softmax import Softmax

__all__ = [
    "Activation",
    "Affine",
    "Bias",
    "Dense",
    "ELU",
    "EinsumDense",
    "Embedding",
    "EmbeddingBag",
    "Identity",
    "LeakyReLU",
    "Masking",
    "MultiHot",
    "ReLU",
    "Softmax",
]
