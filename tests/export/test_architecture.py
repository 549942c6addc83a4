"""A config lies beside the programs, for when none of them runs any more."""

import numpy as np
import pytest

import deepkit
from deepkit import Variable, export, layers
from deepkit.export import Manifest, rebuilds
from deepkit.export._architecture import write_architecture
from deepkit.export._forms import stored


def test_weights_are_told_in_the_order_of_the_variables(tmp_path):
    a, b, unused = (Variable(np.float32(k), name="v") for k in range(3))
    weights = {name: stored(name, np.zeros(1, "float32"), None) for name in ("v:1", "v")}
    told = write_architecture(
        tmp_path, "{}", [b, unused, a], program="p", named={"v": a, "v:1": b}, stored=weights
    )
    assert told == {"file": "architecture.json", "program": "p", "variables": ["v:1", None, "v"]}
    assert (tmp_path / "architecture.json").read_text() == "{}"


@pytest.mark.parametrize("axis", [8, None])
def test_weights_in_8_bits_have_an_architecture_where_there_is_no_stablehlo(axis, tmp_path):
    x = deepkit.Input((axis, 16))
    model = deepkit.Model(x, layers.GlobalAveragePooling1D()(layers.Dense(32)(x)))
    model.export(tmp_path / "m", quantize="int8")
    manifest = export.open_manifest(tmp_path / "m")
    lasting = bool(manifest.programs["serving_default"].static)
    assert lasting == (axis is not None)
    assert (manifest.architecture is None) == lasting


def test_a_model_of_columns_is_not_what_its_architecture_computes():
    told = {"file": "architecture.json", "program": "p", "variables": []}
    plain = Manifest("m", {}, {}, {}, "w", architecture=told)
    assert rebuilds(plain, "p")
    assert not rebuilds(plain, "q")
    assert not rebuilds(Manifest("m", {}, {}, {}, "w"), "p")
    columns = Manifest("m", {}, {}, {}, "w", architecture=told, preprocessing="steps.json")
    assert not rebuilds(columns, "p")
