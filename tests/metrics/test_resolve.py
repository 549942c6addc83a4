"""Names that shapes decide."""

import pytest

from deepkit import losses, metrics

SHAPES = {
    "binary": [((8, 1), (8, 1)), ((8,), (8, 1)), ((8,), (8,)), ((None,), (None, 1))],
    "sparse": [((8,), (8, 3)), ((8, 1), (8, 3)), ((8, 5), (8, 5, 3)), ((None, 1), (None, 3))],
    "categorical": [((8, 3), (8, 3)), ((None, 5, 3), (None, 5, 3))],
}
CASES = [(kind, *shapes) for kind, all_shapes in SHAPES.items() for shapes in all_shapes]


@pytest.mark.parametrize(("kind", "y_true", "y_pred"), CASES)
def test_accuracy_is_that_of_the_shapes(kind, y_true, y_pred):
    expected = {
        "binary": metrics.binary_accuracy,
        "sparse": metrics.sparse_categorical_accuracy,
        "categorical": metrics.categorical_accuracy,
    }[kind]
    assert metrics.accuracy_for(y_true, y_pred) is expected
    assert metrics.resolve("acc", y_true, y_pred) is expected
    assert metrics.resolve("Accuracy", y_true, y_pred) is expected


@pytest.mark.parametrize(("kind", "y_true", "y_pred"), CASES)
def test_crossentropy_is_that_of_the_shapes(kind, y_true, y_pred):
    expected = {
        "binary": losses.binary_crossentropy,
        "sparse": losses.sparse_categorical_crossentropy,
        "categorical": losses.categorical_crossentropy,
    }[kind]
    assert metrics.crossentropy_loss_for(y_true, y_pred) is expected
    assert metrics.resolve("ce", y_true, y_pred) is expected


def test_other_names_do_not_depend_on_shapes():
    assert metrics.resolve("mse", (8, 1), (8, 1)) is None
