"""Arrays in files that others read too, and that are not trusted."""

import json

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import SavingError
from deepkit.export._tensor_file import ALIGNMENT, read_tensors, write_tensors

ARRAYS = {
    "odd": np.arange(7, dtype="int8"),
    "matrix": np.arange(6, dtype="float32").reshape(2, 3),
    "scalar": np.float64(3),
    "none": np.zeros((0, 4), "int32"),
    "flags": np.array([True, False]),
}


def written(path, arrays=ARRAYS):
    """Return the bytes of a file of arrays."""
    write_tensors(path, arrays)
    return np.fromfile(path, np.uint8)


def changed(content, change):
    """Return a file whose header was changed."""
    length = int.from_bytes(content[:8].tobytes(), "little")
    header = json.loads(content[8 : 8 + length].tobytes())
    change(header)
    text = json.dumps(header).encode()
    data = content[8 + length :].tobytes()
    return np.frombuffer(len(text).to_bytes(8, "little") + text + data, np.uint8)


def test_arrays_come_back_as_they_were(tmp_path):
    found = read_tensors(written(tmp_path / "w"), "w")
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_half_precision_comes_back(tmp_path):
    array = np.asarray(ops.cast([1.5, -2.0], "bfloat16"))
    found = read_tensors(written(tmp_path / "w", {"x": array}), "w")["x"]
    assert (found.dtype.name, found.astype(float).tolist()) == ("bfloat16", [1.5, -2.0])


def test_each_array_begins_where_jax_needs_no_copy(tmp_path):
    content = written(tmp_path / "w")
    for array in read_tensors(content, "w").values():
        offset = array.ctypes.data - content.ctypes.data
        assert offset % ALIGNMENT == 0
        assert array.base is not None


def test_other_programs_find_no_hole_between_the_arrays(tmp_path):
    content = written(tmp_path / "w")
    length = int.from_bytes(content[:8].tobytes(), "little")
    header = json.loads(content[8 : 8 + length].tobytes())
    ends = sorted(entry["data_offsets"] for entry in header.values())
    assert [begin for begin, _ in ends] == [0, *(end for _, end in ends[:-1])]
    assert ends[-1][1] == len(content) - 8 - length


def test_the_reader_of_the_format_s_authors_reads_it(tmp_path):
    numpy = pytest.importorskip("safetensors.numpy")
    written(tmp_path / "w")
    found = numpy.load_file(tmp_path / "w")
    np.testing.assert_array_equal(found["matrix"], ARRAYS["matrix"])


def test_an_array_of_another_kind_is_refused(tmp_path):
    with pytest.raises(SavingError, match="Array 'c' of dtype complex64 cannot be written"):
        write_tensors(tmp_path / "w", {"c": np.zeros(1, "complex64")})


@pytest.mark.parametrize("size", [0, 5, 8, 60, 200])
def test_a_file_that_is_cut_off_is_refused(size, tmp_path):
    with pytest.raises(SavingError, match=r"w is cut off|does not lie where|w is not valid JSON"):
        read_tensors(written(tmp_path / "w")[:size], "w")


@pytest.mark.parametrize(
    "change",
    [
        {"data_offsets": [0, 4]},
        {"data_offsets": [-24, 0]},
        {"data_offsets": [1 << 40, (1 << 40) + 24]},
        {"shape": [-2, -3]},
        {"shape": [1 << 62, 1 << 62]},
    ],
)
def test_an_array_that_lies_elsewhere_is_refused(change, tmp_path):
    content = changed(written(tmp_path / "w"), lambda header: header["matrix"].update(change))
    with pytest.raises(SavingError, match="'matrix' in w does not lie where the file says"):
        read_tensors(content, "w")


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "OBJECT"},
        {"shape": "all"},
        {"data_offsets": [1]},
        {"dtype": []},
        {"shape": [2.5]},
        {"shape": ["2"]},
        {"data_offsets": [True, 24]},
    ],
)
def test_an_array_that_is_not_described_is_refused(change, tmp_path):
    content = changed(written(tmp_path / "w"), lambda header: header["matrix"].update(change))
    with pytest.raises(SavingError, match="'matrix' in w is not described as an array is"):
        read_tensors(content, "w")


def test_a_header_that_is_no_object_is_refused():
    content = np.frombuffer((2).to_bytes(8, "little") + b"[]", np.uint8)
    with pytest.raises(SavingError, match="w does not say which arrays it holds"):
        read_tensors(content, "w")


@pytest.mark.parametrize("shape", [[0, 1 << 80], [0] * 100])
def test_an_empty_array_of_no_possible_shape_is_refused(shape, tmp_path):
    told = {"shape": shape, "data_offsets": [0, 0]}
    content = changed(written(tmp_path / "w"), lambda header: header["matrix"].update(told))
    with pytest.raises(SavingError, match="'matrix' in w is not of a shape that an array has"):
        read_tensors(content, "w")
