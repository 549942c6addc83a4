"""What accelerators reach at most in bfloat16, as their makers say."""

# Dense products, operations a second, without sparsity. The first name that fits counts.
_PEAKS = (
    ("H200", 989e12),
    ("H100 PCIe", 756e12),
    ("H100 NVL", 835e12),
    ("H100", 989e12),
    ("GH200", 989e12),
    ("B200", 2_250e12),
    ("A100", 312e12),
    ("A40", 150e12),
    ("A10G", 70e12),
    ("A10", 125e12),
    ("L40S", 362e12),
    ("L4", 121e12),
    ("RTX 4090", 165e12),
    ("TPU v6 lite", 918e12),
    ("TPU v5 lite", 197e12),
    ("TPU v5", 459e12),
    ("TPU v4", 275e12),
    ("TPU v3", 123e12),
)


def peak_of(device: str) -> float | None:
    """Return the most operations a second of a device, None if it is not known.

    Args:
        device: its kind, as JAX tells it.
    """
    for name, peak in _PEAKS:
        if name.lower() in device.lower():
            return peak
    return None
