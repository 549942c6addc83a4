"""What `import deepkit` brings, and what it leaves for later."""

import importlib.metadata
import subprocess
import sys
import tomllib

import pytest

import deepkit

OPTIONAL = {"h5py", "sklearn", "pandas", "matplotlib", "torch", "optax", "keras"}
SLOW = {"jax", "numpy", "tqdm", *OPTIONAL}


def run(code):
    """Return what a program prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_deepkit_alone_imports_nothing_slow():
    loaded = run("import deepkit, sys; print(*{m.partition('.')[0] for m in sys.modules})")
    assert not SLOW & set(loaded)


def test_a_model_needs_neither_tables_nor_files_nor_pictures():
    loaded = run(
        "import deepkit, sys; deepkit.Model; deepkit.layers.Dense\n"
        "print(*{m.partition('.')[0] for m in sys.modules})"
    )
    assert "jax" in loaded
    assert not OPTIONAL & set(loaded)


def test_sub_packages_are_loaded_when_first_used():
    code = "print(*[m for m in sys.modules if m.startswith('deepkit.')], sep='\\n')"
    assert run(f"import deepkit, sys; {code}") == []
    assert {f"deepkit.{name}" for name in deepkit._PACKAGES} <= set(
        run(f"import deepkit, sys; [getattr(deepkit, p) for p in deepkit._PACKAGES]; {code}")
    )


@pytest.mark.parametrize("name", sorted(deepkit._NAMES))
def test_each_name_is_that_of_its_room(name):
    room = getattr(deepkit, deepkit._NAMES[name])
    assert getattr(deepkit, name) is getattr(room, deepkit._OTHER_NAMES.get(name, name))


def test_the_names_listed_are_those_there_are():
    assert deepkit.__all__ == sorted(deepkit.__all__)
    assert dir(deepkit) == deepkit.__all__
    assert all(hasattr(deepkit, name) for name in deepkit.__all__)


def test_every_package_that_is_there_is_public_or_inside(request):
    inside = {"cli", "columns", "configurable", "durable", "training"}
    folder = request.config.rootpath / "deepkit"
    there = {path.parent.name for path in folder.glob("*/__init__.py")}
    there |= {path.stem for path in folder.glob("[!_]*.py")} - {"typing", "errors"}
    assert there - inside == set(deepkit._PACKAGES)


def test_a_star_import_brings_all_names():
    code = "from deepkit import *; import deepkit; print(set(deepkit.__all__) <= set(globals()))"
    assert run(code) == ["True"]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'deepkit' has no attribute 'Modelx'"):
        _ = deepkit.Modelx


def test_the_version_is_that_of_the_project(request):
    project = tomllib.loads((request.config.rootpath / "pyproject.toml").read_text())["project"]
    assert deepkit.__version__ == deepkit.version() == project["version"]


def test_the_installed_version_is_the_same():
    try:
        installed = importlib.metadata.version("deepkit")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("deepkit runs from its folder, without being installed")
    assert installed == deepkit.__version__


def test_variables_can_be_computed_with_though_operations_were_never_asked_for():
    assert run("import deepkit; print(float(deepkit.Variable(2.0) * 3))") == ["6.0"]
    assert run("import deepkit; print(float(deepkit.backend.Variable(2.0) * 3))") == ["6.0"]
