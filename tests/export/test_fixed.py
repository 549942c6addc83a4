"""Programs for fixed numbers of rows."""

import numpy as np
import pytest

import deepkit
from deepkit import export, layers, ops
from deepkit.backend import Variable
from deepkit.columns import Padding
from deepkit.export import Contents, Endpoint, TensorSpec, write
from tests.export._models import called, numbers

OPEN = "serving_default.open.stablehlo"


def test_a_fixed_program_that_cannot_be_written_leaves_no_other_behind(tmp_path, monkeypatch):
    def static(self, weights, rows, sizes):
        if rows == 32:
            raise ValueError("a weight that matters for other sizes alone")
        return b"program"

    monkeypatch.setattr("deepkit.export._traced.Traced.static", static)
    called(lambda y, x: y).export(tmp_path / "m")
    assert [path.name for path in tmp_path.rglob("*.stablehlo")] == [OPEN]


def test_fixed_programs_for_rows_that_depend_on_each_other_are_left_out(tmp_path):
    model = called(lambda y, x: x - ops.mean(x, axis=0, keepdims=True))
    model.export(tmp_path / "m")
    assert [path.name for path in tmp_path.rglob("*.stablehlo")] == [OPEN]
    x = numbers(5)
    np.testing.assert_allclose(export.load(tmp_path / "m").predict(x), x - x.mean(0), atol=1e-6)


def test_a_weight_that_matters_for_other_sizes_alone_is_taken(tmp_path):
    factor = Variable(np.full(4, 3, "float32"), name="factor")
    x = TensorSpec("x", (None, 4), "float32")
    used = Endpoint(lambda x: x if x.shape[0] in (1, 32) else x + 0 * factor, [x])
    write(tmp_path / "m", {"f": used}, [factor], Contents("f"))
    assert len(list(tmp_path.rglob("*.stablehlo"))) == 2


def test_texts_of_any_length_have_none(tmp_path):
    model = deepkit.Sequential([deepkit.Input((None, 2)), layers.GlobalAveragePooling1D()])
    model.export(tmp_path / "m")
    assert [path.name for path in tmp_path.rglob("*.stablehlo")] == [OPEN]


IDS = TensorSpec("ids", (None, None), "int32")


def sized(fn, folder, ids):
    """Return the sizes that there are programs for, of a function of ids."""
    endpoint = Endpoint(fn, [IDS], padding={"ids": Padding(("ids",), -1)})
    write(folder, {"f": endpoint}, [], Contents("f", examples={"f": np.array(ids)}))
    return [part.sizes["ids"] for part in export.open_manifest(folder).programs["f"].sized]


@pytest.mark.parametrize(("ids", "sizes"), [([[1]], [1, 8, 64]), ([[0, -1, 2]], [8, 64])])
def test_there_are_programs_for_a_few_sizes_that_the_golden_ids_go_into(ids, sizes, tmp_path):
    assert sized(lambda x: ops.sum(x >= 0, axis=1), tmp_path / "m", ids) == sizes


def test_where_what_is_filled_up_matters_there_are_none(tmp_path):
    assert sized(lambda x: ops.mean(x, axis=1), tmp_path / "m", [[1, 2]]) == []
