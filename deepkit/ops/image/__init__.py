"""Operations on images: color, size, shape, filters, patches."""

from deepkit.ops.image._color import hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv
from deepkit.ops.image._filter import gaussian_blur, sobel_edges, ssim
from deepkit.ops.image._patches import extract_patches, extract_patches_3d
from deepkit.ops.image._resize import crop_images, pad_images, resize, scale_and_translate
from deepkit.ops.image._warp import (
    affine_transform,
    elastic_transform,
    map_coordinates,
    perspective_transform,
)

__all__ = [
    "affine_transform",
    "crop_images",
    "elastic_transform",
    "extract_patches",
    "extract_patches_3d",
    "gaussian_blur",
    "hsv_to_rgb",
    "map_coordinates",
    "pad_images",
    "perspective_transform",
    "resize",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "scale_and_translate",
    "sobel_edges",
    "ssim",
]
