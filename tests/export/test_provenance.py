"""Where an exported model comes from."""

import hashlib

import jax

import deepkit
from deepkit.export import _provenance as provenance
from deepkit.export._package import Digest


def test_all_files_have_digests(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "x").write_bytes(b"abc")
    expected = Digest(hashlib.sha256(b"abc").hexdigest(), 3)
    assert provenance.digests(tmp_path) == {"inner/x": expected}


def test_versions_are_told_but_no_names_of_people_or_machines():
    told = provenance.provenance()
    assert set(told) == {"created", "versions"}
    assert told["versions"]["deepkit"] == deepkit.__version__
    assert told["versions"]["jax"] == jax.__version__


def test_a_package_that_was_not_installed_has_no_version():
    assert provenance._version("no such package") is None
