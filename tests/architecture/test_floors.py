"""Imports go down the floors that pyproject.toml draws, and siblings do not know each other."""

import shutil
import subprocess
import sys
import tomllib

import pytest

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"


def lint_imports(folder):
    """Return the exit status and the output of import-linter, run in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def house(root, sow):
    """Return an empty deepkit with every floor of the real one, under the same contracts."""
    shutil.copy(root / "pyproject.toml", sow({"deepkit/__init__.py": ""}))
    config = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = config["contracts"][0]["layers"]
    names = [name.strip(" ()") for floor in floors for name in floor.split("|")]
    return sow({f"deepkit/{name}/__init__.py": "" for name in names})


def test_deepkit_keeps_its_contracts(root):
    status, output = lint_imports(root)
    assert status == 0, output


def test_an_empty_house_keeps_them(house):
    status, output = lint_imports(house)
    assert status == 0, output


@pytest.mark.parametrize(
    ("room", "text"),
    [
        ("ops", "import deepkit.layers"),
        ("typing", "from deepkit import errors"),
        ("backend", "from deepkit.ops import add"),
        ("layers", "import deepkit.training"),
        ("training", "from deepkit import layers"),
        ("saving", "from deepkit.layers import Dense"),
        ("losses", "import deepkit.metrics"),
        ("models", "import deepkit.utils"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_found(room, text, house, sow):
    status, output = lint_imports(sow({f"deepkit/{room}/__init__.py": text}))
    assert status == 1
    assert "siblings do not know each other BROKEN" in output


def test_a_package_on_no_floor_is_found(house, sow):
    status, output = lint_imports(sow({"deepkit/attic/__init__.py": ""}))
    assert status == 1
    assert "attic" in output


@pytest.mark.parametrize("text", ["import jax", "from jax import numpy", "import jaxlib"])
@pytest.mark.parametrize("place", ["layers/__init__.py", "data/_x.py", "errors/__init__.py"])
def test_jax_above_the_backend_is_found(place, text, house, sow):
    status, output = lint_imports(sow({f"deepkit/{place}": text}))
    assert status == 1
    assert "JAX is the business of backend and ops alone BROKEN" in output


@pytest.mark.parametrize("room", ["backend", "ops"])
def test_jax_in_the_backend_keeps_the_contract(room, house, sow):
    status, output = lint_imports(sow({f"deepkit/{room}/_x.py": "import jax.numpy as jnp"}))
    assert status == 0, output
