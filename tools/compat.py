"""Cross exported models between the oldest and the newest JAX that deepkit supports.

    python tools/compat.py                     build environments, export in each, load all in all
    python tools/compat.py write FOLDER        export models and their answers, with this Python
    python tools/compat.py read FOLDER...      load them, and compare: JAX, NumPy and flatbuffers do

Before a release, `write tests/export/stored/VERSION` keeps what it exports, for later ones to load.

An environment holds JAX, NumPy and flatbuffers alone; what exporting needs besides lies in a folder
of its own that only writers see. Environments are kept in `build/compat` for the next time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "compat"

# The oldest JAX of `pyproject.toml`, and whatever pip finds for the newest Python there is.
ENVIRONMENTS = {
    "oldest": (("python3.11",), "jax==0.10.1"),
    "newest": (("python3.14", "python3.13", "python3.12"), "jax"),
}
READING = ("numpy", "flatbuffers")
WRITING = ("h5py", "tqdm")

# What one JAX compiled and kept, another complains of.
QUIET = {
    "JAX_PLATFORMS": "cpu",
    "JAX_ENABLE_COMPILATION_CACHE": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}

ROWS = (1, 3, 17, 1000)
CLOSE = 1e-6


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for and return the exit status.

    Args:
        arguments: of the command line.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", nargs="?", choices=["cross", "write", "read"], default="cross")
    parser.add_argument("folders", nargs="*", type=Path)
    told = parser.parse_args(arguments)
    if told.command == "write":
        write(told.folders[0])
        return 0
    if told.command == "read":
        return 1 if any(read(folder) for folder in told.folders) else 0
    return cross()


# --- in an environment ----------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Export a model of each kind, and what each answers.

    Args:
        folder: where to.
    """
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    for name, (export, inputs, predict) in models().items():
        export(folder / name)
        found = predict(inputs, folder / name)
        answers = [np.asarray(a, object if a.dtype.kind == "U" else None) for a in found]
        plain = [answer.tolist() for answer in answers]
        told = {"inputs": inputs, "answers": plain}
        (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")


def models() -> dict[str, Any]:
    """Return how to export models, rows for them, and how to predict."""
    import numpy as np

    import deepkit
    from deepkit import layers

    deepkit.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    found: dict[str, Any] = {}

    def add(
        name: str, model: Any, *shapes: tuple[int, ...], ids: bool = False, **options: Any
    ) -> None:
        draw = partial(random.integers, 0, 20) if ids else random.normal
        dtype = "int32" if ids else "float32"
        inputs = [draw(size=(17, *shape)).round(2).tolist() for shape in shapes]
        train(model, [np.array(one, dtype) for one in inputs])

        def predict(inputs: Any, place: Path) -> list[Any]:
            arrays = [np.array(one, dtype) for one in inputs]
            if options:  # the model rounds nothing
                return list(deepkit.export.load(place).signature()(*arrays).values())
            answers = model.predict(arrays[0] if len(arrays) == 1 else arrays, verbose=0)
            return answers if isinstance(answers, list) else [answers]

        found[name] = (partial(model.export, **options), inputs, predict)

    dense = deepkit.Sequential([deepkit.Input((8,)), layers.Dense(64), layers.Dense(3)])
    add("dense", dense, (8,))
    add("dense.zip", dense, (8,))
    add("int8", dense, (8,), quantize="int8")
    conv = [layers.Conv2D(4, 3), layers.BatchNormalization(), layers.MaxPooling2D()]
    add("convolution", deepkit.Sequential([deepkit.Input((12, 12, 1)), *conv]), (12, 12, 1))
    add("lstm", deepkit.Sequential([deepkit.Input((None, 4)), layers.LSTM(8)]), (9, 4))
    add("attention", attending(), (10,), ids=True)
    a, b = deepkit.Input((4,), name="a"), deepkit.Input((3,), name="b")
    both = layers.Concatenate()([a, b])
    outputs = [layers.Dense(2)(both), layers.Dense(1)(both)]
    add("several", deepkit.Model([a, b], outputs), (4,), (3,))
    found["people"] = people()
    return found


def attending() -> Any:
    """Return a model of ids that attends to all of them."""
    import deepkit
    from deepkit import layers

    ids = deepkit.Input((10,), dtype="int32")
    x = layers.Embedding(20, 8)(ids)
    x = layers.LayerNormalization()(layers.MultiHeadAttention(2, 4)(x, x))
    return deepkit.Model(ids, layers.GlobalAveragePooling1D()(x))


def train(model: Any, inputs: list[Any]) -> None:
    """Change the weights of a model by some steps: initial ones would hide what gets lost.

    Args:
        model: the model.
        inputs: rows for it.
    """
    import numpy as np

    random, rows = np.random.default_rng(1), len(inputs[0])
    told = model.output_shape
    shapes = told if isinstance(told, list) else [told]
    targets = [random.normal(size=(rows, *shape[1:])).astype("float32") for shape in shapes]
    x, y = (each[0] if len(each) == 1 else each for each in (inputs, targets))
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, batch_size=rows, epochs=3, verbose=0)


def people() -> Any:
    """Return how to export an estimator of rows with text, gaps and words never seen."""
    from deepkit import estimators

    data = {"age": [20.0, 31.0, None, 40.0] * 9, "town": ["Köln", "Wien", None, "東京"] * 9}
    made = estimators.DNNLinearCombinedClassifier(dnn_hidden_units=(8,), steps=20, random_state=0)
    made.fit(data, ["no", "yes", "yes", "no"] * 9)
    rows = [{"age": a, "town": t} for a, t in zip(data["age"], data["town"], strict=True)][:16]
    rows.append({"age": 1e4, "town": "Atlantis"})

    def export(folder: Path) -> None:
        base = folder.with_name(f".{folder.name}")
        shutil.move(made.export_saved_model(base), folder)
        shutil.rmtree(base)

    return export, rows, lambda rows, _: [made.predict_proba(rows), made.predict(rows)]


def read(folder: Path) -> int:
    """Load what was exported, compare it with the answers that were written, and say so.

    Args:
        folder: what `write` filled.

    Returns:
        How many models do not answer as they did.
    """
    import jax

    from deepkit import export

    faults = 0
    for name in sorted(path.stem for path in folder.glob("*.json")):
        told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        try:
            model = export.load(folder / name)
            far = max(apart(model, told, rows) for rows in ROWS)
            fault = "" if far <= CLOSE else f"off by {far:.2g}"
        except Exception as error:  # whatever it is, the others are still to be tried
            fault = f"{type(error).__name__}: {error}"
        faults += bool(fault)
        print(f"  {name:<12} {fault or 'ok'}  (read by jax {jax.__version__})", flush=True)
    return faults


def apart(model: Any, told: dict[str, Any], rows: int) -> float:
    """Return how far answers for so many rows are from those that were written.

    Args:
        model: what was loaded.
        told: the rows, and the answers.
        rows: how many.
    """
    import numpy as np

    inputs, answers = told["inputs"], told["answers"]
    places = np.arange(rows) % 17
    if isinstance(inputs[0], dict):
        found = model.signatures["predict"]([inputs[i] for i in places])
        classes = found["classes"][:, 0].tolist()
        if classes != [answers[1][i] for i in places]:
            return float("inf")
        return float(np.abs(found["probabilities"] - np.array(answers[0])[places]).max())
    signature = model.signature()
    arrays = [np.array(one)[places] for one in inputs]
    found = list(signature(*arrays).values())
    pairs = zip(found, answers, strict=True)
    return max(float(np.abs(one - np.array(other)[places]).max()) for one, other in pairs)


# --- outside --------------------------------------------------------------------------------------


def cross() -> int:
    """Build the environments, export in each, and load everything in each."""
    made = {name: environment(name, *told) for name, told in ENVIRONMENTS.items()}
    places = {name: BUILD / f"written-by-{name}" for name in made}
    for name, (python, extras) in made.items():
        shutil.rmtree(places[name], ignore_errors=True)
        run(python, [str(ROOT), str(extras)], "write", places[name])
    stored = sorted((ROOT / "tests" / "export" / "stored").glob("*"))
    failed = 0
    for name, (python, _) in made.items():
        for folder in (*places.values(), *stored):
            print(f"{folder.name}, read by {name}", flush=True)
            failed += run(python, [str(ROOT)], "read", folder, check=False)
    print("All of them load, and answer as they did." if not failed else f"{failed} do not.")
    return 1 if failed else 0


def environment(name: str, pythons: tuple[str, ...], jax: str) -> tuple[Path, Path]:
    """Return the interpreter of an environment, and the folder of what only writers see.

    Args:
        name: of the environment.
        pythons: interpreters, the first of which that is there is taken.
        jax: what pip is asked for.
    """
    home, extras = BUILD / name, BUILD / f"{name}-writing"
    python = home / "bin" / "python"
    if not (extras / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        base = next((found for found in map(_works, pythons) if found), None)
        if base is None:
            raise SystemExit(f"None of {', '.join(pythons)} is here, for the {name} JAX.")
        subprocess.run([base, "-m", "venv", home], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, jax, *READING], check=True)
        subprocess.run([*pip, "--no-deps", "--target", extras, *WRITING], check=True)
        (extras / "complete").touch()
    return python, extras


def _works(name: str) -> str | None:
    """Return the path of an interpreter that runs; pyenv has ones that are not on the path."""
    known = [shutil.which(name), *Path.home().glob(f".pyenv/versions/*/bin/{name}")]
    for path in filter(None, known):
        if not subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode:
            return str(path)
    return None


def run(python: Path, paths: list[str], *arguments: object, check: bool = True) -> int:
    """Run this file in an environment and return its exit status.

    Args:
        python: the interpreter.
        paths: where it finds packages besides its own.
        *arguments: of this file.
        check: whether to give up if it fails.
    """
    told = {**os.environ, **QUIET, "PYTHONPATH": os.pathsep.join(paths)}
    command = [python, Path(__file__), *map(str, arguments)]
    return subprocess.run(command, env=told, check=check).returncode


if __name__ == "__main__":
    sys.exit(main())
