"""An archive holds the three members of a model, and nothing that could do harm."""

import io
import struct
import zipfile

import pytest

from deepkit.errors import SavingError
from deepkit.saving._archive import Archive, write_archive

MEMBERS = {"metadata.json": b"{}", "config.json": b'{"a": 1}', "model.weights.h5": b"weights"}


def packed(members, **options):
    """Return an archive of members, given as a list to have some twice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target


def test_members_are_stored_as_they_are_in_keras_order():
    target = io.BytesIO()
    write_archive(target, MEMBERS)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == list(MEMBERS)
        assert {m.compress_type for m in archive.infolist()} == {zipfile.ZIP_STORED}
    assert Archive(target, "m.keras").read("config.json") == b'{"a": 1}'


def test_members_packed_by_another_program_are_read():
    source = packed(MEMBERS.items(), compression=zipfile.ZIP_DEFLATED)
    assert Archive(source, "m.keras").read("model.weights.h5") == b"weights"


def test_what_is_no_archive_is_refused():
    with pytest.raises(SavingError, match=r"m.keras is no `.keras` archive, or not a whole one"):
        Archive(io.BytesIO(b"no zip at all"), "m.keras")


def test_an_archive_that_is_cut_off_is_refused():
    target = io.BytesIO()
    write_archive(target, MEMBERS)
    with pytest.raises(SavingError, match="Was it written or copied to the end"):
        Archive(io.BytesIO(target.getvalue()[:-30]), "m.keras")


@pytest.mark.parametrize("missing", ["config.json", "model.weights.h5"])
def test_a_member_that_is_missing_is_named(missing):
    members = [(name, content) for name, content in MEMBERS.items() if name != missing]
    with pytest.raises(SavingError, match=f"m.keras has no member '{missing}'"):
        Archive(packed(members), "m.keras")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/tmp/x", "code.py", "__MACOSX/x"])
def test_a_member_of_another_name_is_refused(name):
    with pytest.raises(
        SavingError, match=r"is none of those that a model has. The file is refused"
    ):
        Archive(packed([*MEMBERS.items(), (name, b"x")]), "m.keras")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused():
    with pytest.raises(SavingError, match=r"the member 'config.json' is there twice"):
        Archive(packed([*MEMBERS.items(), ("config.json", b"{}")]), "m.keras")


def test_a_member_that_unpacks_to_far_more_than_the_file_is_refused():
    members = {**MEMBERS, "model.weights.h5": bytes(40_000_000)}
    source = packed(members.items(), compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(SavingError, match=r"'model.weights.h5' unpacks to 40,000,000 bytes"):
        Archive(source, "m.keras")


def test_a_config_of_unusual_length_is_refused():
    members = {**MEMBERS, "config.json": bytes(17 * 1024 * 1024)}
    with pytest.raises(SavingError, match=r"'config.json' has 17,825,792 bytes; 16,777,216 are"):
        Archive(packed(members.items()), "m.keras")


def test_an_unusual_way_of_packing_is_refused():
    source = packed(MEMBERS.items(), compression=zipfile.ZIP_BZIP2)
    with pytest.raises(SavingError, match="is encrypted or packed in an unusual way"):
        Archive(source, "m.keras")


def test_one_flipped_bit_is_noticed():
    target = io.BytesIO()
    write_archive(target, MEMBERS)
    content = bytearray(target.getvalue())
    content[content.index(b"weights\x50")] ^= 1
    with pytest.raises(SavingError, match=r"the member 'model.weights.h5' is damaged"):
        Archive(io.BytesIO(bytes(content)), "m.keras").read("model.weights.h5")


def test_a_size_that_lies_is_noticed():
    target = packed(MEMBERS.items(), compression=zipfile.ZIP_DEFLATED)
    content = target.getvalue()
    place = (
        content.rindex(b"model.weights.h5") - 22
    )  # the unpacked size in the last directory entry
    lying = content[:place] + struct.pack("<L", 3) + content[place + 4 :]
    with pytest.raises(SavingError, match=r"the member 'model.weights.h5' is damaged"):
        Archive(io.BytesIO(lying), "m.keras").read("model.weights.h5")
