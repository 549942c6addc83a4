"""Load an exported model: nothing of the file is run but its programs, and they are pure."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import put
from deepkit.durable import read_json
from deepkit.errors import SavingError
from deepkit.export._artifact import Artifact, Signature
from deepkit.export._layout import EXTRA, LARGEST, MANIFEST
from deepkit.export._manifest import Manifest, read_manifest
from deepkit.export._package import Package
from deepkit.export._parts import Run
from deepkit.export._running import Rebuild, runner
from deepkit.export._tables import Preprocessing
from deepkit.export._tensor_file import read_tensors
from deepkit.export._weights import Weights


def load(
    path: str | os.PathLike[str],
    *,
    verify: bool = True,
    rebuild: Rebuild | None = None,
    restore: bool = True,
) -> Artifact:
    """Return an exported model, ready to be called.

    Only JAX, NumPy and flatbuffers are needed, and no code of the model. Weights are mapped into
    memory: on a CPU nothing is copied. All files are compared with their SHA-256 before they are
    parsed; each program is run on the golden inputs that the model was exported with, which also
    warms it up. If the program of `jax.export` does not run here (JAX reads those of the last six
    months), the StableHLO beside it is run, or the model that `rebuild` makes of its architecture,
    with a warning.

    Do not write over the files of a model in use: the mapped weights are those files, so its
    answers would change. Put a new one beside them, in a folder with a higher number.

    Args:
        path: what was exported: a folder or a zip file; or a folder of numbered exports, for the
            newest.
        verify: whether to compute the golden outputs. If not, what cannot be read is noticed, and
            what computes something else is not. Those of a model that `rebuild` makes are computed
            in any case.
        rebuild: `deepkit.models.model_from_json`, or another function from a config in JSON to a
            model, for when no program runs; None to do without the layers that it imports.
        restore: whether weights in int8 and bfloat16 are restored once, and take the memory of
            exact ones from then on. If not they stay small, and each call restores them, which
            takes many times as long.

    Raises:
        SavingError: if there is nothing, or it is damaged, or nothing in it runs here.

    Example:
        >>> import tempfile, deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(2, name="score")])
        >>> folder = f"{tempfile.mkdtemp()}/model"
        >>> _ = model.export(folder)
        >>> served = deepkit.export.load(folder)
        >>> served.signatures["serving_default"]([[1.0, 2.0, 3.0, 4.0]])["score"].shape
        (1, 2)
    """
    package = Package(_newest(Path(path)))
    manifest = read_manifest(package.manifest())
    package.trust(manifest.files)
    weights = read_tensors(package.map(manifest.weights), manifest.weights)
    package.check()
    held = Weights({name: put(array) for name, array in weights.items()}, restore=restore)
    runs = {
        name: runner(package, manifest, name, held, verify=verify, rebuild=rebuild)
        for name in manifest.programs
    }
    return Artifact(package.path, manifest, _signatures(package, manifest, runs, verify=verify))


def open_manifest(path: str | os.PathLike[str]) -> Manifest:
    """Return what is known of an exported model, without loading it.

    Args:
        path: what was exported.

    Raises:
        SavingError: if there is nothing, or it is damaged.

    Example:
        >>> import tempfile, deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(2)])
        >>> folder = f"{tempfile.mkdtemp()}/model"
        >>> _ = model.export(folder)
        >>> list(deepkit.export.open_manifest(folder).signatures)
        ['serving_default']
    """
    return read_manifest(Package(_newest(Path(path))).manifest())


@dataclass(frozen=True)
class Parts:
    """What an exported model is made of.

    Args:
        path: where it lies.
        manifest: what is known of it.
        weights: arrays by name.
        texts: the JSON files in it, by name, but those that the user put beside.
    """

    path: Path
    manifest: Manifest
    weights: Mapping[str, np.ndarray]
    texts: Mapping[str, str]


def open_parts(path: str | os.PathLike[str]) -> Parts:
    """Return what an exported model is made of, compared with its digests, and run nothing.

    Args:
        path: what was exported.

    Raises:
        SavingError: if there is nothing, or it is damaged.

    Example:
        >>> import tempfile, deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(2)])
        >>> folder = f"{tempfile.mkdtemp()}/model"
        >>> _ = model.export(folder)
        >>> [array.shape for array in deepkit.export.open_parts(folder).weights.values()]
        [(4, 2), (2,)]
    """
    package = Package(_newest(Path(path)))
    manifest = read_manifest(package.manifest())
    package.trust(manifest.files)
    weights = read_tensors(package.map(manifest.weights), manifest.weights)
    package.check()
    own = [name for name in manifest.files if not name.startswith(f"{EXTRA}/")]
    found = {name: package.read(name, "json").decode() for name in own if name.endswith(".json")}
    return Parts(package.path, manifest, weights, found)


def _newest(path: Path) -> Path:
    if not path.is_dir() or (path / MANIFEST).exists():
        return path
    versions = [place for place in path.iterdir() if place.name.isdecimal() and place.is_dir()]
    if not versions:
        raise SavingError(f"{os.fspath(path)!r} is no exported model: it has no {MANIFEST}.")
    return max(versions, key=lambda place: int(place.name))


def _signatures(
    package: Package, manifest: Manifest, runs: Mapping[str, Run], *, verify: bool
) -> dict[str, Signature]:
    labels, encode = _labels(package, manifest), _preprocessing(package, manifest, verify=verify)
    for name, spec in manifest.signatures.items():
        if unknown := [g.labels for g in spec.given if g.labels not in (None, *labels)]:
            raise SavingError(f"Signature {name!r} has the labels {unknown[0]!r}: there are none.")
        dtypes = {one.name: one.dtype for one in manifest.programs[spec.program].outputs}
        if any(
            g.labels is not None and not dtypes[g.of].startswith(("int", "uint"))
            for g in spec.given
        ):
            raise SavingError(f"Signature {name!r} has labels for what is no whole number.")
    found: dict[str, Signature] = {}
    for name, spec in manifest.signatures.items():
        program = manifest.programs[spec.program]
        if encode is not None and {one.name for one in program.inputs} - set(encode.encoder.specs):
            raise SavingError(f"The preprocessing does not give what signature {name!r} takes.")
        signature = Signature(name, spec, program.inputs, runs[spec.program], labels, encode)
        found[name] = signature.bind(program.outputs)
    return found


def _preprocessing(package: Package, manifest: Manifest, *, verify: bool) -> Preprocessing | None:
    if manifest.preprocessing is None:
        return None
    encode = Preprocessing(_json(package, manifest.preprocessing))
    if verify and manifest.rows is not None:
        program = next(iter(manifest.programs.values()))
        arrays = read_tensors(package.map(program.golden), program.golden)
        golden = {name.removeprefix("inputs/"): array for name, array in arrays.items()}
        encode.check(_json(package, manifest.rows), golden)
    return encode


def _json(package: Package, name: str) -> Any:
    return read_json(package.read(name, "json"), name, largest=LARGEST["json"])


def _labels(package: Package, manifest: Manifest) -> dict[str, np.ndarray]:
    if manifest.labels is None:
        return {}
    told = _json(package, manifest.labels)
    try:
        return {str(name): _texts(names) for name, names in told.items()}
    except (TypeError, AttributeError) as error:
        raise SavingError(f"{manifest.labels} holds no names of classes.") from error


def _texts(names: Any) -> np.ndarray:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("names must be text")
    return np.array(names, str)
