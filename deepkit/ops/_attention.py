"""Attention: mixtures of values, weighted by how well keys fit queries."""

from collections.abc import Callable
from typing import Any, Literal

import jax
import jax.numpy as jnp

from deepkit.backend import is_flash_attention_enabled, on_cpu, op
from deepkit.ops._promotion import tensor, together_floating
from deepkit.typing import Tensor


@op
def dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor = None,
    mask: Tensor = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Tensor:
    """Return `softmax(query @ key.T * scale + bias) @ value`, in each head.

    Args:
        query: what is asked, `(batch, target, heads, size)`.
        key: what it is compared with, `(batch, source, key heads, size)`; each key head serves
            as many query heads.
        value: what is mixed, `(batch, source, key heads, size)`.
        bias: added to the logits, broadcast to `(batch, heads, target, source)`.
        mask: True where a target may see a source, broadcast in the same way.
        scale: `1 / sqrt(size)` if None.
        is_causal: whether a target sees only sources up to its own place.
        flash_attention: whether to use cuDNN's fused kernel, which never has all logits in memory;
            if None, on GPUs where it can be used (in half precision, of sizes that it takes), but
            for `config.disable_flash_attention()`.
        attn_logits_soft_cap: the bound `c` of logits held by `c * tanh(logits / c)`.

    Source:
        Vaswani et al., "Attention Is All You Need", 2017, arXiv:1706.03762, equation 1.

    Example:
        >>> from deepkit import ops
        >>> ops.dot_product_attention(*(ops.ones((1, n, 2, 4)) for n in (3, 5, 5))).shape
        (1, 3, 2, 4)
    """
    query, key, value = together_floating(query, key, value)
    bias = None if bias is None else jnp.asarray(bias, query.dtype)
    mask = None if mask is None else tensor(mask).astype(bool)
    if attn_logits_soft_cap is not None:
        return _capped(query, key, value, bias, mask, scale, is_causal, attn_logits_soft_cap)
    if query.dtype == "float16" and on_cpu():  # XLA has no products of halves in single precision
        wide = [None if x is None else x.astype("float32") for x in (query, key, value, bias)]
        return _kernel("xla", scale, is_causal)(*wide, mask).astype("float16")
    given = query, key, value, bias, mask
    fused = _kernel("cudnn", scale, is_causal)
    whole = _kernel("xla", scale, is_causal)
    if flash_attention:
        return fused(*given)
    wanted = flash_attention is None and is_flash_attention_enabled() and not on_cpu()
    if not wanted or not _takes(fused, given):
        return whole(*given)
    # What is lowered for other devices too, such as an export, has the other one there.
    return jax.lax.platform_dependent(*given, cuda=fused, default=whole)


def _kernel(
    name: Literal["cudnn", "xla"], scale: float | None, is_causal: bool
) -> Callable[..., Tensor]:
    def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor, mask: Tensor) -> Tensor:
        with jax.numpy_dtype_promotion("standard"):  # JAX's own code adds half to full precision
            return jax.nn.dot_product_attention(
                query,
                key,
                value,
                bias,
                mask,
                scale=scale,
                is_causal=is_causal,
                implementation=name,
            )

    return attend


def _takes(kernel: Callable[..., Tensor], given: Any) -> bool:
    """Tell whether a kernel can do it: it refuses devices, libraries, dtypes, sizes and shapes."""
    try:
        jax.eval_shape(kernel, *given)
    except (
        Exception
    ):  # what JAX raises for open sizes is no other; wrong arguments fail without too
        return False
    return True


def _capped(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor,
    mask: Tensor,
    scale: float | None,
    is_causal: bool,
    cap: float,
) -> Tensor:
    groups = query.shape[2] // key.shape[2]
    key, value = (jnp.repeat(x, groups, axis=2) for x in (key, value))
    factor = query.shape[-1] ** -0.5 if scale is None else scale
    logits = jnp.einsum("btns,bkns->bntk", query, key) * factor
    logits = cap * jnp.tanh(logits / cap)
    logits = logits if bias is None else logits + bias
    if is_causal:
        below = jnp.tri(query.shape[1], key.shape[1], dtype=bool)
        mask = below if mask is None else mask & below
    if mask is not None:
        logits = jnp.where(mask, logits, jnp.finfo(logits.dtype).min)
    weights = jax.nn.softmax(logits.astype("float32")).astype(query.dtype)
    return jnp.einsum("bntk,bkns->btns", weights, value)
