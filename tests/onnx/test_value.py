"""Tensors of an ONNX graph."""

import numpy as np

from deepkit.onnx._value import Value, broadcast, is_known, known_sizes


def test_sizes_of_one_give_way_to_others():
    assert broadcast(("batch", 1, 3), (4, 1), ()) == ("batch", 4, 3)


def test_a_scalar_is_one_known_number():
    assert Value("x", (), "float32", np.array(1.0, "float32")).scalar
    assert not Value("x", (), "float32").scalar
    assert Value("x", (2, 3), "float32").ndim == 2


def test_sizes_are_known_or_open():
    assert is_known((2, 3))
    assert not is_known(("batch", 3))
    assert known_sizes([2, 3]) == (2, 3)
