"""Imports stand at the top, name their source in full, and enter by the front door."""

import subprocess
import sys

import pytest

from tests.architecture import _imports as check

DENSE = "deepkit/layers/_dense.py"


@pytest.mark.parametrize(
    "violations",
    [
        check.relative_imports,
        check.late_imports,
        check.imports_by_name,
        check.early_optional_imports,
        check.jax_upstairs,
        check.back_doors,
    ],
)
def test_no_import_breaks_the_rule(violations, root):
    assert violations(root) == []


@pytest.mark.parametrize("text", ["from . import x", "from .x import y", "from ..ops import add"])
def test_a_relative_import_is_found(text, sow):
    assert check.relative_imports(sow({DENSE: text})) == [f"{DENSE}:1: relative import"]


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from deepkit import ops",
        "class A:\n    import json",
        "if True:\n    import json",
        "try:\n    import json\nexcept ImportError: ...",
    ],
)
def test_an_import_below_the_top_is_found(text, sow):
    found = check.late_imports(sow({DENSE: text}))
    assert len(found) == 1
    assert found[0].startswith(f"{DENSE}:2: ")


@pytest.mark.parametrize("name", ["sklearn.base", "pandas", "h5py", "torch", "optax"])
def test_what_may_be_absent_may_be_imported_late(name, sow):
    assert check.late_imports(sow({DENSE: f"def f():\n    import {name}"})) == []


def test_imports_for_types_alone_are_not_late(sow):
    text = "if TYPE_CHECKING:\n    from deepkit.layers import Layer"
    assert check.late_imports(sow({DENSE: text})) == []


@pytest.mark.parametrize("call", ["importlib.import_module('json')", "__import__('json')"])
def test_an_import_by_name_is_found_outside_the_front_of_deepkit(call, sow):
    assert len(check.imports_by_name(sow({DENSE: call}))) == 1


def test_the_front_of_deepkit_may_import_by_name(sow):
    root = sow({"deepkit/__init__.py": "importlib.import_module('deepkit.layers')"})
    assert check.imports_by_name(root) == []


def test_an_optional_package_imported_at_the_top_is_found(sow):
    found = check.early_optional_imports(sow({DENSE: "import pandas as pd"}))
    assert found == [f"{DENSE}:1: `pandas` is optional: import it where it is used"]


@pytest.mark.parametrize(
    "text", ["import jax", "from jax import numpy", "import jaxlib", "def f():\n    import jax.lax"]
)
def test_jax_above_the_backend_is_found(text, sow):
    assert len(check.jax_upstairs(sow({DENSE: text}))) == 1


@pytest.mark.parametrize("room", ["backend", "ops"])
def test_jax_in_the_backend_is_at_home(room, sow):
    assert check.jax_upstairs(sow({f"deepkit/{room}/_x.py": "import jax.numpy as jnp"})) == []


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("from deepkit.ops._nn import relu", "deepkit.ops"),
        ("import deepkit.ops._nn", "deepkit.ops"),
        ("from deepkit.ops import _nn", "deepkit.ops"),
        ("from deepkit.layers.merging._add import Add", "deepkit.layers.merging"),
        ("from deepkit.layers._layer import _hidden", "deepkit.layers"),
    ],
)
def test_a_private_file_of_another_package_is_found(text, door, sow):
    found = check.back_doors(sow({"deepkit/training/_step.py": text}))
    assert len(found) == 1
    assert found[0].endswith(f"belongs to {door}")


@pytest.mark.parametrize("place", [DENSE, "deepkit/layers/basic/_dense.py"])
def test_private_files_of_the_own_package_may_be_imported(place, sow):
    assert check.back_doors(sow({place: "from deepkit.layers._layer import Layer"})) == []


def test_a_sibling_folder_of_the_same_room_has_a_door_of_its_own(sow):
    text = "from deepkit.layers.merging._add import Add"
    assert len(check.back_doors(sow({"deepkit/layers/basic/_dense.py": text}))) == 1


def test_importing_deepkit_brings_in_nothing_slow_or_optional():
    code = "import deepkit, sys; print(sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    brought = set(done.stdout.replace("'", "").strip("[]\n").split(", "))
    assert "deepkit" in brought
    assert not brought & check.LATE
