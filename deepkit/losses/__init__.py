"""Losses: how far predictions are from labels."""

from deepkit.losses._binary_crossentropy import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    binary_crossentropy,
    binary_focal_crossentropy,
)
from deepkit.losses._categorical_crossentropy import (
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from deepkit.losses._categorical_focal import (
    CategoricalFocalCrossentropy,
    categorical_focal_crossentropy,
)
from deepkit.losses._circle import Circle, circle
from deepkit.losses._cosine import CosineSimilarity, cosine_similarity
from deepkit.losses._ctc import CTC, ctc
from deepkit.losses._divergence import KLDivergence, Poisson, kl_divergence, poisson
from deepkit.losses._error import (
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from deepkit.losses._family import deserialize, get, serialize
from deepkit.losses._function import find_functions, name_functions
from deepkit.losses._generalized_crossentropy import (
    CategoricalGeneralizedCrossEntropy,
    categorical_generalized_cross_entropy,
)
from deepkit.losses._hinge import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from deepkit.losses._loss import Loss, LossFunctionWrapper, per_sample
from deepkit.losses._masking import mask_of, masked_values
from deepkit.losses._overlap import Dice, Tversky, dice, tversky
from deepkit.losses._pairing import paired
from deepkit.losses._reduction import match_rank, merge_mask, reduce_weighted, spread
from deepkit.losses._robust import Huber, LogCosh, huber, log_cosh

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CTC",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "LossFunctionWrapper",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "ctc",
    "deserialize",
    "dice",
    "find_functions",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mask_of",
    "masked_values",
    "match_rank",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "merge_mask",
    "name_functions",
    "paired",
    "per_sample",
    "poisson",
    "reduce_weighted",
    "serialize",
    "sparse_categorical_crossentropy",
    "spread",
    "squared_hinge",
    "tversky",
]
