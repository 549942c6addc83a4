"""The ways to run what was exported, each tried on inputs whose outputs are known."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from deepkit.backend import fetch, jit, on_cpu
from deepkit.backend.programs import from_stablehlo
from deepkit.errors import SavingError
from deepkit.export._agreement import disagreement, exact
from deepkit.export._architecture import rebuilds
from deepkit.export._arguments import arguments
from deepkit.export._endpoint import flat_results
from deepkit.export._manifest import Manifest, Open, Program, Restored
from deepkit.export._open import read_open
from deepkit.export._package import Package
from deepkit.export._parts import Part, Run, in_parts
from deepkit.export._sizes import refuse_sizes
from deepkit.export._squeezed import unsqueezed
from deepkit.export._tensor_file import read_tensors
from deepkit.export._weights import Weights
from deepkit.export._weights import restored as restored_weight

_REBUILT = "its architecture"

Rebuild = Callable[[str], Any]
"""From an architecture as JSON to a model."""


def runner(
    package: Package,
    manifest: Manifest,
    name: str,
    weights: Weights,
    *,
    verify: bool = True,
    rebuild: Rebuild | None = None,
) -> Run:
    """Return the first way to run a program that gives the golden outputs.

    Args:
        package: the files.
        manifest: what they are.
        name: of the program.
        weights: those of the model.
        verify: whether the golden outputs are computed at all; for a model that is built anew they
            always are.
        rebuild: makes a model of its architecture; None to do without.

    Raises:
        SavingError: if there is none; the message says what was wrong with each.
    """
    program = manifest.programs[name]
    for key in program.weights:
        weights.stored(key)
    faults: list[str] = []
    for way, make in _ways(package, manifest, name, weights, rebuild, verify=verify):
        try:
            run = make()
            fault = _fault(package, program, run) if verify or way == _REBUILT else None
        except Exception as error:  # a hostile file has JAX raise whatever it likes
            fault = str(error).partition("\n")[0]
        else:
            if fault is None:
                _tell(manifest.name, way, faults)
                return run
        faults.append(f"{way}: {fault}")
    cure = ""
    if rebuild is None and rebuilds(manifest, name):
        cure = ". Build it anew: `rebuild=deepkit.models.model_from_json`."
    raise SavingError(f"Nothing in the exported model runs here. {'; '.join(faults)}{cure}")


def _ways(
    package: Package,
    manifest: Manifest,
    name: str,
    weights: Weights,
    rebuild: Rebuild | None,
    *,
    verify: bool,
) -> Iterator[tuple[str, Callable[[], Run]]]:
    program = manifest.programs[name]
    restored = program.restored
    if weights.restore and restored is not None:
        yield "the program of restored weights", lambda: _restored(package, restored, weights)
    yield "the program", lambda: _exported(package, program, weights)
    if program.static or program.sized:
        yield "its StableHLO", lambda: _static(package, program, weights, verify=verify)
    elif program.open is not None:
        told_open = program.open
        yield "its StableHLO", lambda: _open(package, program, told_open, weights)
    told = manifest.architecture
    if rebuild is not None and told is not None and rebuilds(manifest, name):
        arrays = weights.arrays
        yield _REBUILT, lambda: _rebuilt(package, program, told, arrays, rebuild)


def _restored(package: Package, program: Restored, weights: Weights) -> Run:
    return _read(package, program.file, list(map(weights.restored, program.weights)))


def _exported(package: Package, program: Program, weights: Weights) -> Run:
    return _read(package, program.file, [weights.stored(name) for name in program.weights])


def _read(package: Package, file: str, arrays: Sequence[Any]) -> Run:
    content = _content(package, file)
    refuse_sizes(content)
    return partial(from_stablehlo(content), *arrays)  # quicker than a function of ours


def _content(package: Package, file: str) -> bytes:
    return unsqueezed(file, package.read(file, "program"))


def _static(package: Package, program: Program, weights: Weights, *, verify: bool) -> Run:
    arrays = [weights.stored(name) for name in program.weights]
    known = [(file, int(rows), {}) for rows, file in program.static.items()]
    known += [(one.file, one.rows, one.sizes) for one in program.sized]
    parts = [Part(_content(package, file), rows, sizes) for file, rows, sizes in known]
    names = [spec.name for spec in program.inputs]
    for part in parts if verify else ():  # golden rows together would go through one of them
        fault = _fault(package, program, in_parts([part], arrays, names, program.padding))
        if fault is not None:
            raise SavingError(f"for {part.rows} rows {fault}")
    return in_parts(parts, arrays, names, program.padding)


def _open(package: Package, program: Program, told: Open, weights: Weights) -> Run:
    arrays = [weights.stored(name) for name in program.weights]
    return partial(read_open(_content(package, told.file), told, program, arrays), *arrays)


def _rebuilt(
    package: Package,
    program: Program,
    told: Mapping[str, Any],
    weights: Mapping[str, Any],
    rebuild: Rebuild,
) -> Run:
    text = package.read(str(told["file"]), "json").decode()
    model = rebuild(text)
    give_weights(model, told, weights)
    taken = [spec.name for spec in program.inputs]

    @jit
    def run(*inputs: Any) -> list[Any]:
        """Compute the outputs in the order of the program."""
        args, kwargs = arguments(model, dict(zip(taken, inputs, strict=True)), keyed=None)
        found, _ = flat_results(model(*args, training=False, **kwargs), None)
        names = [spec.name for spec in program.outputs]
        return [found[name] for name in names] if set(names) == set(found) else [*found.values()]

    return run


def give_weights(model: Any, told: Mapping[str, Any], weights: Mapping[str, Any]) -> None:
    """Give a model that was built anew the weights that it had.

    Args:
        model: of the architecture that was exported.
        told: what the manifest says of it.
        weights: arrays by name.

    Raises:
        SavingError: if one is missing.

    Example:
        >>> import tempfile, deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(2)])
        >>> folder = f"{tempfile.mkdtemp()}/model"
        >>> _ = model.export(folder)
        >>> parts, twin = deepkit.export.open_parts(folder), deepkit.models.clone_model(model)
        >>> deepkit.export.give_weights(twin, parts.manifest.architecture, parts.weights)
        >>> bool((twin.get_weights()[0] == model.get_weights()[0]).all())
        True
    """
    for variable, name in zip(model.variables, told["variables"], strict=True):
        if name is not None:
            variable.assign(restored_weight(weights, name))


def _fault(package: Package, program: Program, run: Run) -> str | None:
    golden = read_tensors(package.map(program.golden), program.golden)
    inputs = [golden[f"inputs/{spec.name}"] for spec in program.inputs]
    names = [spec.name for spec in program.outputs]
    expected = {name: golden[f"outputs/{name}"] for name in names}
    here, allowed = on_cpu(), program.tolerance
    found = list(map(np.asarray, fetch(run(*inputs))))
    return disagreement(
        names, found, expected, on_cpu=here, allowed=allowed, whole=here and exact(allowed)
    )


def _tell(name: str, way: str, faults: Sequence[str]) -> None:
    if faults:
        warnings.warn(
            f"Model {name!r} is run from {way}, for what comes first did not work here: "
            f"{'; '.join(faults)}. Export it anew with a present deepkit.",
            RuntimeWarning,
            stacklevel=4,
        )
