"""Logs are fetched at the first look, once, as floats."""

import jax.numpy as jnp
import numpy as np

from deepkit.callbacks import LazyLogs
from deepkit.callbacks._logs import to_float


class Counting:
    """Count the calls of a fetch."""

    calls = 0

    def __call__(self):
        self.calls += 1
        return {"loss": jnp.float32(0.5), "mae": np.float32(2)}


def test_nothing_is_fetched_before_a_look():
    fetch = Counting()
    logs = LazyLogs(fetch)
    assert (logs or {}) is logs
    assert fetch.calls == 0


def test_looks_fetch_once_and_find_floats():
    fetch = Counting()
    logs = LazyLogs(fetch)
    assert (logs["loss"], logs.get("mae"), logs.get("none"), len(logs)) == (0.5, 2.0, None, 2)
    assert all(type(value) is float for value in logs.values())
    assert dict(logs) == logs.copy() == {"loss": 0.5, "mae": 2.0}
    assert repr(logs) == "{'loss': 0.5, 'mae': 2.0}"
    assert fetch.calls == 1


def test_values_can_be_added_and_removed():
    logs = LazyLogs(Counting())
    logs["more"] = 1.0
    del logs["loss"]
    assert list(logs) == ["mae", "more"]


def test_what_is_not_one_number_stays():
    array = np.zeros(3)
    assert to_float(array) is array
    assert to_float(np.ones((1, 1))) == 1.0


def test_values_can_come_from_elsewhere_until_somebody_looks():
    logs = LazyLogs(lambda: {"loss": 1.0})
    logs.fetch_from(lambda: {"loss": 2.0})
    assert logs["loss"] == 2.0
    logs.fetch_from(lambda: {"loss": 3.0})
    assert logs["loss"] == 2.0
