"""`deepkit predict`: answers of an exported model for the rows of a file."""

import argparse

from deepkit import export
from deepkit.cli._commands import Commands, command
from deepkit.cli._csv_rows import ABOUT
from deepkit.cli._results import write_results
from deepkit.cli._rows import kind_of, read_rows

_EXAMPLES = """\
  deepkit predict served/1 rows.csv                    answers as CSV, on the screen
  deepkit predict served/1 rows.jsonl -o answers.jsonl
  deepkit predict served/1 images.npz -o answers.npz --batch-size 64
  cat rows.jsonl | deepkit predict served/1 - --signature classification"""

_MORE = """\
JSON: a row on each line, or one array of rows, or one row; a row is an object or a list of numbers.
npz: an array for each input; `y`, the targets that `deepkit export` takes, is passed over."""


def add_predict(commands: Commands) -> None:
    """Add the command.

    Args:
        commands: where to.
    """
    parser = command(
        commands,
        "predict",
        _predict,
        about="Answer the rows of a CSV, JSON, JSON lines or npz file.",
        examples=_EXAMPLES,
        more=f"{ABOUT}\n\n{_MORE}",
    )
    parser.add_argument("model", help="a folder or a zip file; of numbered folders, the newest")
    parser.add_argument("rows", help="a .csv, .json, .jsonl or .npz file; - for JSON from stdin")
    parser.add_argument(
        "-o", "--output", default="-", help="a file of such a kind; the screen if left out"
    )
    parser.add_argument("--signature", help="which; serving_default if left out")
    parser.add_argument("--batch-size", type=int, help="rows to compute at a time")


def _predict(told: argparse.Namespace) -> None:
    artifact = export.load(told.model)
    signature = artifact.signature(told.signature)
    kind = kind_of(told.rows)
    target = kind if told.output == "-" else kind_of(told.output)
    if target == "npz" and told.output == "-":
        target = "jsonl"  # nobody wants to see those bytes
    rows = read_rows(told.rows, kind, signature, tables=artifact.manifest.preprocessing is not None)
    write_results(signature.predict(rows, told.batch_size), told.output, target)
