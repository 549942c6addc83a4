"""What stops a part of a model from being written one way, so that another is tried."""


class UnsupportedError(Exception):
    """A part of a model has no counterpart in ONNX that is known here; the text names it."""
