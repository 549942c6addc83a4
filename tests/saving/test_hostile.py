"""Files that were changed at random are refused with one kind of error, or do no harm.

What is aimed at a certain hole is in the tests of the part that closes it.
"""

import copy
import io
import json
import random
import resource
import zipfile
from functools import cache

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.errors import SavingError
from deepkit.saving import from_bytes, to_bytes

TRIALS = 60
VALUES = [
    None, True, -1, 0, 10**12, 2**70, -0.5, 1e300, "", "relu", "x" * 1000, [], {}, [None], [[]],
    {"class_name": "x", "config": {}}, {"class_name": "__slice__", "config": {}},
    {"module": "keras.layers", "class_name": "Dense", "config": {"units": 2}},
    {"module": "builtins", "class_name": "function", "config": "exec"},
]  # fmt: skip


@cache
def members():
    """Return the members of a file, by name."""
    x = deepkit.Input((4,))
    h = layers.BatchNormalization()(layers.Dense(3)(x)) * 2.0
    model = deepkit.Model(x, layers.Dense(2, activation="relu")(h[:, ::1]))
    model.compile("adam", "mse", metrics=["mae"])
    with zipfile.ZipFile(io.BytesIO(to_bytes(model))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(changed):
    """Return a file with some members changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in {**members(), **changed}.items():
            archive.writestr(name, content)
    return target.getvalue()


def scrambled(content, draw):
    """Return bytes of which some are others."""
    content = bytearray(content)
    for _ in range(draw.choice([1, 2, 8])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return bytes(content)


def any_bytes(draw):
    return scrambled(packed({}), draw)


def any_weights(draw):
    name = "model.weights.h5"
    return packed({name: scrambled(members()[name], draw)})


def any_config(draw):
    config = json.loads(members()["config.json"])
    place = draw.choice(list(places(config)))
    within = config
    for key in place[:-1]:
        within = within[key]
    within[place[-1]] = copy.deepcopy(draw.choice(VALUES))
    return packed({"config.json": json.dumps(config)})


def places(value, before=()):
    """Yield the way to everything within JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*before, key)
        if isinstance(item, (dict, list)):
            yield from places(item, (*before, key))


@pytest.mark.filterwarnings("ignore")  # of arguments that make little sense
@pytest.mark.parametrize("change", [any_bytes, any_weights, any_config])
def test_a_changed_file_is_refused_or_loaded_but_raises_nothing_else(change):
    refused = 0
    for trial in range(TRIALS):
        content = change(random.Random(trial))
        try:
            assert isinstance(from_bytes(content), deepkit.Model)
        except SavingError:
            refused += 1
    assert refused > TRIALS / 4


@pytest.mark.parametrize("change", [any_weights, any_config])
def test_changed_files_take_no_memory_to_speak_of(change):
    from_bytes(packed({}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for trial in range(10):
        try:
            from_bytes(change(random.Random(1000 + trial)))
        except SavingError:
            continue
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 200_000  # kilobytes


def test_the_file_itself_is_loaded():
    model = from_bytes(packed({}))
    assert model.predict(np.ones((2, 4)), verbose=0).shape == (2, 2)
