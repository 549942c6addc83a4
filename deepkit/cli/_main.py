"""What is typed behind `deepkit`."""

import argparse
import sys
from collections.abc import Sequence

import deepkit
from deepkit.cli._export import add_export
from deepkit.cli._inspect import add_inspect
from deepkit.cli._predict import add_predict

_EXAMPLES = """\
examples:
  deepkit export model.keras served/1            write a model that runs without its code
  deepkit inspect served/1                       what it takes and gives, and how large it is
  deepkit predict served/1 rows.csv -o out.csv   ask it

`deepkit COMMAND --help` tells more of each."""

# What deepkit needs beyond JAX, NumPy and flatbuffers, which are enough to read exports.
_NEEDED = ("h5py", "scipy", "tqdm")
_INSTALL = "pip install deepkit"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 if it was done, 2 if it could not be.

    Args:
        arguments: what was typed behind `deepkit`; of this process if None.

    Example:
        >>> from deepkit import cli
        >>> cli.main(["--version"])
        deepkit ...
        0
    """
    parser = _parser()
    try:
        told = parser.parse_args(arguments)
    except SystemExit as done:
        return int(done.code or 0)
    try:
        told.run(told)
    except BrokenPipeError:  # whoever read the answer has seen enough
        sys.stderr.close()
        return 0
    except (OSError, ValueError, ImportError, TypeError) as error:
        print(f"deepkit {told.command}: {_cure(error) or error}", file=sys.stderr)
        return 2
    return 0


def _cure(error: Exception) -> str | None:
    """Return what to install, where only what reads exports is."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if (name or "").partition(".")[0] not in _NEEDED:
        return None
    return f"The package {name!r} is missing, without which exports are only read: `{_INSTALL}`."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deepkit",
        description="Export trained models, look at them, and ask them.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"deepkit {deepkit.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (add_export, add_inspect, add_predict):
        add(commands)
    return parser
