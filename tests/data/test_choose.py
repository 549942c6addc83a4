"""Each kind of data finds its source, and what cannot be used is refused by name."""

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest

from deepkit.data import ArraySource, DatasetSource, PyDataset, StreamSource, choose
from deepkit.errors import DataError


@pytest.mark.parametrize(
    "x",
    [
        np.zeros((4, 2)),
        jnp.zeros((4, 2)),
        pd.DataFrame({"a": [1.0] * 4, "b": [2.0] * 4}),
        [[1.0, 2.0]] * 4,
        {"a": np.zeros((4, 2)), "b": [np.zeros((4, 2))]},
        (np.zeros((4, 2)), np.zeros((4, 2))),
    ],
    ids=["numpy", "jax", "pandas", "numbers", "dict", "tuple"],
)
def test_arrays_of_any_kind_are_cut_into_batches(x):
    source = choose(x, [0, 1, 0, 1], [1, 1, 1, 2], batch_size=2)
    assert isinstance(source, ArraySource)
    x, y, weights = source.peek()
    assert (y.shape, weights.dtype) == ((2,), "float32")
    while isinstance(x, dict | tuple):
        x = next(iter(x.values())) if isinstance(x, dict) else x[0]
    assert (x.shape, x.dtype) == ((2, 2), "float32")


def test_data_sets_and_streams_find_their_source():
    class Data(PyDataset):
        def __len__(self):
            return 1

    assert isinstance(choose(Data()), DatasetSource)
    assert isinstance(choose(np.zeros(2) for _ in range(2)), StreamSource)
    assert isinstance(choose({1: np.zeros(2)}.values()), StreamSource)


def test_class_weights_become_sample_weights():
    source = choose(np.zeros(3), np.array([0, 1, 1]), class_weight={1: 2.0}, shuffle=False)
    assert source.peek()[2].tolist() == [1, 2, 2]


@pytest.mark.parametrize("name", ["y", "sample_weight"])
def test_targets_and_weights_beside_a_stream_are_refused(name):
    stream = (np.zeros(2) for _ in range(2))
    with pytest.raises(DataError, match=f"`{name}` must not be passed when `x` is a generator"):
        choose(stream, **{name: np.zeros(4)})


@pytest.mark.parametrize(
    ("x", "options", "text"),
    [
        (None, {}, "`x` must be arrays, a PyDataset.* got None"),
        (object(), {}, "`x` must be arrays, a PyDataset.* got object"),
        ({"a": iter([1])}, {}, r"`x\['a'\]` must be an array, got list_iterator"),
        ("text", {}, "`x` must hold numbers"),
        (np.zeros(3), {"y": iter([1])}, "`y` must be an array, got list_iterator"),
        (np.zeros(3), {"y": np.zeros(2)}, "got x: 3; y: 2"),
        (np.zeros((0, 2)), {}, "`x` is empty"),
        ([], {}, "`x` holds no array"),
        (np.zeros(3), {"batch_size": 0}, "`batch_size` must be a whole number >= 1, got 0"),
        (np.zeros(3), {"batch_size": 2.5}, "`batch_size` must be a whole number >= 1, got 2.5"),
        (np.zeros(3), {"steps": 0}, "`steps` must be a whole number >= 1, got 0"),
        (np.zeros(3), {"shuffle": "bach"}, "`shuffle` must be one of .* Did you mean 'batch'"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(x, options, text):
    with pytest.raises(ValueError, match=text):
        choose(x, **options)
