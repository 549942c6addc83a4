"""Where arrays live."""

import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit.backend import device, fetch, list_devices, on_cpu, put, wait, watch


@pytest.mark.parametrize("name", ["cpu:0", "cpu", "CPU:0"])
def test_arrays_are_made_on_the_device_named(name):
    with device(name):
        assert jnp.ones(2).device == jax.devices("cpu")[0]


@pytest.mark.parametrize("name", ["cpu:7", "cpu:-1", "cpu:x", "cpu:0:1"])
def test_a_device_with_another_index_is_unknown(name):
    with pytest.raises(ValueError, match=rf"Unknown device '{name}'\. Did you mean 'cpu:0'"):
        device(name)


@pytest.mark.parametrize("name", ["abacus", "", None])
def test_a_platform_that_is_not_there_is_unknown(name):
    with pytest.raises(ValueError, match=r"Unknown device .* Known: .*cpu:0"):
        device(name)


def test_devices_are_listed_by_name():
    assert "cpu:0" in list_devices("cpu")
    assert set(list_devices()) <= {f"{d.platform}:{d.id}" for d in jax.devices()}
    with pytest.raises(ValueError, match="Unknown device 'abacus'"):
        list_devices("abacus")


def test_the_host_is_told_from_other_devices(monkeypatch):
    assert on_cpu() == (jax.default_backend() == "cpu")
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert not on_cpu()


def test_a_device_of_several_is_found_by_its_index():
    code = (
        "import jax; jax.config.update('jax_num_cpu_devices', 3)\n"
        "from deepkit.backend import device, list_devices\n"
        "import jax.numpy as jnp\n"
        "with device('cpu:2'): print(jnp.ones(2).device.id, list_devices())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "2 ['cpu:0', 'cpu:1', 'cpu:2']\n", done.stderr


def test_a_structure_goes_to_the_device_and_back():
    there = put({"a": np.ones(2), "b": [np.zeros(1)]})
    assert isinstance(there["a"], jax.Array)
    back = fetch(there)
    assert type(back["b"][0]) is np.ndarray


def test_waiting_gives_back_the_very_structure():
    there = put({"a": np.ones(2)})
    assert wait(there)["a"] is there["a"]


class Late:
    """An array that is ready when it was asked a number of times."""

    dtype = "float32"

    def __init__(self, asked):
        self.left = asked

    def is_ready(self):
        self.left -= 1
        return self.left <= 0


def test_what_is_ready_soon_is_watched_for():
    soon = Late(3)
    assert watch(soon) is soon
    assert soon.left == 0


def test_nobody_watches_for_long():
    late = Late(10_000)
    watch([late, late])
    assert late.left > 9_000


@pytest.mark.parametrize("tree", [np.ones(2), [], {"a": 1.0}, None])
def test_there_may_be_nothing_to_watch_for(tree):
    assert watch(tree) is tree
