"""Write an exported model: trace, compare, store, and name it when it is whole."""

import os
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import Variable, fetch, list_devices
from deepkit.backend.programs import from_stablehlo
from deepkit.durable import aside, remove, whole_file, write_folder, write_json
from deepkit.errors import SavingError, one_of
from deepkit.export import _layout as layout
from deepkit.export._architecture import write_architecture
from deepkit.export._endpoint import Endpoint
from deepkit.export._extra import copy_extra
from deepkit.export._fixed import write_fixed
from deepkit.export._forms import FORMS, Stored
from deepkit.export._golden import (
    accuracy_lost,
    check_batches,
    examples_for,
    golden_rows,
    rounding_of,
)
from deepkit.export._load import load
from deepkit.export._manifest import (
    Given,
    Manifest,
    Program,
    Restored,
    SignatureSpec,
    TensorSpec,
    manifest_record,
)
from deepkit.export._names import file_names, named_weights
from deepkit.export._provenance import digests, provenance
from deepkit.export._report import ExportReport
from deepkit.export._squeezed import squeezed
from deepkit.export._tensor_file import write_tensors
from deepkit.export._traced import Traced, trace
from deepkit.export._zip import names_in, write_zip

PLATFORMS = ("cpu", "cuda", "tpu")

_LARGE = 50 * 1024  # bytes of a program


@dataclass
class Contents:
    """What goes into an exported model beside its programs.

    Args:
        name: of the model.
        about: what it is made of, for people.
        architecture: its config as JSON, and its variables in order; None if there is none.
        examples: by endpoint, arrays to compare on, as the signature takes them.
        targets: by endpoint, what outputs should be for the examples, as of `accuracy_lost`.
        golden: by endpoint, arrays to compare with ever after; those of `examples` if missing.
        measures: by endpoint, what else is known of smaller weights, as `accuracy_lost` tells it.
        quantize: the form of the weights: `"int8"` or `"bfloat16"`; None for exact ones.
        platforms: where the programs are to run.
        extra: files to put beside, by their path in `assets.extra`.
        write_more: is given the folder, to write more files there, and the programs by name;
            returns fields of the manifest.
    """

    name: str
    about: Mapping[str, Any] = field(default_factory=dict)
    architecture: tuple[str, Sequence[Variable]] | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    targets: Mapping[str, Any] = field(default_factory=dict)
    golden: Mapping[str, Any] = field(default_factory=dict)
    measures: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    quantize: str | None = None
    platforms: Sequence[str] = PLATFORMS
    extra: Mapping[str, Any] = field(default_factory=dict)
    write_more: Callable[[Path, Mapping[str, Program]], Mapping[str, Any]] | None = None


def write(
    path: str | os.PathLike[str],
    endpoints: Mapping[str, Endpoint],
    variables: Sequence[Variable],
    contents: Contents,
    *,
    overwrite: bool = False,
) -> ExportReport:
    """Export functions with Variables, each as a program and a signature.

    Each program is run before anything has its name, and compared with what Python computes for
    batches of different sizes.

    Args:
        path: where to; one zip file if it ends in `.zip`, else a folder.
        endpoints: what to export, by name.
        variables: those that the functions may read.
        contents: what goes beside them.
        overwrite: whether what is there already gives way.

    Raises:
        SavingError: if a function cannot be exported, or something is there already.
        ValueError: if an option is none of these.

    Example:
        >>> import tempfile
        >>> from deepkit import Variable, export
        >>> factor = Variable(3.0, name="factor")
        >>> x = export.TensorSpec("x", (None,), "float32")
        >>> times = export.Endpoint(lambda x: x * factor, [x])
        >>> folder = f"{tempfile.mkdtemp()}/times"
        >>> _ = export.write(folder, {"times": times}, [factor], export.Contents("times"))
        >>> export.load(folder).signatures["times"]([1.0, 2.0])["outputs"].tolist()
        [3.0, 6.0]
    """
    target = Path(path)
    _may_take(target, overwrite=overwrite)
    job = _job(endpoints, variables, contents)
    _put(target, job.fill)
    return job.report(target)


def fill(
    folder: Path,
    endpoints: Mapping[str, Endpoint],
    variables: Sequence[Variable],
    contents: Contents,
) -> ExportReport:
    """Write the files of an exported model into a folder that somebody else names when it is whole.

    Args:
        folder: an empty one.
        endpoints: as of `write`.
        variables: as of `write`.
        contents: as of `write`.

    Raises:
        SavingError: if a function cannot be exported.
        ValueError: if an option is none of these.
    """
    job = _job(endpoints, variables, contents)
    job.fill(folder)
    return job.report(folder)


def _job(
    endpoints: Mapping[str, Endpoint], variables: Sequence[Variable], contents: Contents
) -> "_Job":
    if contents.quantize is not None:
        one_of(FORMS, quantize=contents.quantize)
    for platform in contents.platforms:
        one_of((*PLATFORMS, "rocm"), platforms=platform)
    if contents.quantize is None and contents.targets:
        raise ValueError(
            "`targets` tell what smaller weights cost: give `quantize`, or leave `targets` out."
        )
    if alone := [name for name in contents.targets if name not in contents.examples]:
        raise ValueError(
            f"`targets` of {alone[0]!r} need `examples`: the inputs that they belong to."
        )
    named = named_weights(variables)
    traced = {name: trace(name, endpoint, named) for name, endpoint in endpoints.items()}
    return _Job(traced, named, contents)


def _may_take(target: Path, *, overwrite: bool) -> None:
    """Refuse to write where something is that is no exported model of before."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not overwrite:
        raise SavingError(f"{os.fspath(target)!r} is there already. Pass `overwrite=True`.")
    if not _was_exported(target):
        raise SavingError(
            f"{os.fspath(target)!r} is there already, and is no exported model. Name another "
            "place, or remove it."
        )


def _was_exported(target: Path) -> bool:
    if target.is_dir():
        return (target / layout.MANIFEST).is_file()
    return target.suffix.lower() == ".zip" and layout.MANIFEST in names_in(target)


def _put(target: Path, fill: Callable[[Path], None]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fill(Path(folder))
            with whole_file(target) as file:
                write_zip(Path(folder), file)
        return
    write_folder(target, fill, replace=True)
    for name, place in aside(target.parent):
        if name == target.name:
            remove(place)


class _Job:
    """One export: fills a folder."""

    def __init__(
        self, traced: Mapping[str, Traced], named: Mapping[str, Variable], contents: Contents
    ) -> None:
        self.traced, self.named, self.contents = traced, named, contents
        self.weights: dict[str, Stored] = {}
        self.programs: dict[str, Program] = {}
        self.sizes: dict[str, int] = {}
        self.accuracy: dict[str, Any] = {}
        self.files = file_names(traced)

    def fill(self, folder: Path) -> None:
        """Write all files, the manifest last.

        Args:
            folder: an empty one.
        """
        for name in ("programs", "golden"):
            (folder / name).mkdir()
        for name, one in self.traced.items():
            self.programs[name] = self._program(folder, name, one)
        arrays = {key: a for one in self.weights.values() for key, a in one.arrays.items()}
        write_tensors(folder / layout.WEIGHTS, arrays)
        manifest = self._manifest(folder)
        record = write_json(manifest_record(manifest), layout.MANIFEST, indent=1)
        (folder / layout.MANIFEST).write_text(record, encoding="utf-8")
        self._read_again(folder)

    def _read_again(self, folder: Path) -> None:
        """Load what was written, as whoever gets it will."""
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("error", "Model .* is run from", RuntimeWarning)
                load(folder, verify=_here() in self.contents.platforms)
        except (SavingError, RuntimeWarning) as error:
            raise SavingError(f"What was exported cannot be loaded: {error}") from error

    @property
    def form(self) -> str | None:
        """The form of the weights that are not as they were; None if all are."""
        stored = any(one.form is not None for one in self.weights.values())
        return self.contents.quantize if stored else None

    def report(self, path: Path) -> ExportReport:
        """Return what was exported.

        Args:
            path: where to.
        """
        arrays = [a for one in self.weights.values() for a in one.arrays.values()]
        return ExportReport(
            path,
            sum(array.nbytes for array in arrays),
            self.sizes,
            self.form,
            self.accuracy,
        )

    def _program(self, folder: Path, name: str, traced: Traced) -> Program:
        contents = self.contents
        exact, file = traced.weights(None), f"programs/{self.files[name]}"
        content, call = self._compiled(traced, exact)
        inputs = examples_for(traced.endpoint, contents.examples.get(name))
        allowed = rounding_of(traced)
        check_batches(traced, call, inputs, allowed)
        weights, restored = exact, None
        if contents.quantize is not None:
            weights = traced.weights(contents.quantize)
            restored = self._restored(folder, file, content, weights, exact)
            content, call = self._compiled(traced, weights)
            names, true = [spec.name for spec in traced.outputs], traced.compute(inputs)
            lost = accuracy_lost(names, fetch(call(*inputs)), true, contents.targets.get(name))
            self.accuracy[name] = {**lost, **contents.measures.get(name, {})}
        called, content = squeezed(f"{file}.jaxexport", content)
        (folder / called).write_bytes(content)
        self.sizes[name] = len(content)
        _tell_size(len(content))
        self.weights.update(weights)
        if name in contents.golden:
            inputs = examples_for(traced.endpoint, contents.golden[name])
        rows = golden_rows(inputs, traced.endpoint.inputs)
        golden = f"golden/{self.files[name]}.safetensors"
        outputs = [np.asarray(array) for array in fetch(call(*rows))]
        self._write_golden(folder / golden, traced, rows, outputs)
        fixed = write_fixed(folder, file, traced, weights, rows, outputs, allowed)
        return Program(
            called,
            tuple(key for one in weights.values() for key in one.arrays),
            tuple(traced.endpoint.inputs),
            traced.outputs,
            tuple(contents.platforms),
            golden,
            fixed.static,
            allowed,
            traced.endpoint.padding if fixed.sized else {},
            fixed.sized,
            restored,
            fixed.open,
        )

    def _restored(
        self,
        folder: Path,
        file: str,
        content: bytes,
        weights: Mapping[str, Stored],
        exact: Mapping[str, Stored],
    ) -> Restored | None:
        """Write the program that takes exact weights, if some are stored otherwise."""
        if all(one.form is None for one in weights.values()):
            return None
        called, content = squeezed(f"{file}.restored.jaxexport", content)
        (folder / called).write_bytes(content)
        held = [(name, a) for one in exact.values() for name, a in one.arrays.items()]
        return Restored(called, tuple(TensorSpec(n, a.shape, a.dtype.name) for n, a in held))

    def _compiled(
        self, traced: Traced, weights: dict[str, Stored]
    ) -> tuple[bytes, Callable[..., Any]]:
        """Return the program to store, and a function that runs it here."""
        content, here = traced.program(weights, self.contents.platforms), _here()
        if here in self.contents.platforms:
            call = from_stablehlo(content)
        else:
            call = from_stablehlo(traced.program(weights, [here]))
        held = [array for one in weights.values() for array in one.arrays.values()]
        return content, lambda *inputs: call(*held, *inputs)

    def _write_golden(
        self, path: Path, traced: Traced, inputs: Sequence[Any], outputs: Sequence[Any]
    ) -> None:
        taken = zip(traced.endpoint.inputs, inputs, strict=True)
        given = zip(traced.outputs, outputs, strict=True)
        arrays = {f"inputs/{spec.name}": array for spec, array in taken}
        arrays |= {f"outputs/{spec.name}": np.asarray(array) for spec, array in given}
        write_tensors(path, arrays)

    def _manifest(self, folder: Path) -> Manifest:
        contents = self.contents
        told: dict[str, Any] = {"signatures": self._signatures()}
        if contents.architecture is not None:
            told["architecture"] = self._write_architecture(folder, *contents.architecture)
        if contents.write_more is not None:
            told |= contents.write_more(folder, self.programs)
        copy_extra(folder, contents.extra)
        about = {**contents.about, **provenance(), "quantization": self.form}
        if self.accuracy:
            about["accuracy"] = self.accuracy
        return Manifest(
            name=contents.name,
            programs=self.programs,
            files=digests(folder),
            weights=layout.WEIGHTS,
            about=about,
            **told,
        )

    def _signatures(self) -> dict[str, SignatureSpec]:
        return {
            name: SignatureSpec(
                name,
                self.programs[name].inputs,
                self.programs[name].outputs,
                tuple(Given(output.name) for output in self.programs[name].outputs),
                one.structure,
            )
            for name, one in self.traced.items()
        }

    def _write_architecture(
        self, folder: Path, text: str, variables: Sequence[Variable]
    ) -> Mapping[str, Any] | None:
        name, program = next(iter(self.programs.items()))
        if self.contents.quantize == "int8" and (program.static or program.sized):
            return None  # what is built anew would be taken for what was trained
        return write_architecture(
            folder, text, variables, program=name, named=self.named, stored=self.weights
        )


def _tell_size(size: int) -> None:
    if size > _LARGE:
        warnings.warn(
            f"The program has {size:,} bytes: functions inside it may read large arrays, which "
            "should be weights of a layer; or the model is made of very many operations, and this "
            "is their size.",
            stacklevel=5,
        )


def _here() -> str:
    """Return the platform at hand, as programs name it."""
    name = list_devices()[0].partition(":")[0]
    return {"gpu": "cuda"}.get(name, name)
