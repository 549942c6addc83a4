"""Exported models, written once for all tests that only read them."""

import pytest

from tests.export._models import branching, dense


@pytest.fixture(scope="session")
def dense_folder(tmp_path_factory):
    """Return the folder of an exported model; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("exported") / "dense"
    dense().export(folder)
    return folder


@pytest.fixture(scope="session")
def branching_folder(tmp_path_factory):
    """Return the folder of an exported model of two inputs and outputs."""
    folder = tmp_path_factory.mktemp("exported") / "branching"
    branching().export(folder)
    return folder
