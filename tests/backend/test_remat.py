"""A scope tells the layers made in it, and those alone, what to compute anew."""

import pytest

from deepkit.backend import RematMode, RematScope, is_remat_off, remat_mode, without_remat


def test_outside_of_a_scope_nothing_is_told():
    with RematScope():
        pass
    assert remat_mode() is None


def test_the_innermost_scope_counts():
    with RematScope("larger_than", output_size_threshold=7):
        with RematScope("list_of_layers", layer_names=["a", "b"]):
            assert remat_mode() == RematMode("list_of_layers", 1024, ("a", "b"))
        with RematScope(None):
            assert remat_mode() is None
        assert remat_mode() == RematMode("larger_than", 7, ())


def test_a_scope_can_be_entered_again_and_ends_with_an_error():
    told = RematScope()
    for _ in range(2):
        with pytest.raises(KeyError), told, told:  # noqa: PT012
            assert remat_mode() == RematMode("full", 1024, ())
            raise KeyError
    assert remat_mode() is None


def test_it_can_be_switched_off_where_only_shapes_matter():
    with without_remat():
        assert is_remat_off()
    assert not is_remat_off()


def test_modes_and_thresholds_are_checked():
    with pytest.raises(ValueError, match="`mode` must be one of 'full', 'activations'"):
        RematScope("all")
    with pytest.raises(ValueError, match="`output_size_threshold` must be a whole number >= 0"):
        RematScope("larger_than", output_size_threshold=-1)
