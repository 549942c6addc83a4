"""Print ratios of deepkit against hand-written JAX, Keras and torch.

python -m benchmarks                      all of it, a quarter of an hour
python -m benchmarks --goals              and which goals of the project the medians meet
python -m benchmarks --quick              few rounds: a look, not a measurement
python -m benchmarks fit mlp-small lstm   one section, two workloads
python -m benchmarks --read a.json b.json what was measured before; the last word counts
"""

import argparse
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# Keras reads it when it is imported; the measurements are about the same engine.
os.environ["KERAS_BACKEND"] = "jax"

from benchmarks._goals import goal_rows
from benchmarks._machine import machine
from benchmarks._pages import DOCS, fill, markdown
from benchmarks._report import heading, read, table, write
from benchmarks._sections import SECTIONS, Plan
from benchmarks.contenders import installed
from benchmarks.workloads import WORKLOADS

_PEERS = ("keras", "torch")
_PAGE = DOCS / "design" / "benchmarks.md"


def main(arguments: Iterable[str] | None = None) -> None:
    given = _told(arguments)
    run = read(given.read) if given.read else _measured(given)
    if given.read:
        print(heading(run["machine"]))
        for name, section in SECTIONS.items():
            for rows in section.tables(run[name]) if name in run else ():
                print(table(rows))
    else:
        print(f"All numbers: {write(run)}\n")
    if given.goals:
        print(table(goal_rows(run)))
    if given.docs:
        fill(_PAGE, "figures", _figures(run))


def _told(arguments: Iterable[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks", description="Ratios of deepkit to its peers.")
    parser.add_argument("names", nargs="*", metavar="name", help="sections and workloads")
    parser.add_argument("--quick", action="store_true", help="few rounds: a look only")
    parser.add_argument("--without", action="append", choices=_PEERS, default=[])
    parser.add_argument("--goals", action="store_true", help="compare with what was wanted")
    parser.add_argument("--docs", action="store_true", help="write the figures into docs/")
    parser.add_argument(
        "--read", nargs="+", type=Path, metavar="file", help="print these instead of measuring"
    )
    given = parser.parse_args(None if arguments is None else list(arguments))
    known = [*SECTIONS, *WORKLOADS]
    for name in given.names:
        if name not in known:
            parser.error(f"unknown name {name!r}; there are {', '.join(known)}")
    return given


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    peers = [peer for peer in _PEERS if installed(peer) and peer not in given.without]
    plan = Plan([name for name in given.names if name in WORKLOADS], peers, given.quick)
    run: dict[str, Any] = {"machine": machine(), "quick": given.quick}
    print(heading(run["machine"]), flush=True)
    for name in [name for name in SECTIONS if name in given.names] or list(SECTIONS):
        run[name] = SECTIONS[name].measure(plan)
        for rows in SECTIONS[name].tables(run[name]):
            print(table(rows), flush=True)
    return run


def _figures(run: dict[str, Any]) -> str:
    """Return all tables of a run as Markdown, the goals first."""
    found = [goal_rows(run)]
    found += [rows for name in SECTIONS if name in run for rows in SECTIONS[name].tables(run[name])]
    return "\n\n".join([heading(run["machine"]).strip(), *(markdown(rows) for rows in found)])


if __name__ == "__main__":
    main()
