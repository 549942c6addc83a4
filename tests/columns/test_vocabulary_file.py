"""Files of categories: plain lines, and compressed TFRecords."""

import gzip
import struct

import pytest

from deepkit.columns._vocabulary_file import lines_of


def records(*words):
    return b"".join(
        struct.pack("<Q", len(w)) + b"....\x00"[:4] + w + b"...." for w in map(str.encode, words)
    )


@pytest.mark.parametrize("text", ["a\nb", "a\nb\n", "a\r\nb\r\n"])
def test_lines_are_categories(text, tmp_path):
    (tmp_path / "x").write_bytes(text.encode())
    assert lines_of(tmp_path / "x", None) == ["a", "b"]


def test_an_empty_file_has_none(tmp_path):
    (tmp_path / "x").write_text("")
    assert lines_of(tmp_path / "x", None) == []


def test_compressed_records_are_categories(tmp_path):
    (tmp_path / "x").write_bytes(gzip.compress(records("a", "日本", "")))
    assert lines_of(tmp_path / "x", "tfrecord_gzip") == ["a", "日本", ""]


@pytest.mark.parametrize("cut", [1, 3, 10])
def test_records_that_are_cut_off_are_refused(cut, tmp_path):
    (tmp_path / "x").write_bytes(gzip.compress(records("a", "b")[:-cut]))
    with pytest.raises(ValueError, match="is cut off in record 1"):
        lines_of(tmp_path / "x", "tfrecord_gzip")


def test_other_formats_are_refused(tmp_path):
    with pytest.raises(ValueError, match="`file_format` must be one of None, 'tfrecord_gzip'"):
        lines_of(tmp_path / "x", "zip")
