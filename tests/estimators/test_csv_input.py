"""Files as input functions, batch by batch."""

import itertools

import numpy as np
import pytest

from deepkit import estimators
from deepkit.errors import DataError
from deepkit.estimators import csv_input_fn


@pytest.fixture
def path(tmp_path):
    rows = [f"{n},{'even' if n % 2 == 0 else 'odd'},{n % 2}" for n in range(10)]
    file = tmp_path / "numbers.csv"
    file.write_text("\n".join(["n,kind,label", *rows]))
    return file


def numbers(batches):
    return [features["n"].tolist() for features, _ in batches]


def test_rows_come_in_the_order_of_the_file_in_batches(path):
    assert numbers(csv_input_fn(path, "label", 4)()) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_the_labels_are_no_feature(path):
    features, labels = next(iter(csv_input_fn(path, "label", 3)()))
    assert features.names == ("n", "kind")
    assert labels.tolist() == [0, 1, 0]


def test_without_a_target_there_are_features_alone(path):
    assert next(iter(csv_input_fn(path, batch_size=2)())).names == ("n", "kind", "label")


def test_epochs_follow_each_other_with_or_without_end(path):
    assert len(numbers(csv_input_fn(path, "label", 5, num_epochs=3)())) == 6
    endless = csv_input_fn(path, "label", 5, num_epochs=None)()
    assert len(numbers(itertools.islice(endless, 9))) == 9


def test_rows_held_in_memory_come_in_another_order_in_each_epoch(path):
    batches = numbers(csv_input_fn(path, "label", 5, num_epochs=2, shuffle=10)())
    first, second = ([*half[0], *half[1]] for half in (batches[:2], batches[2:]))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second != list(range(10))
    assert numbers(csv_input_fn(path, "label", 5, num_epochs=2, shuffle=10)()) == batches


def test_an_estimator_trains_on_a_file_and_judges_it(path):
    made = estimators.DNNClassifier((8,), learning_rate=0.05, random_state=0)
    made.train(csv_input_fn(path, "label", 5, num_epochs=None, shuffle=10), steps=60)
    assert made.evaluate(csv_input_fn(path, "label", 4))["accuracy"] == 1.0
    found = list(made.predict(csv_input_fn(path, batch_size=4)))
    np.testing.assert_array_equal([int(row["class_ids"][0]) for row in found], [0, 1] * 5)


def test_a_missing_label_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,a\n2,\n")
    with pytest.raises(DataError, match="'y' holds the labels, and misses some"):
        list(csv_input_fn(tmp_path / "a.csv", "y")())


def test_an_unknown_target_is_named(path):
    with pytest.raises(DataError, match="Column 'labels' is missing"):
        list(csv_input_fn(path, "labels")())


@pytest.mark.parametrize("wrong", [{"batch_size": 0}, {"num_epochs": 0}, {"shuffle": -1}])
def test_sizes_must_be_in_range(path, wrong):
    with pytest.raises(ValueError, match=f"`{next(iter(wrong))}` must be"):
        csv_input_fn(path, "label", **wrong)
