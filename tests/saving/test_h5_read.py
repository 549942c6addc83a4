"""Arrays come out of groups, but not from elsewhere and not larger than they are stored."""

import io

import h5py
import ml_dtypes
import numpy as np
import pytest

from deepkit.errors import SavingError
from deepkit.saving._h5_read import H5Reader
from deepkit.saving._h5_write import h5_bytes


def reader_of(fill):
    """Return a reader of a file that h5py writes."""
    target = io.BytesIO()
    with h5py.File(target, "w") as file:
        fill(file)
    return H5Reader(target, "m.h5")


@pytest.mark.parametrize("dtype", ["float32", "float16", "int8", "uint32", "bool", "complex64"])
def test_numbers_come_back_as_they_were(dtype):
    reader = reader_of(
        lambda file: file.create_group("a/vars").create_dataset("0", data=np.ones(3, dtype))
    )
    assert reader.arrays("a", "a")["0"].dtype == dtype
    assert reader.arrays("a", "a")["0"].tolist() == [1, 1, 1]


def test_bfloat16_comes_back_as_it_was():
    values = np.array([1.5, -2.0], ml_dtypes.bfloat16)
    content = h5_bytes(lambda writer: writer.shelf("", "m").update({"0": values}))
    read = H5Reader(io.BytesIO(content), "m.h5").arrays("", "m")["0"]
    assert read.dtype == ml_dtypes.bfloat16
    assert read.tolist() == [1.5, -2.0]


def test_a_group_that_is_not_there_has_no_arrays():
    arrays = reader_of(lambda file: file.create_group("a")).arrays("a/b", None)
    assert (len(arrays), list(arrays)) == (0, [])
    with pytest.raises(SavingError, match=r"m.h5: a/b/vars has no array '0'"):
        arrays["0"]


def test_a_group_beside_the_place_is_found_by_the_name_of_the_object():
    def fill(file):
        for place, name in (("dense", "first"), ("dense_1", "second")):
            group = file.create_group(f"layers/{place}/vars")
            group.attrs["name"] = name
            group["0"] = np.full(1, len(name))

    reader = reader_of(fill)
    assert reader.arrays("layers/my_dense", "second")["0"].tolist() == [6]
    assert len(reader.arrays("layers/my_dense", "third")) == 0


def test_what_is_no_hdf5_file_is_refused():
    with pytest.raises(SavingError, match=r"m.h5 is no HDF5 file, or not a whole one"):
        H5Reader(io.BytesIO(b"no such thing"), "m.h5")


def test_a_file_that_is_cut_off_is_refused():
    content = h5_bytes(lambda writer: writer.shelf("", "m").update({"0": np.ones(1000)}))
    with pytest.raises(SavingError, match="Was it written to the end"):
        H5Reader(io.BytesIO(content[:3000]), "m.h5")


def external_group(file):
    file.create_group("a")["vars"] = h5py.ExternalLink("/etc/other.h5", "/")


def soft_group(file):
    file.create_group("secret/vars")["0"] = np.ones(1)
    file["a"] = h5py.SoftLink("/secret")


def soft_array(file):
    file["secret"] = np.ones(1)
    file.create_group("a/vars")["0"] = h5py.SoftLink("/secret")


@pytest.mark.parametrize("fill", [external_group, soft_group, soft_array])
def test_links_are_refused_at_every_level(fill):
    with pytest.raises(SavingError, match="is a link to another place or file"):
        reader_of(fill).arrays("a", "a")["0"]


def test_an_array_in_another_file_is_refused(tmp_path):
    def fill(file):
        outside = [(str(tmp_path / "raw"), 0, 8)]
        file.create_group("a/vars").create_dataset("0", (2,), "float32", external=outside)

    with pytest.raises(SavingError, match=r"m.h5: a/vars/0 lies in another file"):
        reader_of(fill).arrays("a", "a")["0"]


def test_a_virtual_array_is_refused():
    def fill(file):
        layout = h5py.VirtualLayout((2,), "float32")
        layout[:] = h5py.VirtualSource("other.h5", "x", (2,))
        file.create_group("a/vars").create_virtual_dataset("0", layout)

    with pytest.raises(SavingError, match=r"m.h5: a/vars/0 lies in another file"):
        reader_of(fill).arrays("a", "a")["0"]


@pytest.mark.parametrize("chunks", [None, (1024, 1024)])
def test_an_array_that_declares_more_than_is_stored_is_refused(chunks):
    def fill(file):
        file.create_group("a/vars").create_dataset("0", (2**20, 2**14), "float32", chunks=chunks)

    with pytest.raises(SavingError, match="declares 68,719,476,736 bytes, of which 0 are stored"):
        reader_of(fill).arrays("a", "a")["0"]


def test_an_array_packed_beyond_measure_is_refused():
    def fill(file):
        file.create_group("a/vars").create_dataset("0", data=np.zeros(10**6), compression="gzip")

    with pytest.raises(SavingError, match="refused as a file made to exhaust the memory"):
        reader_of(fill).arrays("a", "a")["0"]


def test_an_array_packed_by_another_program_is_read(random):
    values = random.integers(0, 9, 1000)
    reader = reader_of(
        lambda file: file.create_group("a/vars").create_dataset(
            "0", data=values, compression="gzip"
        )
    )
    assert reader.arrays("a", "a")["0"].tolist() == values.tolist()


def test_a_filter_that_would_load_a_library_is_refused():
    def fill(file):
        file.create_group("a/vars").create_dataset("0", data=np.ones(9), compression="lzf")

    with pytest.raises(SavingError, match=r"is stored through filters .*, refused"):
        reader_of(fill).arrays("a", "a")["0"]


@pytest.mark.parametrize("data", ["text", np.array([b"ab", b"cd"]), h5py.Empty("f4")])
def test_what_holds_no_numbers_is_refused(data):
    with pytest.raises(SavingError, match=r"m.h5: a/vars/0 (has dtype|must be an array)"):
        reader_of(lambda file: file.create_group("a/vars").create_dataset("0", data=data)).arrays(
            "a", "a"
        )["0"]


def test_a_group_in_the_place_of_an_array_and_the_reverse_are_refused():
    reader = reader_of(lambda file: file.create_group("a/vars/0"))
    with pytest.raises(SavingError, match=r"m.h5: a/vars/0 must be an array"):
        reader.arrays("a", "a")["0"]
    with pytest.raises(SavingError, match=r"m.h5: a/vars must be a group"):
        reader_of(lambda file: file.create_dataset("a/vars", data=1)).arrays("a", "a")
