"""What an `input_fn` returns comes as rows at hand or as a stream, or is refused by its name."""

from itertools import islice

import numpy as np
import pandas as pd
import pytest

from deepkit.errors import DataError
from deepkit.estimators._inputs import ArrayInput, StreamInput, open_input
from deepkit.feature_column import as_table, stream

X = {"a": [1, 2, 3, 4, 5]}
Y = np.array([10, 20, 30, 40, 50])


def opened(result, mode="train"):
    def load():
        return result

    return open_input(load, mode=mode)


def values(triples):
    return [(table["a"].tolist(), labels.tolist()) for table, labels, _ in triples]


def shuffled(**options):
    return ArrayInput(as_table(X), Y, batch_size=2, shuffle=True, num_epochs=3, **options)


def test_epochs_follow_each_other_without_a_gap_and_the_last_batch_is_short():
    rows = ArrayInput(as_table(X), Y, batch_size=3, num_epochs=2)
    assert [order.tolist() for order in rows.orders()] == [[0, 1, 2], [3, 4, 0], [1, 2, 3], [4]]
    assert rows.steps == 4
    assert values(rows())[1] == ([4, 5, 1], [40, 50, 10])


def test_each_shuffled_epoch_has_every_row_in_an_order_of_its_own():
    order = np.concatenate(list(shuffled().orders()))
    epochs = order.reshape(3, 5)
    assert [sorted(epoch) for epoch in epochs.tolist()] == [[0, 1, 2, 3, 4]] * 3
    assert len({tuple(epoch) for epoch in epochs.tolist()}) == 3


def test_batches_can_be_had_again_from_any_step():
    everything = values(shuffled(seed=3)())
    assert everything == values(shuffled(seed=3).batches())
    assert everything != values(shuffled(seed=4)())
    for step in range(10):
        assert values(shuffled(seed=3).batches(step)) == everything[step:]


def test_rows_without_end_may_make_batches_larger_than_themselves():
    rows = ArrayInput(as_table({"a": [1, 2]}), batch_size=5, num_epochs=None)
    orders = rows.orders(1)
    assert [next(orders).tolist() for _ in range(2)] == [[1, 0, 1, 0, 1], [0, 1, 0, 1, 0]]
    assert rows.steps is None


def test_rows_are_walked_as_tensorflow_gives_them():
    table = as_table({"a": [1, 2]})
    [features] = ArrayInput(table)
    assert features["a"].tolist() == [1, 2]
    [(_, labels)] = ArrayInput(table, {"h": np.array([3, 4])})
    assert labels["h"].tolist() == [3, 4]
    [(_, _, weights)] = ArrayInput(table, Y[:2], np.array([1.0, 0.5]))
    assert weights.tolist() == [1, 0.5]


@pytest.mark.parametrize(("mode", "steps"), [("train", None), ("eval", 1), ("infer", 1)])
def test_a_tuple_is_one_batch_without_end_only_in_training(mode, steps):
    rows = opened((X, Y), mode)
    assert isinstance(rows, ArrayInput)
    assert rows.steps == steps
    table, labels, weights = next(rows())
    assert table["a"].tolist() == [1, 2, 3, 4, 5]
    assert (labels is None) == (mode == "infer")
    assert weights is None


@pytest.mark.parametrize("labels", [Y, Y.tolist(), pd.Series(Y), {"h": Y, "g": pd.Series(Y)}])
def test_labels_may_be_of_any_kind(labels):
    _, found, weights = next(opened((pd.DataFrame(X), labels, [1] * 5))())
    for array in found.values() if isinstance(labels, dict) else [found]:
        np.testing.assert_array_equal(array, Y, strict=True)
    np.testing.assert_array_equal(weights, np.ones(5), strict=True)


@pytest.mark.parametrize("features", [X, pd.DataFrame(X), as_table(X), np.ones((5, 2))])
def test_features_alone_do_to_predict(features):
    rows = opened(features, "infer")
    assert next(rows())[0].rows == 5
    [(table, labels, _)] = opened([features], "infer")()
    assert (table.rows, labels) == (5, None)


def test_an_iterable_is_a_stream_of_batches():
    given = opened([(X, Y), ({"a": [6]}, [60])])
    assert isinstance(given, StreamInput)
    for _ in range(2):
        assert values(given()) == [([1, 2, 3, 4, 5], Y.tolist()), ([6], [60])]


def test_a_generator_is_made_anew_for_each_walk():
    calls = []

    def load():
        calls.append(1)
        return (({"a": [i]}, [i]) for i in range(2))

    given = open_input(load, mode="train")
    assert values(given()) == values(given()) == [([0], [0]), ([1], [1])]
    assert len(calls) == 2


def test_a_generator_that_is_used_up_is_refused():
    given = opened(iter([(X, Y)]))
    list(given())
    with pytest.raises(DataError, match=r"'opened.<locals>.load' returned the same list_iterator"):
        given()


def test_streams_of_tables_are_batches_to_predict():
    given = opened(stream([X], batch_size=2), "infer")
    assert [table["a"].tolist() for table, _, _ in given()] == [[1, 2], [3, 4], [5]]


def test_loaders_of_torch_are_streams():
    torch = pytest.importorskip("torch")
    rows = [({"a": i, "b": "x"}, 10 * i) for i in range(3)]
    loader = torch.utils.data.DataLoader(rows, batch_size=2)
    given = opened(loader)
    assert values(given()) == values(given()) == [([0, 1], [0, 10]), ([2], [20])]
    assert next(given())[0]["b"].tolist() == ["x", "x"]


def test_rows_that_an_input_function_made_stay_as_they_are():
    rows = ArrayInput(as_table(X), Y)
    assert opened(rows) is rows


def test_an_input_function_gets_what_it_takes():
    seen = []

    def load(mode, config, other=None):
        seen.append((mode, config, other))
        return X, Y

    def greedy(**options):
        seen.append(options)
        return X, Y

    open_input(load, mode="eval", params={"p": 1}, config="config")
    open_input(greedy, mode="train", params={"p": 1})
    assert seen == [
        ("eval", "config", None),
        {"mode": "train", "params": {"p": 1}, "config": None},
    ]


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (None, r"'opened.<locals>.load' must return `\(features, labels\)`, .* got None"),
        (5, "must return .* got int"),
        ("data.csv", "must return .* got str"),
    ],
)
def test_results_without_batches_are_refused(result, text):
    with pytest.raises(TypeError, match=text):
        opened(result)


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match=r"`input_fn` must be a function .* got DataFrame. Wrap it"):
        open_input(pd.DataFrame(X), mode="train")  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="`mode` must be one of 'train', 'eval', 'infer', got 'fi"):
        open_input(dict, mode="fit")


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (X, "Mode 'train' needs labels, but the input_fn '.*load' gives features alone"),
        ([X], "Mode 'train' needs labels, but batch 0 of the input_fn '.*load' gives"),
        (ArrayInput(as_table(X)), "Mode 'train' needs labels"),
        ((X, Y, Y, Y), "gives must be `features`, .* got a tuple of 4"),
        ((X, Y[:3]), "'labels' has 3 rows, and the features have 5"),
        ((X, {"h": Y, "g": Y[:2]}), "'g' has 2 rows, and the features have 5"),
        ((X, Y, [1, 2]), "'sample_weight' has 2 rows, and the features have 5"),
        ([], "must give a batch, and gave none"),
    ],
)
def test_results_that_cannot_be_used_are_refused_with_the_name_of_the_function(result, text):
    with pytest.raises(DataError, match=text):
        list(opened(result)())


def test_an_error_in_a_batch_tells_which_one_it_was():
    given = opened([(X, Y), ({"a": ["x", 1]}, [1, 2])])
    with pytest.raises(DataError, match="Column 'a' mixes text and numbers") as caught:
        list(given())
    assert caught.value.__notes__ == [
        "in batch 1 of the input_fn 'opened.<locals>.load'",
    ]


def onward(rows, step):
    return [order.tolist() for order in rows.onward(step)]


def test_training_goes_on_where_an_input_without_an_end_was():
    rows = ArrayInput(as_table({"a": range(5)}), batch_size=2, num_epochs=None, shuffle=True)
    np.testing.assert_array_equal(next(rows.onward(7)), list(islice(rows.orders(), 8))[7])


def test_an_input_that_ends_is_gone_through_round_and_round():
    rows = ArrayInput(as_table({"a": range(5)}), batch_size=2)
    assert onward(rows, 0) == [[0, 1], [2, 3], [4]]
    assert onward(rows, 1) == [[2, 3], [4], [0, 1]]
    assert onward(rows, 3) == [[0, 1], [2, 3], [4]]


def test_each_round_of_a_shuffled_input_has_a_new_order():
    rows = ArrayInput(as_table({"a": range(50)}), batch_size=50, shuffle=True)
    (first,), (second,) = onward(rows, 0), onward(rows, 1)
    assert first != second
    assert sorted(first) == sorted(second) == list(range(50))


def test_an_input_that_ends_can_be_repeated():
    rows = ArrayInput(as_table({"a": np.arange(3)}), batch_size=2, num_epochs=2)
    found = np.concatenate(list(rows.repeated(3).orders()))
    assert found.tolist() == [0, 1, 2] * 6
    assert rows.repeated(1) is rows
    endless = ArrayInput(as_table({"a": np.arange(3)}), num_epochs=None)
    assert endless.repeated(3) is endless
