"""`deepkit export`: from a saved model to one that runs without its code."""

import argparse
from typing import Any

import deepkit
from deepkit.cli._commands import Commands, command
from deepkit.cli._inspect import accuracy_lines
from deepkit.cli._rows import read_arrays
from deepkit.errors import DataError

_EXAMPLES = """\
  deepkit export model.keras served/1
  deepkit export model.keras model.zip --quantize int8 --examples test.npz
  deepkit export model.keras model.onnx --format onnx"""


def add_export(commands: Commands) -> None:
    """Add the command.

    Args:
        commands: where to.
    """
    parser = command(
        commands,
        "export",
        _export,
        about="Export a .keras file to a folder, a zip file or an ONNX file.",
        examples=_EXAMPLES,
    )
    parser.add_argument("model", help="a .keras file, of deepkit or of Keras")
    parser.add_argument("target", help="where to: a folder, a .zip or, for ONNX, a .onnx file")
    parser.add_argument(
        "--format", choices=["deepkit", "onnx"], help="told by the target's name if left out"
    )
    parser.add_argument(
        "--quantize", choices=["int8", "bfloat16"], help="store weights in fewer bits"
    )
    parser.add_argument(
        "--examples",
        help=".npz: inputs by their names (or `x`), to compare with; `y`: targets, to --quantize",
    )
    parser.add_argument(
        "--platforms", nargs="+", metavar="PLATFORM", help="cpu, cuda, tpu; all of them if left out"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an older export")


def _export(told: argparse.Namespace) -> None:
    form = told.format or ("onnx" if told.target.endswith(".onnx") else "deepkit")
    options: dict[str, Any] = {"overwrite": told.overwrite}
    if form == "onnx":
        for name in ("quantize", "platforms"):
            if getattr(told, name):
                raise DataError(f"`--{name}` is not for ONNX: leave it out, or export to a folder.")
    else:
        options["quantize"] = told.quantize
        if told.platforms:
            options["platforms"] = told.platforms
    if told.examples:
        examples = _examples(told.examples)
        options |= examples if told.quantize else {"examples": examples["examples"]}
    model = deepkit.models.load_model(told.model, compile=False)
    report = model.export(told.target, format=form, **options)
    print(f"{told.target}: exported and checked")
    if form == "deepkit":
        _tell(report)


def _examples(path: str) -> dict[str, Any]:
    arrays = read_arrays(path)
    targets = arrays.pop("y", None)
    if not arrays:
        raise DataError(f"{path} must hold inputs by their names, or as `x`; it has none.")
    examples = next(iter(arrays.values())) if len(arrays) == 1 else arrays
    return {"examples": examples, "targets": targets}


def _tell(report: Any) -> None:
    print(f"weights   {report.weight_bytes:>14,} bytes")
    for name, size in report.program_bytes.items():
        print(f"program   {size:>14,} bytes  {name}")
    for line in accuracy_lines(report.accuracy):
        print(line)
