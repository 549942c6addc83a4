"""NumPy's operations, under the path that Keras also has for them."""

# Hundreds of names: one a line, they would make the longest file of all.
# isort: off
# fmt: off
from deepkit.ops._arithmetic import (
    abs, absolute, add, clip, copy, divide, divide_no_nan, fabs, floor_divide, fmax, fmin, fmod,
    gcd, heaviside, hypot, lcm, ldexp, maximum, minimum, mod, multiply, negative, nextafter, power,
    reciprocal, sign, square, subtract, true_divide,
)
from deepkit.ops._cast import array, view
from deepkit.ops._comparison import (
    allclose, bitwise_and, bitwise_invert, bitwise_left_shift, bitwise_not, bitwise_or,
    bitwise_right_shift, bitwise_xor, equal, greater, greater_equal, isclose, isfinite, isin, isinf,
    isnan, isneginf, isposinf, isreal, left_shift, less, less_equal, logical_and, logical_not,
    logical_or, logical_xor, not_equal, right_shift, signbit,
)
from deepkit.ops._control import vectorize
from deepkit.ops._creation import (
    arange, diag, diagflat, empty, empty_like, eye, full, full_like, geomspace, identity, linspace,
    logspace, meshgrid, ones, ones_like, tri, tril, triu, vander, zeros, zeros_like,
)
from deepkit.ops._elementwise import (
    angle, cbrt, ceil, conj, conjugate, exp, exp2, expm1, floor, i0, imag, log, log10, log1p, log2,
    logaddexp, logaddexp2, nan_to_num, real, round, sinc, sqrt, trunc,
)
from deepkit.ops._indexing import (
    get_item, nonzero, select, take, take_along_axis, unravel_index, where,
)
from deepkit.ops._join import (
    append, array_split, concatenate, dsplit, dstack, hsplit, hstack, split, stack, vsplit, vstack,
)
from deepkit.ops._linalg import slogdet
from deepkit.ops._nan import (
    nanargmax, nanargmin, nancumprod, nancumsum, nanmax, nanmean, nanmedian, nanmin, nanprod,
    nanstd, nansum, nanvar,
)
from deepkit.ops._product import (
    corrcoef, correlate, cross, diagonal, dot, einsum, inner, kron, matmul, outer, tensordot, trace,
    vdot,
)
from deepkit.ops._reduction import (
    all, amax, amin, any, average, count_nonzero, cumprod, cumsum, diff, max, mean, min, prod, ptp,
    std, sum, trapezoid, var,
)
from deepkit.ops._segment import bincount, histogram, unique
from deepkit.ops._shape import (
    broadcast_to, expand_dims, flip, fliplr, flipud, moveaxis, ndim, pad, ravel, repeat, reshape,
    roll, rot90, size, squeeze, swapaxes, tile, transpose,
)
from deepkit.ops._sorting import (
    argmax, argmin, argpartition, argsort, digitize, median, nanpercentile, nanquantile, percentile,
    quantile, searchsorted, sort,
)
from deepkit.ops._trigonometry import (
    arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, cos, cosh, deg2rad, rad2deg, sin,
    sinh, tan, tanh,
)
from deepkit.ops._window import bartlett, blackman, hamming, hanning, kaiser

__all__ = [
    "abs", "absolute", "add", "all", "allclose", "amax", "amin", "angle", "any", "append", "arange",
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "argmax", "argmin",
    "argpartition", "argsort", "array", "array_split", "average", "bartlett", "bincount",
    "bitwise_and", "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "blackman", "broadcast_to", "cbrt", "ceil", "clip",
    "concatenate", "conj", "conjugate", "copy", "corrcoef", "correlate", "cos", "cosh",
    "count_nonzero", "cross", "cumprod", "cumsum", "deg2rad", "diag", "diagflat", "diagonal",
    "diff", "digitize", "divide", "divide_no_nan", "dot", "dsplit", "dstack", "einsum", "empty",
    "empty_like", "equal", "exp", "exp2", "expand_dims", "expm1", "eye", "fabs", "flip", "fliplr",
    "flipud", "floor", "floor_divide", "fmax", "fmin", "fmod", "full", "full_like", "gcd",
    "geomspace", "get_item", "greater", "greater_equal", "hamming", "hanning", "heaviside",
    "histogram", "hsplit", "hstack", "hypot", "i0", "identity", "imag", "inner", "isclose",
    "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "kaiser", "kron", "lcm",
    "ldexp", "left_shift", "less", "less_equal", "linspace", "log", "log10", "log1p", "log2",
    "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or", "logical_xor",
    "logspace", "matmul", "max", "maximum", "mean", "median", "meshgrid", "min", "minimum", "mod",
    "moveaxis", "multiply", "nan_to_num", "nanargmax", "nanargmin", "nancumprod", "nancumsum",
    "nanmax", "nanmean", "nanmedian", "nanmin", "nanpercentile", "nanprod", "nanquantile", "nanstd",
    "nansum", "nanvar", "ndim", "negative", "nextafter", "nonzero", "not_equal", "ones",
    "ones_like", "outer", "pad", "percentile", "power", "prod", "ptp", "quantile", "rad2deg",
    "ravel", "real", "reciprocal", "repeat", "reshape", "right_shift", "roll", "rot90", "round",
    "searchsorted", "select", "sign", "signbit", "sin", "sinc", "sinh", "size", "slogdet", "sort",
    "split", "sqrt", "square", "squeeze", "stack", "std", "subtract", "sum", "swapaxes", "take",
    "take_along_axis", "tan", "tanh", "tensordot", "tile", "trace", "transpose", "trapezoid", "tri",
    "tril", "triu", "true_divide", "trunc", "unique", "unravel_index", "vander", "var", "vdot",
    "vectorize", "view", "vsplit", "vstack", "where", "zeros", "zeros_like",
]
