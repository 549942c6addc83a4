"""What stops a part of a model from being written."""

from deepkit.errors import DeepkitError
from deepkit.onnx._errors import UnsupportedError


def test_it_is_caught_inside_and_no_error_of_the_user():
    assert not issubclass(UnsupportedError, DeepkitError)
