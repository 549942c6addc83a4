"""Later data is brought to the form of that which was learned from."""

import numpy as np
import pytest

from deepkit.columns import Arrangement, Table, as_table, called
from deepkit.errors import DataError

X = np.arange(6.0).reshape(3, 2)
NAMED = Arrangement(("a", "b"), 2, ("a", "b"), "the model")
MATRIX = Arrangement(None, 2, ("x",), "the model")
ALONE = Arrangement(None, 2, ("pixels",), "the model", alone=True)


def test_a_matrix_stands_for_named_columns():
    found = NAMED.fit(as_table(X))
    assert {name: found[name].tolist() for name in found} == {"a": [0, 2, 4], "b": [1, 3, 5]}


def test_named_columns_stand_for_a_matrix():
    found = MATRIX.fit(as_table({"p": X[:, 0], "q": X[:, 1]}))
    np.testing.assert_array_equal(found["x"], X)


@pytest.mark.parametrize("one", [NAMED, MATRIX])
def test_what_came_the_same_way_stays(one):
    table = as_table({"a": [1], "b": [2]}) if one.names else as_table(X)
    assert one.fit(table) is table


def test_a_matrix_may_stand_for_the_one_column_that_is_read():
    assert ALONE.fit(as_table(X)).names == ("pixels",)
    np.testing.assert_array_equal(ALONE.fit(as_table({"p": [1.0], "q": [2.0]}))["pixels"], [[1, 2]])
    table = as_table({"pixels": [[1, 2]]})
    assert ALONE.fit(table) is table


@pytest.mark.parametrize("one", [NAMED, MATRIX, ALONE])
def test_another_number_of_columns_is_refused(one):
    with pytest.raises(DataError, match="X has 3 features, but the model is expecting 2 features"):
        one.fit(as_table(np.ones((2, 3))))


def test_text_cannot_stand_for_numbers():
    with pytest.raises(DataError, match="Column 'b' must hold numbers, got 'u'"):
        MATRIX.fit(as_table({"a": [1.0], "b": ["u"]}))


def test_a_matrix_is_called_as_the_one_column_but_as_none_of_several():
    table = as_table(X)
    assert called(table, ("one",)).names == ("one",)
    assert called(table, ("one", "two")) is table
    assert called(Table({"a": X[:, 0]}, 3), ("one",)).names == ("a",)
