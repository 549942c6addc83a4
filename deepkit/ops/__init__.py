"""The vocabulary: operations on tensors, eager, compiled and symbolic, under Keras's names."""

# Hundreds of names: one a line, they would make the longest file of all.
# isort: off
# fmt: off
from deepkit.backend import custom_gradient
from deepkit.ops import image, linalg, nn, numpy, random
from deepkit.ops._activation import (
    celu, elu, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_swish, hard_tanh, leaky_relu,
    log_sigmoid, log_softmax, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softmax,
    softplus, softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, swish, tanh_shrink,
    threshold,
)
from deepkit.ops._arithmetic import (
    abs, absolute, add, clip, copy, divide, divide_no_nan, fabs, floor_divide, fmax, fmin, fmod,
    gcd, heaviside, hypot, lcm, ldexp, maximum, minimum, mod, multiply, negative, nextafter, power,
    reciprocal, sign, square, subtract, true_divide,
)
from deepkit.ops._attention import dot_product_attention
from deepkit.ops._cast import (
    array, cast, convert_to_numpy, convert_to_tensor, dtype, is_tensor, saturate_cast,
    stop_gradient, view,
)
from deepkit.ops._comparison import (
    allclose, bitwise_and, bitwise_invert, bitwise_left_shift, bitwise_not, bitwise_or,
    bitwise_right_shift, bitwise_xor, equal, greater, greater_equal, isclose, isfinite, isin, isinf,
    isnan, isneginf, isposinf, isreal, left_shift, less, less_equal, logical_and, logical_not,
    logical_or, logical_xor, not_equal, right_shift, signbit,
)
from deepkit.ops._control import (
    associative_scan, cond, fori_loop, map, scan, switch, vectorize, vectorized_map, while_loop,
)
from deepkit.ops._convolution import conv, conv_transpose, depthwise_conv, separable_conv
from deepkit.ops._creation import (
    arange, diag, diagflat, empty, empty_like, eye, full, full_like, geomspace, identity, linspace,
    logspace, meshgrid, ones, ones_like, tri, tril, triu, vander, zeros, zeros_like,
)
from deepkit.ops._crossentropy import (
    binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy,
)
from deepkit.ops._ctc import ctc_loss
from deepkit.ops._ctc_decode import ctc_decode
from deepkit.ops._elementwise import (
    angle, cbrt, ceil, conj, conjugate, erf, erfc, erfinv, exp, exp2, expm1, floor, i0, imag, log,
    log10, log1p, log2, logaddexp, logaddexp2, nan_to_num, polar, real, round, rsqrt, sinc, sqrt,
    trunc, view_as_complex, view_as_real,
)
from deepkit.ops._indexing import (
    get_item, multi_hot, nonzero, one_hot, scatter, scatter_update, select, slice, slice_update,
    take, take_along_axis, unravel_index, where,
)
from deepkit.ops._join import (
    append, array_split, concatenate, dsplit, dstack, hsplit, hstack, split, stack, unstack, vsplit,
    vstack,
)
from deepkit.ops._linalg import (
    cholesky, cholesky_inverse, det, eig, eigh, inv, jvp, logdet, lstsq, lu_factor, matrix_rank,
    norm, pinv, qr, slogdet, solve, solve_triangular, svd,
)
from deepkit.ops._nan import (
    nanargmax, nanargmin, nancumprod, nancumsum, nanmax, nanmean, nanmedian, nanmin, nanprod,
    nanstd, nansum, nanvar,
)
from deepkit.ops._normalization import (
    batch_normalization, layer_normalization, normalize, rms_normalization,
)
from deepkit.ops._patch import depth_to_space, fold, psnr, rearrange, space_to_depth, unfold
from deepkit.ops._pooling import adaptive_average_pool, adaptive_max_pool, average_pool, max_pool
from deepkit.ops._product import (
    cdist, corrcoef, correlate, cross, diagonal, dot, einsum, inner, kron, matmul, outer, tensordot,
    trace, vdot,
)
from deepkit.ops._reduction import (
    all, amax, amin, any, average, count_nonzero, cumprod, cumsum, diff, logsumexp, max, mean, min,
    moments, prod, ptp, std, sum, trapezoid, var,
)
from deepkit.ops._segment import (
    bincount, histogram, segment_max, segment_min, segment_prod, segment_sum, unique,
)
from deepkit.ops._shape import (
    broadcast_to, expand_dims, flip, fliplr, flipud, moveaxis, ndim, pad, ravel, repeat, reshape,
    roll, rot90, shape, size, squeeze, swapaxes, tile, transpose,
)
from deepkit.ops._signal import extract_sequences, fft, fft2, ifft2, irfft, istft, rfft, stft
from deepkit.ops._sorting import (
    argmax, argmin, argpartition, argsort, digitize, in_top_k, median, nanpercentile, nanquantile,
    percentile, quantile, searchsorted, sort, top_k,
)
from deepkit.ops._trigonometry import (
    arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, cos, cosh, deg2rad, rad2deg, sin,
    sinh, tan, tanh,
)
from deepkit.ops._window import bartlett, blackman, hamming, hanning, kaiser

__all__ = [
    "abs", "absolute", "adaptive_average_pool", "adaptive_max_pool", "add", "all", "allclose",
    "amax", "amin", "angle", "any", "append", "arange", "arccos", "arccosh", "arcsin", "arcsinh",
    "arctan", "arctan2", "arctanh", "argmax", "argmin", "argpartition", "argsort", "array",
    "array_split", "associative_scan", "average", "average_pool", "bartlett", "batch_normalization",
    "binary_crossentropy", "bincount", "bitwise_and", "bitwise_invert", "bitwise_left_shift",
    "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "blackman", "broadcast_to",
    "cast", "categorical_crossentropy", "cbrt", "cdist", "ceil", "celu", "cholesky",
    "cholesky_inverse", "clip", "concatenate", "cond", "conj", "conjugate", "conv",
    "conv_transpose", "convert_to_numpy", "convert_to_tensor", "copy", "corrcoef", "correlate",
    "cos", "cosh", "count_nonzero", "cross", "ctc_decode", "ctc_loss", "cumprod", "cumsum",
    "custom_gradient", "deg2rad", "depth_to_space", "depthwise_conv", "det", "diag", "diagflat",
    "diagonal", "diff", "digitize", "divide", "divide_no_nan", "dot", "dot_product_attention",
    "dsplit", "dstack", "dtype", "eig", "eigh", "einsum", "elu", "empty", "empty_like", "equal",
    "erf", "erfc", "erfinv", "exp", "exp2", "expand_dims", "expm1", "extract_sequences", "eye",
    "fabs", "fft", "fft2", "flip", "fliplr", "flipud", "floor", "floor_divide", "fmax", "fmin",
    "fmod", "fold", "fori_loop", "full", "full_like", "gcd", "gelu", "geomspace", "get_item", "glu",
    "greater", "greater_equal", "hamming", "hanning", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "heaviside", "histogram", "hsplit", "hstack", "hypot", "i0",
    "identity", "ifft2", "imag", "image", "in_top_k", "inner", "inv", "irfft", "is_tensor",
    "isclose", "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "istft",
    "jvp", "kaiser", "kron", "layer_normalization", "lcm", "ldexp", "leaky_relu", "left_shift",
    "less", "less_equal", "linalg", "linspace", "log", "log10", "log1p", "log2", "log_sigmoid",
    "log_softmax", "logaddexp", "logaddexp2", "logdet", "logical_and", "logical_not", "logical_or",
    "logical_xor", "logspace", "logsumexp", "lstsq", "lu_factor", "map", "matmul", "matrix_rank",
    "max", "max_pool", "maximum", "mean", "median", "meshgrid", "min", "minimum", "mish", "mod",
    "moments", "moveaxis", "multi_hot", "multiply", "nan_to_num", "nanargmax", "nanargmin",
    "nancumprod", "nancumsum", "nanmax", "nanmean", "nanmedian", "nanmin", "nanpercentile",
    "nanprod", "nanquantile", "nanstd", "nansum", "nanvar", "ndim", "negative", "nextafter", "nn",
    "nonzero", "norm", "normalize", "not_equal", "numpy", "one_hot", "ones", "ones_like", "outer",
    "pad", "percentile", "pinv", "polar", "power", "prod", "psnr", "ptp", "qr", "quantile",
    "rad2deg", "random", "ravel", "real", "rearrange", "reciprocal", "relu", "relu6", "repeat",
    "reshape", "rfft", "right_shift", "rms_normalization", "roll", "rot90", "round", "rsqrt",
    "saturate_cast", "scan", "scatter", "scatter_update", "searchsorted", "segment_max",
    "segment_min", "segment_prod", "segment_sum", "select", "selu", "separable_conv", "shape",
    "sigmoid", "sign", "signbit", "silu", "sin", "sinc", "sinh", "size", "slice", "slice_update",
    "slogdet", "soft_shrink", "softmax", "softplus", "softsign", "solve", "solve_triangular",
    "sort", "space_to_depth", "sparse_categorical_crossentropy", "sparse_plus", "sparse_sigmoid",
    "sparsemax", "split", "sqrt", "square", "squareplus", "squeeze", "stack", "std", "stft",
    "stop_gradient", "subtract", "sum", "svd", "swapaxes", "swish", "switch", "take",
    "take_along_axis", "tan", "tanh", "tanh_shrink", "tensordot", "threshold", "tile", "top_k",
    "trace", "transpose", "trapezoid", "tri", "tril", "triu", "true_divide", "trunc", "unfold",
    "unique", "unravel_index", "unstack", "vander", "var", "vdot", "vectorize", "vectorized_map",
    "view", "view_as_complex", "view_as_real", "vsplit", "vstack", "where", "while_loop", "zeros",
    "zeros_like",
]
