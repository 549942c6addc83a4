"""The table of operations, second part: indexing, linear algebra, networks, signals, control."""

import numpy as np

from tests.contracts._op_rows import (
    CLASSES,
    COLORS,
    CUBE,
    IMAGES,
    POSITIVE,
    PROBABILITIES,
    SQUARES,
    SYMMETRIC,
    B,
    C,
    N,
    V,
    W,
    X,
    Y,
    floats,
    row,
    rows,
    whole,
)

DEFAULT = "Keras fails on its own default"

INDEXING = [
    row("get_item", X, (slice(None), 1)),
    row("get_item", CUBE, (..., None, slice(0, 3, 2))),
    row("take", X, np.array([0, 2, -1]), axis=1),
    row("take", X, np.array([[0, 2], [1, 1]])),
    row("take_along_axis", X, np.abs(N) % 3, axis=1),
    row("where", B, X, Y),
    row("where", X > 0, X, 0),
    row("where", B, eager=True),
    row("nonzero", N, eager=True),
    row("select", [B, C], [X, Y], 1.0),
    row("slice", X, (1, 0), (2, 2), fixed=True),
    row("slice_update", X, (1, 0), floats(2, 2), fixed=True),
    row("scatter", np.array([[0, 1], [2, 0], [0, 1]]), floats(3), (3, 2), fixed=True),
    row("scatter_update", X, np.array([[0, 1], [2, 0]]), floats(2), fixed=True),
    *[
        row("scatter_update", X, np.array([[0], [2]]), floats(2, 3), reduction=r, fixed=True)
        for r in ("add", "max", "min")
    ],
    row("scatter_update", X, np.array([[0], [2]]), floats(2, 3), "mul", fixed=True, flat=True),
    row("one_hot", CLASSES, 4),
    row("one_hot", CLASSES - 1, 3, axis=0, dtype="int32"),
    row("multi_hot", np.abs(N), num_classes=5),
    row("unravel_index", np.array([0, 3, 5]), (2, 3)),
    *rows("sort argsort", X),
    row("sort", X, axis=0),
    row("argpartition", X, 1),
    row("top_k", X, 2),
    row("in_top_k", CLASSES, X, 2),
    row("searchsorted", np.sort(V), X, fixed=True),
    row("searchsorted", np.array([1, 2, 2, 3]), N, side="right"),
    row("digitize", X, np.array([-1.0, 0.0, 1.0], "float32")),
    *rows("segment_sum segment_max segment_min", X, CLASSES, num_segments=4),
    row("segment_prod", X, CLASSES, num_segments=4, flat=True),
    row("segment_sum", X, np.array([0, 0, 1, 2, 2]), num_segments=3, sorted=True),
    row("bincount", np.array([[0, 1, 1], [3, 0, 1]]), minlength=4, eager=True),
    row("bincount", CLASSES, weights=POSITIVE[:, 0], eager=True),
    row("histogram", V, bins=4, fixed=True),
    row("histogram", V, bins=4, range=(-1.0, 1.0), fixed=True),
    row("unique", N, eager=True, return_counts=True),
    row("unique", N, size=4, fixed=True),
]

LINEAR_ALGEBRA = [
    row("matmul", X, floats(3, 4)),
    row("matmul", CUBE, floats(5, 4, 2)),
    row("matmul", N, floats(3, 4)),
    *rows("dot inner", X, floats(3)),
    row("dot", X, floats(3, 4)),
    row("tensordot", CUBE, floats(2, 4, 3), axes=2),
    row("einsum", "bij,jk->bik", CUBE, floats(4, 3)),
    row("outer", V, W),
    row("vdot", X, Y),
    row("kron", floats(2, 2), floats(2, 3), fixed=True),
    row("cross", X, Y),
    row("trace", CUBE, axis1=1, axis2=2),
    row("diagonal", CUBE, axis1=1, axis2=2),
    row("cdist", CUBE, floats(5, 3, 4)),
    row("corrcoef", X, fixed=True),
    row("correlate", V, W, mode="same", fixed=True),
    row("norm", X, axis=1),
    row("norm", CUBE, ord="fro", axis=(1, 2), keepdims=True),
    row("norm", X, ord=1, axis=-1),
    *rows("det inv pinv slogdet", SQUARES),
    *rows("logdet cholesky eigh", SYMMETRIC),
    row("cholesky", SYMMETRIC, upper=True),
    row("cholesky_inverse", np.linalg.cholesky(SYMMETRIC[0]), fixed=True),
    row("solve", SQUARES, floats(5, 2, 3)),
    row("solve_triangular", SQUARES, floats(5, 2, 3), lower=True),
    row("lstsq", floats(5, 3), floats(5, 2), fixed=True),
    row("qr", CUBE),
    row("svd", CUBE, flat=True),
    row("svd", CUBE, compute_uv=False),
    row("svd", CUBE, full_matrices=False),
    row("eig", SQUARES, flat=True),
    row("lu_factor", SQUARES[0], fixed=True),
    row("matrix_rank", SQUARES, flat=True),
    row("jvp", lambda x: x * x, (3.0,), (1.0,), eager=True),
]

ACTIVATION = [
    *rows("relu relu6 leaky_relu elu selu celu gelu silu swish sigmoid log_sigmoid", X),
    *rows("hard_sigmoid hard_silu hard_swish hard_tanh tanh_shrink softplus softsign", X),
    *rows("squareplus sparse_plus sparse_sigmoid softmax log_softmax", X),
    *rows("hard_shrink soft_shrink", X, threshold=0.7),
    row("threshold", X, 0.3, -1.0),
    row("gelu", X, approximate=False),
    *rows("relu", N),
    *rows("softmax log_softmax", CUBE, axis=1),
    row("sparsemax", CUBE, axis=1, alone="those of Keras do not sum to one"),
    row("glu", CUBE),
    row("mish", X, alone="an activation in Keras, not an operation"),
]

NETWORK = [
    row("binary_crossentropy", PROBABILITIES, PROBABILITIES),
    row("binary_crossentropy", PROBABILITIES, X * 20, from_logits=True),
    row("categorical_crossentropy", PROBABILITIES, PROBABILITIES),
    row("categorical_crossentropy", PROBABILITIES, X, from_logits=True),
    row("sparse_categorical_crossentropy", CLASSES, PROBABILITIES),
    row("sparse_categorical_crossentropy", CLASSES[:, None] - 1, X, from_logits=True),
    row("normalize", X),
    row("normalize", X, axis=0, order=1),
    row("batch_normalization", X, floats(3), POSITIVE[0], -1),
    row("batch_normalization", X, floats(3), POSITIVE[0], -1, floats(3), floats(3), 0.1),
    row("layer_normalization", X, floats(3), floats(3)),
    row("layer_normalization", X),
    row("rms_normalization", X, scale=floats(3), epsilon=0.1),
    row("dot_product_attention", *(floats(5, n, 2, 4) for n in (3, 6, 6))),
    row("dot_product_attention", *(floats(5, n, 2, 4) for n in (3, 3, 3)), is_causal=True),
    row("conv", IMAGES, floats(3, 2, 2, 4), strides=2, padding="same"),
    row("depthwise_conv", IMAGES, floats(3, 2, 2, 2), dilation_rate=2),
    row("separable_conv", IMAGES, floats(3, 2, 2, 2), floats(1, 1, 4, 3)),
    row("conv_transpose", IMAGES, floats(3, 2, 4, 2), strides=2, padding="same"),
    *rows("max_pool average_pool", IMAGES, 2, strides=2),
    *rows("max_pool average_pool", IMAGES, 3, strides=2, padding="same"),
    *rows("max_pool average_pool", IMAGES, 2, alone=DEFAULT),
    *rows("adaptive_max_pool adaptive_average_pool", IMAGES, (4, 3)),
    *rows("depth_to_space", floats(5, 2, 3, 8), 2),
    *rows("space_to_depth", IMAGES, 2),
    row("unfold", floats(5, 2, 4, 6), 2, padding=1),
    row("fold", floats(5, 8, 15), (4, 6), 2),
    row("rearrange", CUBE, "b c w -> (b w) c"),
    row("rearrange", CUBE, "b c (h w) -> b h (c w)", h=2, alone="Keras cannot compile a split"),
    row("psnr", COLORS, COLORS * 0.9, 1.0),
    row("ctc_loss", whole(5, 2, low=1, high=4), floats(5, 4, 4), np.full(5, 2), np.full(5, 4)),
    row("ctc_decode", floats(5, 4, 4), np.full(5, 3), flat=True),
    row("ctc_decode", floats(1, 3, 3), np.array([3]), "beam_search", 9, flat=True),
]  # fmt: skip

SIGNAL = [
    *rows("fft fft2 ifft2", (CUBE, CUBE)),
    row("rfft", CUBE),
    row("irfft", (CUBE, CUBE), fft_length=6),
    row("extract_sequences", floats(5, 9), 4, 2),
    row("stft", floats(5, 16), 6, 3, 8),
    row("istft", (floats(5, 6, 5), floats(5, 6, 5)), 6, 3, 8),
]


def _step(carry, x):
    return carry + x, carry * x


CONTROL = [
    row("cond", np.array(True), lambda: 1.0, lambda: 2.0, flat=True),
    row("switch", np.array(1), [abs, lambda x: -x], X, fixed=True),
    row("while_loop", lambda x: x.sum() < 99, lambda x: 2 * x, POSITIVE, flat=True),
    row("fori_loop", 0, 3, lambda i, x: x * 2, X),
    row("scan", _step, W[:3], X),
    row("associative_scan", lambda a, b: a + b, X, fixed=True),
    row("associative_scan", lambda a, b: a + b, X, axis=1),
    row("map", lambda x: x * 2, X),
    row("vectorized_map", lambda x: x.sum(), X),
    row("vectorize", abs, eager=True, alone="returns a function"),
    row("custom_gradient", abs, eager=True, alone="returns a function"),
]

MOVE = np.array([0.9, 0.2, 0.5, -0.3, 1.1, 1.2, 0, 0], "float32")
CORNERS = np.array([[0, 0], [7, 0], [0, 5], [7, 5]], "float32")

IMAGE = [
    *rows("image.rgb_to_grayscale image.rgb_to_hsv image.hsv_to_rgb", COLORS),
    row("image.sobel_edges", COLORS),
    row("image.gaussian_blur", COLORS, data_format="channels_last"),
    row("image.resize", COLORS, (4, 5)),
    row("image.resize", COLORS, (4, 5), interpolation="bicubic", antialias=True),
    row("image.affine_transform", COLORS[:1], MOVE, fixed=True),
    row("image.perspective_transform", COLORS[0], CORNERS, CORNERS + 1, fixed=True),
    row("image.map_coordinates", X, floats(2, 4), 1, fixed=True),
    row("image.scale_and_translate", X, (5, 6), np.array([1.5], "float32"),
        np.array([0.2], "float32"), (1,), "linear", fixed=True),
    row("image.crop_images", COLORS, 1, 2, target_height=3, target_width=4),
    row("image.pad_images", COLORS, 1, 2, target_height=9, target_width=12),
    row("image.extract_patches", COLORS, 2),
    row("image.extract_patches", COLORS, 3, strides=1, padding="same"),
    row("image.extract_patches_3d", floats(5, 4, 4, 4, 1), 2),
    row("image.ssim", COLORS, COLORS * 0.9, filter_size=5),
    row("image.elastic_transform", COLORS, seed=1, flat=True, alone="draws other numbers"),
]  # fmt: skip

GROUPS = {
    "indexing": INDEXING,
    "linear algebra": LINEAR_ALGEBRA,
    "activation": ACTIVATION,
    "network": NETWORK,
    "signal": SIGNAL,
    "control": CONTROL,
    "image": IMAGE,
}
