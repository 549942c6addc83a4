"""The manifest: what an exported model takes, gives, and is made of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from deepkit.backend import standardize_dtype
from deepkit.durable import read_json
from deepkit.errors import SavingError
from deepkit.export._layout import FORMAT, MANIFEST, VERSION, checked_name
from deepkit.export._package import Digest

TEXT = "string"


@dataclass(frozen=True)
class TensorSpec:
    """A named tensor: its sizes, None where open, and its dtype.

    Args:
        name: what it is called.
        shape: the sizes of its axes, that of the batch first.
        dtype: the name of its dtype; `"string"` for text.

    Example:
        >>> from deepkit.export import TensorSpec
        >>> TensorSpec("image", (None, 28, 28, 1), "float32")
        TensorSpec(name='image', shape=(None, 28, 28, 1), dtype='float32')
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True)
class Given:
    """An output of a signature: which one of the program it is, and the names of its numbers.

    Args:
        of: the name of the output of the program.
        labels: the names that its whole numbers stand for, by their key in the file of labels.
    """

    of: str
    labels: str | None = None


@dataclass(frozen=True)
class Program:
    """What is computed: arrays of weights and inputs in, arrays out.

    Args:
        file: the serialized program.
        weights: the names of the weights that come first among its arguments.
        inputs: the arguments after them.
        outputs: its results.
        platforms: where it runs.
        golden: the file with inputs, and the outputs they must have.
        static: by the number of rows, the file of a program for so many.
    """

    file: str
    weights: tuple[str, ...]
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    platforms: tuple[str, ...]
    golden: str
    static: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SignatureSpec:
    """What users call: a program, and how its arrays are called there.

    Args:
        program: its name.
        inputs: what it takes: the inputs of the program, or columns of a table.
        outputs: what it gives.
        given: for each output, where it comes from.
        result: `"single"`, `"list"` or `"dict"`: the structure that the model returned.
    """

    program: str
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    given: tuple[Given, ...]
    result: str = "dict"


@dataclass(frozen=True)
class Manifest:
    """All that is known of an exported model before its files are opened.

    Args:
        name: of the model.
        programs: by name.
        signatures: by name.
        files: the digests of all files but this one, by name.
        weights: the file of the weights.
        about: what wrote it and what it is made of, for people.
        labels: the file of the names of classes.
        preprocessing: the file of the steps from columns to inputs.
        rows: the file of the rows that the golden inputs are of.
        architecture: the file of the architecture, and the names of the weights in the order of its
            variables.
    """

    name: str
    programs: Mapping[str, Program]
    signatures: Mapping[str, SignatureSpec]
    files: Mapping[str, Digest]
    weights: str
    about: Mapping[str, Any] = field(default_factory=dict)
    labels: str | None = None
    preprocessing: str | None = None
    rows: str | None = None
    architecture: Mapping[str, Any] | None = None


def manifest_record(manifest: Manifest) -> dict[str, Any]:
    """Return what stands in the file for a manifest.

    Args:
        manifest: what is known of the model.
    """
    told = asdict(manifest)
    told["files"] = {name: digest._asdict() for name, digest in manifest.files.items()}
    return {"format": FORMAT, "version": VERSION, **told}


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest that a file holds.

    Args:
        content: of the file.

    Raises:
        SavingError: if it is none, or of a version that this deepkit does not know.
    """
    told = read_json(content, MANIFEST)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise SavingError(f"{MANIFEST} is not the manifest of an exported model.")
    if told.get("version") != VERSION:
        raise SavingError(
            f"The exported model has version {told.get('version')!r} of the format, and this "
            f"deepkit reads {VERSION}. Use a newer deepkit."
        )
    try:
        return _manifest(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, SavingError):
            raise
        raise SavingError(f"{MANIFEST} is damaged: {type(error).__name__} {error}.") from error


def _manifest(told: Mapping[str, Any]) -> Manifest:
    programs = {str(name): _program(one) for name, one in told["programs"].items()}
    signatures = {str(name): _signature(one) for name, one in told["signatures"].items()}
    for name, signature in signatures.items():
        _check(name, signature, programs)
    files = {
        checked_name(name): Digest(str(one["sha256"]), int(one["bytes"]))
        for name, one in told["files"].items()
    }
    optional = {key: told.get(key) for key in ("labels", "preprocessing", "rows", "architecture")}
    return Manifest(
        str(told["name"]),
        programs,
        signatures,
        files,
        str(told["weights"]),
        dict(told.get("about") or {}),
        **optional,
    )


def _check(name: str, signature: SignatureSpec, programs: Mapping[str, Program]) -> None:
    program = programs.get(signature.program)
    if program is None:
        raise SavingError(f"Signature {name!r} is of program {signature.program!r}: there is none.")
    known = {output.name for output in program.outputs}
    if len(signature.given) != len(signature.outputs) or {g.of for g in signature.given} - known:
        raise SavingError(f"Signature {name!r} has outputs that its program does not give.")


def _program(told: Mapping[str, Any]) -> Program:
    static = {str(int(rows)): str(file) for rows, file in told.get("static", {}).items()}
    return Program(
        str(told["file"]),
        tuple(map(str, told["weights"])),
        _specs(told["inputs"]),
        _specs(told["outputs"]),
        tuple(map(str, told["platforms"])),
        str(told["golden"]),
        static,
    )


def _signature(told: Mapping[str, Any]) -> SignatureSpec:
    given = tuple(Given(str(one["of"]), one.get("labels")) for one in told["given"])
    inputs, outputs = _specs(told["inputs"]), _specs(told["outputs"])
    return SignatureSpec(str(told["program"]), inputs, outputs, given, str(told["result"]))


def _specs(told: Any) -> tuple[TensorSpec, ...]:
    found = tuple(
        TensorSpec(str(one["name"]), tuple(map(_size, one["shape"])), _dtype(one["dtype"]))
        for one in told
    )
    if len({spec.name for spec in found}) != len(found):
        raise SavingError(f"{MANIFEST} has two tensors of one name.")
    return found


def _size(size: Any) -> int | None:
    if size is None:
        return None
    if type(size) is not int or not 0 <= size < 1 << 40:
        raise ValueError(f"{size!r} is no size of an axis")
    return size


def _dtype(name: Any) -> str:
    return TEXT if name == TEXT else standardize_dtype(str(name))
