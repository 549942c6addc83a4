"""The results of a function by name, and the shapes that it takes with names."""

import pytest

from deepkit.errors import SavingError
from deepkit.export import Endpoint, TensorSpec
from deepkit.export._endpoint import flat_results, named_shapes


@pytest.mark.parametrize(
    ("result", "names", "expected"),
    [
        (1, None, ({"outputs": 1}, "single")),
        (1, ["y"], ({"y": 1}, "single")),
        ([1, 2], None, ({"output_0": 1, "output_1": 2}, "list")),
        ((1, 2), ["p", "q"], ({"p": 1, "q": 2}, "list")),
        ({"b": 1, "a": 2}, None, ({"b": 1, "a": 2}, "dict")),
        ({"b": [1, {"c": 2}]}, None, ({"b_0": 1, "b_1/c": 2}, "dict")),
    ],
)
def test_arrays_are_named_by_where_they_are(result, names, expected):
    assert flat_results(result, names) == expected


@pytest.mark.parametrize("names", [["one"], ["same", "same"], ["a", "b", "c"]])
def test_names_must_go_round_and_differ(names):
    with pytest.raises(SavingError, match="a name of its own for each of the 2 outputs"):
        flat_results([1, 2], names)


def shapes_of(*shapes, axes=None):
    """Return the shapes with names of a function of such inputs."""
    specs = [TensorSpec(f"x{n}", shape, "float32") for n, shape in enumerate(shapes)]
    return named_shapes(Endpoint(lambda *x: x, specs, axes=axes))


def test_open_axes_have_names_the_freest_first():
    free, alike = shapes_of((None, None, 2), (None, None))
    assert free == [("batch", "axis1_of_0", 2), ("batch", "axis1_of_1")]
    assert alike == [("batch", "axis1", 2), ("batch", "axis1")]


def test_one_way_is_enough_where_nothing_can_be_alike():
    assert shapes_of((None, 2), (None, 3)) == [[("batch", 2), ("batch", 3)]]
    assert shapes_of((None, None)) == [[("batch", "axis1")]]
    assert shapes_of() == [[]]


def test_names_may_be_given():
    axes = {"x0": ["batch", "steps"]}
    assert shapes_of((None, None), (None, None), axes=axes) == [
        [("batch", "steps"), ("batch", "axis1_of_1")]
    ]
