"""Files are compared with their models in onnxruntime before they have their names."""

import numpy as np
import onnx
import pytest

from deepkit import ops
from deepkit.errors import SavingError
from deepkit.export import TensorSpec
from deepkit.onnx._check import BATCHES, check
from tests.onnx._running import written

SPECS = [TensorSpec("input_0", (None, 3), "float32")]
X = np.ones((2, 3), "float32")


@pytest.fixture
def path(tmp_path):
    onnx.save_model(written(ops.tanh, [X]), tmp_path / "m.onnx")
    return str(tmp_path / "m.onnx")


def compare(path, compute, specs=SPECS, examples=None, tolerance=1e-5):
    return check(path, compute, specs, examples, tolerance)


def test_the_largest_difference_is_told(path):
    assert compare(path, lambda batch: [np.tanh(batch[0])]) < 1e-6
    off = compare(path, lambda batch: [np.tanh(batch[0]) + 1e-3], tolerance=1)
    assert off == pytest.approx(1e-3, rel=1e-2)


def test_batches_of_several_sizes_are_compared(path):
    seen = []
    compare(path, lambda batch: [seen.append(len(batch[0])) or np.tanh(batch[0])])
    assert tuple(seen) == BATCHES == (1, 3, 17)


def test_rows_of_a_user_are_repeated(path):
    seen = []
    compare(path, lambda b: [seen.append(b[0]) or np.tanh(b[0])], examples=[X * [[2], [3]]])
    assert seen[1][:, 0].tolist() == [2, 3, 2]


def test_a_difference_is_refused(path):
    with pytest.raises(SavingError, match="for 1 rows are off by"):
        compare(path, lambda batch: [batch[0] * 2])


def test_nothing_where_a_number_should_be_is_a_difference(path):
    with pytest.raises(SavingError, match="off by inf"):
        compare(path, lambda batch: [batch[0] * np.nan])


def test_another_shape_is_a_difference(path):
    with pytest.raises(SavingError, match="off by inf"):
        compare(path, lambda batch: [np.tanh(batch[0])[:, :2]])


def test_inputs_are_given_in_the_dtype_of_the_file(path):
    specs = [TensorSpec("input_0", (None, 3), "float16")]
    assert compare(path, lambda batch: [np.tanh(batch[0].astype("float32"))], specs) < 1e-6


def test_what_the_model_raises_is_told_before_what_the_runtime_does(path):
    def fails(batch):
        raise ValueError("no rows of this length")

    with pytest.raises(ValueError, match="no rows of this length") as raised:
        compare(path, fails)
    assert "made-up inputs of shape (1, 3)" in raised.value.__notes__[0]
    with pytest.raises(ValueError, match="no rows of this length") as raised:
        compare(path, fails, examples=[X])
    assert not hasattr(raised.value, "__notes__")


def test_an_invalid_file_is_refused(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"no model")
    with pytest.raises(SavingError, match="is not valid"):
        compare(str(tmp_path / "m.onnx"), lambda batch: batch)


def test_a_file_that_does_not_run_is_refused(path):
    wrong = [TensorSpec("input_0", (None, 4), "float32")]
    with pytest.raises(SavingError, match="onnxruntime cannot run"):
        compare(path, lambda batch: batch, wrong)


def test_truth_values_and_numbers_are_made_up(tmp_path):
    def fn(x, y):
        return ops.where(x, y, -y)

    def compute(batch):
        return [np.where(batch[0], batch[1], -batch[1])]

    arrays = [np.ones((2, 3), bool), np.ones((2, 3), "int32")]
    onnx.save_model(written(fn, arrays), tmp_path / "m.onnx")
    specs = [TensorSpec("input_0", (None, 3), "bool"), TensorSpec("input_1", (None, 3), "int32")]
    assert compare(str(tmp_path / "m.onnx"), compute, specs) == 0
