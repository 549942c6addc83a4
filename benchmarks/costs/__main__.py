"""Print how time and memory of deepkit grow with rows, features, layers, variables and tables.

python -m benchmarks.costs                 all of it, less than five minutes
python -m benchmarks.costs --quick rows    one fresh process for each size, one axis
python -m benchmarks.costs --docs          and write tables and plots into docs/guides
python -m benchmarks.costs --read a.json --docs   the same from numbers of before
"""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks._fresh import run_probe
from benchmarks._machine import machine
from benchmarks._pages import DOCS, fill, markdown
from benchmarks._report import heading, read, table, write
from benchmarks.costs import AXES, axis_rows, draw, measure_costs
from benchmarks.costs._ways import way_rows

_PAGE = DOCS / "guides" / "performance.md"
_PLOTS = DOCS / "guides" / "costs"
_WAYS = {"fit": "a step of 32 rows", "predict": "an answer"}


def main(arguments: Iterable[str] | None = None) -> None:
    given = _told(arguments)
    run = read(given.read) if given.read else _measured(given)
    print(heading(run["machine"]))
    for name, found in run.get("costs", {}).items():
        print(f"{AXES[name].job}\n")
        print(table(axis_rows(name, found)))
    for name, seconds in run.get("ways", {}).items():
        print(table(way_rows(_WAYS[name], seconds)))
    if not given.read:
        print(f"All numbers: {write(run)}")
    if given.docs:
        _write_page(run)


def _told(arguments: Iterable[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.costs", description="How costs grow.")
    parser.add_argument("axes", nargs="*", metavar="axis", help=", ".join(AXES))
    parser.add_argument("--quick", action="store_true", help="one process for each size")
    parser.add_argument("--docs", action="store_true", help="write tables and plots into docs/")
    parser.add_argument(
        "--read", nargs="+", type=Path, metavar="file", help="take these instead of measuring"
    )
    given = parser.parse_args(None if arguments is None else list(arguments))
    for name in given.axes:
        if name not in (*AXES, "ways"):
            parser.error(f"unknown axis {name!r}; there are {', '.join(AXES)}, ways")
    return given


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    run: dict[str, Any] = {"machine": machine(), "quick": given.quick}
    names = given.axes or [*AXES, "ways"]
    if "ways" in names:
        run["ways"] = run_probe(module="benchmarks.costs._ways")
    axes = [name for name in names if name in AXES]
    run["costs"] = measure_costs(axes, rounds=1 if given.quick else 2)
    return run


def _write_page(run: dict[str, Any]) -> None:
    fill(_PAGE, "machine", heading(run["machine"]))
    for name, seconds in run.get("ways", {}).items():
        fill(_PAGE, f"ways of {name}", markdown(way_rows(_WAYS[name], seconds)))
    for name, found in run.get("costs", {}).items():
        picture = draw(name, found, _PLOTS)
        link = f"![{AXES[name].title}](costs/{picture.name})"
        text = [f"{AXES[name].job}:", link, markdown(axis_rows(name, found))]
        fill(_PAGE, name, "\n\n".join(text))


if __name__ == "__main__":
    main()
