"""Images filtered: blurred, their edges found, their likeness measured."""

import jax.numpy as jnp
from jax import lax

from deepkit.backend import op
from deepkit.errors import ShapeError
from deepkit.ops._promotion import floating, together_floating
from deepkit.ops.image._layout import channels_last
from deepkit.typing import Tensor


@op
def gaussian_blur(
    images: Tensor,
    kernel_size: tuple[int, int] = (3, 3),
    sigma: tuple[float, float] = (1.0, 1.0),
    data_format: str | None = None,
) -> Tensor:
    """Return images with each pixel mixed with its neighbors by a bell curve.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        kernel_size: how many neighbors count, in columns and rows.
        sigma: the width of the bell in columns and rows.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Example:
        >>> from deepkit import ops
        >>> ops.image.gaussian_blur(ops.ones((5, 5, 1)))[2, 2].tolist()
        [1.0]
    """
    x, back = channels_last(images, data_format)
    return back(blurred(floating(x), kernel_size, sigma))


@op
def sobel_edges(images: Tensor, data_format: str | None = None) -> Tensor:
    """Return how steeply images rise downwards and to the right, along a new last axis.

    Args:
        images: a batch, `(batch, height, width, channels)`.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Source:
        Sobel, Feldman, "A 3x3 Isotropic Gradient Operator for Image Processing", 1968.

    Example:
        >>> from deepkit import ops
        >>> ops.image.sobel_edges(ops.ones((1, 5, 5, 1)))[0, 2, 2, 0].tolist()
        [0.0, 0.0]
    """
    x, back = channels_last(images, data_format)
    x = floating(x)
    smooth, rise = (jnp.asarray(v, x.dtype) for v in ([1, 2, 1], [-1, 0, 1]))
    down = filtered(x, jnp.outer(rise, smooth), "SAME")
    right = filtered(x, jnp.outer(smooth, rise), "SAME")
    return jnp.stack([back(down), back(right)], axis=-1)


@op
def ssim(
    image1: Tensor,
    image2: Tensor,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Tensor:
    """Return the structural similarity: 1 for equal images, less for others.

    Args:
        image1: an image or a batch, `(batch, height, width, channels)`.
        image2: the same.
        max_val: the largest value a pixel may have.
        filter_size: the side of the windows that are compared.
        filter_sigma: the width of the bell that weighs a window.
        k1: keeps the comparison of means finite.
        k2: keeps the comparison of variances finite.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ShapeError: if the shapes differ.

    Source:
        Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity",
        2004, IEEE Transactions on Image Processing 13(4), equation 13.

    Example:
        >>> from deepkit import ops
        >>> float(ops.image.ssim(ops.ones((12, 12, 1)), ops.ones((12, 12, 1))))
        1.0
    """
    image1, image2 = together_floating(image1, image2)
    if image1.shape != image2.shape:
        raise ShapeError(f"Both images must have one shape, got {image1.shape} and {image2.shape}.")
    single = image1.ndim == 3
    (x, _), (y, _) = (channels_last(image, data_format) for image in (image1, image2))
    bell = _bell(filter_size, filter_sigma, x.dtype)

    def local(image: Tensor) -> Tensor:
        return filtered(image, jnp.outer(bell, bell), "VALID")

    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    mean_x, mean_y = local(x), local(y)
    squares, product = jnp.square(mean_x) + jnp.square(mean_y), mean_x * mean_y
    variances = local(jnp.square(x)) + local(jnp.square(y)) - squares
    covariance = local(x * y) - product
    likeness = (2 * product + c1) / (squares + c1) * (2 * covariance + c2) / (variances + c2)
    result = jnp.mean(likeness, axis=(1, 2, 3))
    return result[0] if single else result


def blurred(x: Tensor, kernel_size: tuple[int, int], sigma: tuple[float, float]) -> Tensor:
    """Return a batch with channels last, mixed by bell curves along columns and rows."""
    columns, rows = (_bell(n, s, x.dtype) for n, s in zip(kernel_size, sigma, strict=True))
    return filtered(x, jnp.outer(rows, columns), "SAME")


def filtered(x: Tensor, kernel: Tensor, padding: str) -> Tensor:
    """Return each channel's sums of products with a kernel."""
    channels = x.shape[-1]
    return lax.conv_general_dilated(
        x,
        jnp.tile(kernel[..., None, None], (1, 1, 1, channels)),
        (1, 1),
        padding,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=channels,
    )


def _bell(size: int, sigma: float, dtype: str) -> Tensor:
    """Return a bell curve that sums to one."""
    place = jnp.arange(size, dtype=dtype) - (size - 1) / 2
    weights = jnp.exp(-0.5 * jnp.square(place / sigma))
    return weights / jnp.sum(weights)
