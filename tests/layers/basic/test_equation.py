"""Einsum equations of a dense layer, read and measured by hand."""

import pytest

from deepkit.errors import ShapeError
from deepkit.layers.basic._equation import Equation

HEADS = Equation.parse("abc,cde->abde")
LEFT = Equation.parse("...b,bc->...c")
RIGHT = Equation.parse("ab...,bc->ac...")


def test_spaces_do_not_matter():
    spaced = Equation.parse("ab, bc -> ac")
    assert (spaced.taken, spaced.kernel, spaced.made) == ("ab", "bc", "ac")


@pytest.mark.parametrize(
    "text", ["", "ab,bc", "ab->ab", "a1,1c->ac", "...b,bc->c", "ab,bc->...c", "...b...,bc->...c..."]
)
def test_other_forms_are_refused(text):
    with pytest.raises(ValueError, match=r"`equation` must have the form .*, got"):
        Equation.parse(text)


def test_an_axis_that_comes_from_nowhere_is_refused():
    with pytest.raises(ValueError, match=r"'ab,bc->acz' names \['z'\] only once"):
        Equation.parse("ab,bc->acz")
    with pytest.raises(ValueError, match=r"'ab,bxy->ay' names \['x'\] only once"):
        Equation.parse("ab,bxy->ay")


def test_axes_of_the_kernel_are_summed_or_kept():
    assert (HEADS.summed, HEADS.kept) == ([0], [1, 2])
    shared = Equation.parse("abc,bcx->abx")
    assert (shared.summed, shared.kept) == ([1], [0, 2])


def test_sizes_come_from_the_input_then_from_the_output():
    sizes = HEADS.sizes((None, None, 5), (None, 2, 3))
    assert sizes == {"a": None, "b": None, "c": 5, "d": 2, "e": 3}
    assert HEADS.kernel_shape(sizes) == (5, 2, 3)
    assert HEADS.sizes((None, None, 5), (7, 2, 3))["b"] == 7


def test_dots_on_the_left_stand_for_what_comes_first():
    assert LEFT.sizes((None, 4, 6, 5), (3,)) == {"b": 5, "c": 3}


def test_dots_on_the_right_stand_for_what_comes_last():
    assert RIGHT.sizes((None, 5, 4, 6), (3,)) == {"a": None, "b": 5, "c": 3}


def test_a_bias_lies_where_its_axes_are():
    sizes = HEADS.sizes((None, 4, 5), (4, 2, 3))
    assert HEADS.bias_shape("e", sizes, 3) == (3,)
    assert HEADS.bias_shape("d", sizes, 3) == (2, 1)
    assert HEADS.bias_shape("be", sizes, 3) == (4, 1, 3)
    assert LEFT.bias_shape("c", LEFT.sizes((None, 4, 5), (3,)), 3) == (3,)
    assert RIGHT.bias_shape("c", RIGHT.sizes((None, 5, 4, 6), (3,)), 4) == (3, 1, 1)


@pytest.mark.parametrize(("equation", "shape"), [(HEADS, (None, 5)), (HEADS, (None, 4, 5, 6))])
def test_the_input_has_the_axes_of_the_equation(equation, shape):
    with pytest.raises(ShapeError, match=r"'abc,cde->abde' must have 3 axes, got shape .None"):
        equation.sizes(shape, (None, 2, 3))


def test_the_output_has_the_axes_of_the_equation():
    with pytest.raises(ShapeError, match=r"`output_shape` \(2, 3\) does not fit the output of"):
        HEADS.sizes((None, 4, 5), (2, 3))


def test_an_axis_has_one_size():
    with pytest.raises(
        ShapeError, match=r"Axis 'b' of .* has size 4 in the input and 7 in the out"
    ):
        HEADS.sizes((None, 4, 5), (7, 2, 3))


def test_weights_have_fixed_sizes():
    sizes = HEADS.sizes((None, 4, None), (None, 2, 3))
    with pytest.raises(ShapeError, match="Axis 'c' of 'abc,cde->abde' must have a fixed size"):
        HEADS.kernel_shape(sizes)
    with pytest.raises(ShapeError, match="Axis 'a' of 'abc,cde->abde' must have a fixed size"):
        HEADS.bias_shape("a", sizes, 3)


def test_a_bias_has_axes_of_the_output():
    with pytest.raises(ValueError, match="`bias_axes` must be axes of the output 'abde', got 'c'"):
        HEADS.bias_shape("c", {"c": 5}, 3)
