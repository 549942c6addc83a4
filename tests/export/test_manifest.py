"""The manifest is not trusted."""

import json

import pytest

from deepkit.errors import SavingError
from deepkit.export._manifest import manifest_record, read_manifest


@pytest.fixture
def told(dense_folder):
    return json.loads((dense_folder / "deepkit.json").read_text())


def read(told):
    """Read what was told."""
    return read_manifest(json.dumps(told).encode())


def test_a_manifest_comes_back_as_it_was(told):
    assert json.loads(json.dumps(manifest_record(read(told)))) == told


def test_a_manifest_of_restored_weights_comes_back_as_it_was(told):
    weight = {"name": "hidden/kernel", "shape": [4, 64], "dtype": "float32"}
    told["programs"]["serving_default"]["restored"] = {"file": "p", "weights": [weight]}
    assert json.loads(json.dumps(manifest_record(read(told)))) == told


@pytest.mark.parametrize("value", [3, {}, {"file": 3, "weights": []}, {"file": "p", "weights": 1}])
def test_restored_weights_of_another_kind_are_refused(value, told):
    told["programs"]["serving_default"]["restored"] = value
    with pytest.raises(SavingError, match=r"deepkit.json is damaged"):
        read(told)


SIZES = {"file": "p", "inputs": [["batch", 4]], "outputs": [["batch + 0*batch", 3]]}


def test_a_manifest_of_open_sizes_comes_back_as_it_was(told):
    told["programs"]["serving_default"]["open"] = SIZES
    assert json.loads(json.dumps(manifest_record(read(told)))) == told


@pytest.mark.parametrize(
    "change",
    [
        {"file": None},
        {"inputs": [["batch", 5]]},
        {"inputs": [["batch"]]},
        {"inputs": []},
        {"outputs": [["batch", "wide"]]},
        {"outputs": [[None, 3]]},
        {"outputs": [["b" * 2000, 3]]},
        {"outputs": [["batch^100000000", 3]]},
    ],
)
def test_open_sizes_that_do_not_fit_or_fill_the_memory_are_refused(change, told):
    told["programs"]["serving_default"]["open"] = {**SIZES, **change}
    with pytest.raises(SavingError, match=r"deepkit.json is damaged|has an axis of the size"):
        read(told)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "other"}', b"\xff\xfe"])
def test_what_is_no_manifest_is_refused(content):
    with pytest.raises(SavingError, match=r"deepkit.json is not"):
        read_manifest(content)


def test_a_manifest_of_another_version_names_the_cure(told):
    with pytest.raises(SavingError, match=r"version 2 of the format, and this deepkit reads 1"):
        read({**told, "version": 2})


@pytest.mark.parametrize("key", ["name", "programs", "signatures", "files", "weights"])
def test_a_manifest_that_lacks_something_is_refused(key, told):
    del told[key]
    with pytest.raises(SavingError, match=f"deepkit.json is damaged: KeyError '{key}'"):
        read(told)


@pytest.mark.parametrize("key", ["programs", "signatures", "files"])
@pytest.mark.parametrize("value", [3, "all", ["main"], {"main": 3}, {"main": {}}, None])
def test_a_part_of_another_kind_is_refused(key, value, told):
    with pytest.raises(SavingError, match=r"deepkit.json is damaged|is of program"):
        read({**told, key: value})


@pytest.mark.parametrize("size", [-1, 1.5, "3", True, 1 << 40])
def test_a_size_that_is_none_is_refused(size, told):
    told["programs"]["serving_default"]["inputs"][0]["shape"] = [size]
    with pytest.raises(SavingError, match="is no size of an axis"):
        read(told)


def test_a_dtype_that_is_none_is_refused(told):
    told["programs"]["serving_default"]["inputs"][0]["dtype"] = "object"
    with pytest.raises(SavingError, match=r"deepkit.json is damaged"):
        read(told)


def test_a_signature_of_a_program_that_is_not_there_is_refused(told):
    told["signatures"]["serving_default"]["program"] = "other"
    with pytest.raises(SavingError, match="is of program 'other': there is none"):
        read(told)


def test_a_signature_without_outputs_is_refused(told):
    told["signatures"]["serving_default"] |= {"outputs": [], "given": []}
    with pytest.raises(SavingError, match="has outputs that its program does not give"):
        read(told)


def test_a_signature_with_an_output_that_is_not_there_is_refused(told):
    told["signatures"]["serving_default"]["given"][0]["of"] = "other"
    with pytest.raises(SavingError, match="has outputs that its program does not give"):
        read(told)


def test_two_tensors_of_one_name_are_refused(told):
    told["programs"]["serving_default"]["inputs"] *= 2
    with pytest.raises(SavingError, match="has two tensors of one name"):
        read(told)


def test_a_file_outside_the_folder_is_refused(told):
    told["files"]["../../secret"] = told["files"]["weights.safetensors"]
    with pytest.raises(SavingError, match="does not stay in the folder"):
        read(told)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (["name"], 3),
        (["weights"], ["weights.safetensors"]),
        (["labels"], {"a": 1}),
        (["preprocessing"], True),
        (["rows"], ["golden/rows.json"]),
        (["architecture"], "architecture.json"),
        (["architecture", "variables"], None),
        (["architecture", "variables", 0], 3),
        (["architecture", "file"], None),
        (["about"], "me"),
        (["about", "versions"], ["1"]),
        (["about", "layers"], [{}]),
        (["about", "layers", 0, "parameters"], "many"),
        (["files", "weights.safetensors", "bytes"], "9"),
        (["files", "weights.safetensors", "sha256"], None),
        (["programs", "serving_default", "weights"], "kernel"),
        (["programs", "serving_default", "platforms"], {"cpu": 1}),
        (["programs", "serving_default", "golden"], None),
        (["programs", "serving_default", "static"], {"0": "a"}),
        (["programs", "serving_default", "static"], {"-1": "a"}),
        (["programs", "serving_default", "static"], {"1": None}),
        (["programs", "serving_default", "inputs", 0, "dtype"], "string"),
        (["programs", "serving_default", "inputs", 0, "shape"], None),
        (["signatures", "serving_default", "result"], "tuple"),
        (["signatures", "serving_default", "given", 0, "labels"], ["a"]),
        (["signatures", "serving_default", "given"], {"of": "score"}),
    ],
)
def test_a_value_of_another_kind_is_refused(place, value, told):
    *way, last = place
    part = told
    for key in way:
        part = part[key]
    part[last] = value
    with pytest.raises(SavingError, match=r"deepkit.json is damaged"):
        read(told)


@pytest.mark.parametrize("key", ["programs", "signatures"])
def test_a_manifest_of_nothing_is_refused(key, told):
    with pytest.raises(SavingError, match=r"is of program|tells of nothing that could be run"):
        read({**told, key: {}})


def test_text_without_labels_is_refused(told):
    told["signatures"]["serving_default"]["outputs"][0]["dtype"] = "string"
    with pytest.raises(SavingError, match="gives text, and tells no `labels` for it"):
        read(told)


@pytest.mark.parametrize("value", [-1.0, 1.0, "0", True, None])
def test_a_tolerance_that_is_none_is_refused(value, told):
    told["programs"]["serving_default"]["tolerance"] = value
    with pytest.raises(SavingError, match="is no tolerance"):
        read(told)


def test_an_export_without_a_tolerance_has_none_of_its_own(told):
    assert told["programs"]["serving_default"].pop("tolerance") == 1e-4
    assert read(told).programs["serving_default"].tolerance == 0.0


@pytest.fixture
def filled(told):
    """Return a manifest with a program for known sizes."""
    program = told["programs"]["serving_default"]
    program["inputs"][0] = {"name": "x", "shape": [None, None], "dtype": "int32"}
    program["padding"] = {"x": {"axes": ["ids"], "fill": -1}}
    program["sized"] = [{"file": "a", "rows": 32, "sizes": {"ids": 8}}]
    return told


def test_known_sizes_come_back_as_they_were(filled):
    assert json.loads(json.dumps(manifest_record(read(filled)))) == filled


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (["padding"], ["x"]),
        (["padding", "y"], {"axes": ["ids"], "fill": -1}),
        (["padding", "x", "fill"], "nothing"),
        (["padding", "x", "fill"], 1e300),
        (["padding", "x", "axes"], ["ids", "steps"]),
        (["padding", "x", "axes"], "ids"),
        (["sized"], {"a": 1}),
        (["sized", 0, "rows"], 0),
        (["sized", 0, "rows"], 1 << 24),
        (["sized", 0, "sizes"], {}),
        (["sized", 0, "sizes", "ids"], "8"),
        (["sized", 0, "sizes", "steps"], 8),
        (["static"], {str(1 << 25): "a"}),
    ],
)
def test_known_sizes_that_are_none_are_refused(place, value, filled):
    *way, last = place
    part = filled["programs"]["serving_default"]
    for key in way:
        part = part[key]
    part[last] = value
    with pytest.raises(SavingError, match=r"deepkit.json is damaged"):
        read(filled)
