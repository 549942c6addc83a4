"""Types that say something at run time: a tensor is told from any other value."""

from typing import Any, get_type_hints

from deepkit import typing


def test_a_tensor_is_told_from_any_other_value_by_its_annotation():
    def scaled(x: typing.Tensor, factor: typing.Nested) -> typing.Tensor:
        return x, factor

    hints = get_type_hints(scaled, include_extras=True)
    assert hints["x"] == hints["return"] == typing.Tensor
    assert hints["factor"] != typing.Tensor


def test_a_checker_takes_any_value_for_a_tensor():
    assert typing.Tensor.__origin__ is Any


def test_every_name_that_is_promised_is_there():
    assert all(hasattr(typing, name) for name in typing.__all__)
