"""Exported models damaged at random by somebody who mends the digests: refused, or harmless."""

import json
import random
import shutil
import warnings
from functools import cache

import numpy as np
import pytest

from deepkit import export
from deepkit.errors import DataError, SavingError
from deepkit.export._tensor_file import read_tensors
from tests.export._forging import forged
from tests.export.test_stored import STORED

pytestmark = pytest.mark.slow


@cache
def known(name):
    """Return golden inputs, and what each signature makes of them, undamaged."""
    source = STORED[-1] / name
    if (source / "golden" / "rows.json").exists():
        inputs = json.loads((source / "golden" / "rows.json").read_text())
        return inputs, outputs(export.load(source), inputs)
    golden = read_tensors(np.fromfile(source / "golden/serving_default.safetensors", "uint8"), "")
    inputs = next(array for key, array in golden.items() if key.startswith("inputs/"))
    expected = {k.partition("/")[2]: a for k, a in golden.items() if k.startswith("outputs/")}
    return inputs, {"serving_default": expected}


def outputs(served, inputs):
    """Return what each signature makes of inputs, but those that refuse them."""
    found = {}
    for name, signature in served.signatures.items():
        try:
            found[name] = signature(inputs)
        except (DataError, SavingError):
            continue
    return found


def answers_as_before(folder, name):
    """Tell whether a model loads; what does must answer as before, or refuse in our words."""
    inputs, expected = known(name)
    try:
        served = export.load(folder)
    except SavingError:
        return False
    for signature, found in outputs(served, inputs).items():
        for output, array in found.items():
            wanted = expected.get(signature, {}).get(output)
            if wanted is not None and wanted.dtype.kind == array.dtype.kind == "f":
                largest = max(1.0, float(np.abs(wanted).max()))
                np.testing.assert_allclose(array, wanted, rtol=0, atol=2e-4 * largest)
    return True


def damaged(content, chance):
    """Return content with some bytes changed, and sometimes the end cut off."""
    found = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found[: chance.randrange(len(found))] if chance.random() < 0.2 else found)


@pytest.mark.parametrize("name", ["dense", "people"])
def test_no_damage_has_another_end_than_a_refusal(name, tmp_path):
    chance, source = random.Random(0), STORED[-1] / name
    files = sorted(p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file())
    refused = 0
    for number in range(40):
        file, folder = files[number % len(files)], tmp_path / str(number)
        content = damaged((source / file).read_bytes(), chance)
        if file == "deepkit.json":
            shutil.copytree(source, folder)
            (folder / file).write_bytes(content)
        else:
            forged(source, folder, {file: content})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what runs is not the first choice
            refused += not answers_as_before(folder, name)
    assert refused > 5


VALUES = (None, True, 0, -1, 1e300, "", "0", "deepkit.json", [], [0], {}, {"column": 0}, [[1, "a"]])


def places(part):
    """Return where the values of a JSON lie: what holds each, and its key or number there."""
    keys = part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    for key in keys:
        yield part, key
        yield from places(part[key])


@pytest.mark.parametrize("name", ["dense", "people"])
def test_no_other_value_in_json_has_another_end_than_a_refusal(name, tmp_path):
    chance, source = random.Random(1), STORED[-1] / name
    files = sorted(p.relative_to(source).as_posix() for p in source.rglob("*.json"))
    refused = 0
    for number in range(80):
        file, folder = files[number % len(files)], tmp_path / str(number)
        told = json.loads((source / file).read_text())
        part, key = chance.choice(list(places(told)))
        part[key] = chance.choice(VALUES)
        if file == "deepkit.json":
            shutil.copytree(source, folder)
            (folder / file).write_text(json.dumps(told))
        else:
            forged(source, folder, {file: json.dumps(told).encode()})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what runs is not the first choice
            refused += not answers_as_before(folder, name)
    assert refused > 5


def test_labels_that_are_not_there_are_refused(tmp_path):
    source = STORED[-1] / "people"
    told = json.loads((source / "labels.json").read_text())
    fewer = json.dumps({name: labels[:1] for name, labels in told.items()}).encode()
    model = export.load(forged(source, tmp_path / "m", {"labels.json": fewer}))
    rows = [{"age": age, "town": "Wien"} for age in (1, 20, 40, 90, 1e4, -1e4)]
    with pytest.raises(SavingError, match="names 1 labels, and gives number 1: it was changed"):
        model.signatures["classification"](rows)
