"""What columns of data hold that are read."""

from deepkit import feature_column as fc
from deepkit.columns import Spec, described
from tests.columns._kinds import ALL


def test_each_column_of_the_data_is_described_once():
    assert described(ALL) == {
        "both": Spec((), "string"),
        "size": Spec((), "float32"),
        "age": Spec((), "float32"),
        "pixels": Spec((2, 2), "float32"),
        "raw": Spec((None,), "int32"),
        "word": Spec((), "string"),
        "number": Spec((), "int64"),
        "hash": Spec((), "string"),
        "code": Spec((), "int64"),
        "id": Spec((), "int64"),
        "weighted": Spec((), "string"),
        "steps": Spec((None,), "string"),
        "pulse": Spec((None, 2), "float32"),
    }


def test_what_a_column_of_its_own_says_counts_more_than_a_cross():
    crossed = fc.crossed_column(["n", "s"], 10)
    assert described([crossed, fc.numeric_column("n")])["n"] == Spec((), "float32")
    assert described([crossed])["n"] == Spec((), "string")
