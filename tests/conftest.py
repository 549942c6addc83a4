"""What tests ask for by name."""

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def random() -> np.random.Generator:
    """Return a generator of numbers that are the same in each run."""
    return np.random.default_rng(0)


@pytest.fixture(scope="session")
def shared_data(request: pytest.FixtureRequest) -> Path:
    """Return the folder of real data sets that lies beside the checkout, or skip."""
    folder = request.config.rootpath.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the data sets beside the checkout, and there is no {folder}")
    return folder
