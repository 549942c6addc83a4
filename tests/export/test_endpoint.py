"""The results of a function, by name."""

import pytest

from deepkit.errors import SavingError
from deepkit.export._endpoint import flat_results


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
