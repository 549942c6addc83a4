"""`deepkit inspect`: what an exported model takes and gives, and what it is made of."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from deepkit.cli._commands import Commands, command
from deepkit.export import Manifest, Program, TensorSpec, manifest_record, open_manifest, rebuilds

_EXAMPLES = """\
  deepkit inspect served/1
  deepkit inspect model.zip --json"""


def add_inspect(commands: Commands) -> None:
    """Add the command.

    Args:
        commands: where to.
    """
    parser = command(
        commands,
        "inspect",
        _inspect,
        about="Print signatures, layers, sizes and versions of an exported model.",
        examples=_EXAMPLES,
    )
    parser.add_argument("model", help="a folder or a zip file; of numbered folders, the newest")
    parser.add_argument("--json", action="store_true", help="print the manifest as JSON")


def _inspect(told: argparse.Namespace) -> None:
    manifest = open_manifest(told.model)
    if told.json:
        print(json.dumps(manifest_record(manifest), indent=1))
        return
    for line in _lines(manifest):
        print("".join(map(_shown, line)))


def _shown(sign: str) -> str:
    """Return a sign as it may go to a terminal, which takes some for commands."""
    return sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1]


def _lines(manifest: Manifest) -> Iterator[str]:
    about = manifest.about
    yield f"{manifest.name}"
    yield from _made(about)
    for name, signature in manifest.signatures.items():
        yield f"\nsignature {name}"
        yield from (f"  takes  {_spec(spec)}" for spec in signature.inputs)
        yield from (f"  gives  {_spec(spec)}" for spec in signature.outputs)
    layers = about.get("layers") or []
    if layers:
        width = max(len(layer["name"]) for layer in layers)
        kinds = max(len(layer["class"]) for layer in layers)
        yield "\nlayers"
        for layer in layers:
            name, kind = layer["name"], layer["class"]
            yield f"  {name:<{width}}  {kind:<{kinds}}  {layer['parameters']:>12,}"
    if accuracy := [*accuracy_lines(about.get("accuracy") or {})]:
        yield "\naccuracy"
        yield from (f"  {line}" for line in accuracy)
    yield "\nlasts by"
    for name, program in manifest.programs.items():
        yield f"  {name}: the program of JAX for six months, then {_then(manifest, name, program)}"
    yield "\nfiles"
    for name, digest in manifest.files.items():
        yield f"  {digest.bytes:>14,}  {name}"
    yield f"  {sum(digest.bytes for digest in manifest.files.values()):>14,}  in all"


def accuracy_lines(accuracy: Mapping[str, Any]) -> Iterator[str]:
    """Yield lines on what fewer bits cost.

    Args:
        accuracy: measures by signature and output.
    """
    for signature, outputs in accuracy.items():
        for output, measures in outputs.items():
            for measure, value in measures.items():
                yield f"{measure.replace('_', ' '):<24} {value:>12.6g}  {signature}/{output}"


def _then(manifest: Manifest, name: str, program: Program) -> str:
    """Return what is run when JAX no longer reads the program."""
    ways: list[str] = []
    if program.static or program.sized:
        ways.append("StableHLO for known sizes")
    elif program.open is not None:
        ways.append("StableHLO for open sizes")
    if manifest.architecture is not None and rebuilds(manifest, name):
        ways.append("the architecture, with `rebuild`")
    return ", ".join(ways) or "nothing: export it anew by then"


def _made(about: Any) -> Iterator[str]:
    versions = about.get("versions") or {}
    if versions:
        yield "written by " + ", ".join(f"{name} {v}" for name, v in versions.items() if v)
    if about.get("created"):
        yield f"on {about['created']}"
    if about.get("quantization"):
        yield f"weights in {about['quantization']}"


def _spec(spec: TensorSpec) -> str:
    sizes = ", ".join("?" if size is None else str(size) for size in spec.shape)
    return f"{spec.name}: {spec.dtype}[{sizes}]"
