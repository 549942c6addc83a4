"""Arrays go into groups, as Keras's files have them."""

import io

import h5py
import ml_dtypes
import numpy as np
import pytest

from deepkit.errors import SavingError
from deepkit.saving._h5_write import H5Writer, h5_bytes


def test_each_object_has_a_group_with_its_name():
    def fill(writer):
        writer.shelf("", "model")["0"] = np.arange(3.0, dtype="float32")
        writer.shelf("layers/dense", "first")["0"] = np.int32(7)
        writer.shelf("layers/dropout", None)

    with h5py.File(io.BytesIO(h5_bytes(fill))) as file:
        assert file["vars/0"][()].tolist() == [0.0, 1.0, 2.0]
        assert file["layers/dense/vars/0"].dtype == "int32"
        assert file["layers/dense/vars"].attrs["name"] == "first"
        assert len(file["layers/dropout/vars"]) == 0


def test_bfloat16_is_two_plain_bytes_with_a_word_beside_them():
    values = np.array([1.0, -2.0], ml_dtypes.bfloat16)
    content = h5_bytes(lambda writer: writer.shelf("", "m").update({"0": values}))
    with h5py.File(io.BytesIO(content)) as file:
        assert file["vars/0"].dtype == "V2"
        assert file["vars/0"].attrs["dtype"] == "bfloat16"
        assert file["vars/0"][()].tobytes() == values.tobytes()


def test_a_shelf_is_a_mapping():
    shelf = H5Writer(io.BytesIO()).shelf("", "m")
    shelf["0"] = np.ones(2)
    shelf["1"] = np.zeros(2)
    del shelf["0"]
    assert (list(shelf), len(shelf), shelf["1"].tolist()) == (["1"], 1, [0.0, 0.0])


@pytest.mark.parametrize("key", ["", "..", "a/b", "/a"])
def test_a_name_that_would_lead_elsewhere_is_refused(key):
    with pytest.raises(SavingError, match="stored under plain names"):
        H5Writer(io.BytesIO()).shelf("", "m")[key] = np.ones(2)


@pytest.mark.parametrize("value", [np.array(["text"]), np.array([None])])
def test_what_holds_no_numbers_is_refused(value):
    with pytest.raises(SavingError, match=r"Array '0' of dtype .* cannot be stored"):
        H5Writer(io.BytesIO()).shelf("", "m")["0"] = value
