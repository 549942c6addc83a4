"""Every layer as ONNX: the row that describes it gives the same numbers in onnxruntime."""

import numpy as np
import onnx
import pytest

from deepkit import backend, layers
from deepkit.onnx import BY_CALL, EMITTERS
from tests.contracts._layer_rows import ROWS
from tests.onnx._running import agree

USED = [row for row in ROWS if "training" not in row.call]


def built(row):
    """Return a layer of a row, with weights that differ all, and a function of its arrays."""
    layer = row.make()
    layer(*row.args, **row.call)
    random = np.random.default_rng(5)
    for weight in layer.weights:
        values = random.normal(size=weight.shape) * 0.5
        weight.assign(np.abs(values) if weight.name == "moving_variance" else values)
    tensors = {key: x for key, x in row.call.items() if isinstance(x, np.ndarray)}
    options = {key: x for key, x in row.call.items() if key not in tensors}
    given = (row.args, tensors)

    def call(*arrays):
        args, named = backend.unflatten(given, list(arrays))
        return layer(*args, **named, **options)

    return layer, call, backend.leaves(given)


@pytest.mark.parametrize("row", USED, ids=str)
def test_a_layer_is_the_same_in_onnxruntime(row, tmp_path):
    layer, call, arrays = built(row)
    model = agree(call, arrays, tmp_path, variables=layer.variables)
    onnx.checker.check_model(model, full_check=True)


@pytest.mark.parametrize("row", [row for row in USED if len(row.free) > 1], ids=str)
def test_a_layer_may_have_open_axes(row, tmp_path):
    layer, call, arrays = built(row)
    model = agree(call, arrays, tmp_path, variables=layer.variables, free=row.free, batches=(3,))
    onnx.checker.check_model(model, full_check=True)


def test_every_layer_is_in_the_table():
    found = {getattr(layers, name) for name in layers.__all__}
    classes = {x for x in found if isinstance(x, type) and issubclass(x, layers.Layer)}
    assert classes - {layers.Layer, layers.Wrapper} == {*EMITTERS, *BY_CALL}
    assert not {*EMITTERS} & BY_CALL
