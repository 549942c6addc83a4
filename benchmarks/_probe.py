"""What a fresh process measures of itself: imports, the first epoch, memory.

    python -m benchmarks._probe import keras
    python -m benchmarks._probe fit deepkit mlp-small

The last line that it prints is a JSON object.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.contenders import make, parts_of
from benchmarks.workloads import WORKLOADS

# What no training needs, and what is slow to import.
UNWANTED = ("h5py", "matplotlib", "pandas", "sklearn")


def imported(*modules: str) -> dict[str, Any]:
    """Import modules and return how long it took, and what came with them uncalled for.

    Args:
        *modules: by name, in this order.
    """
    start = time.perf_counter()
    for module in modules:
        importlib.import_module(module)
    taken = time.perf_counter() - start
    return {
        "import": taken,
        "modules": len(sys.modules),
        "unwanted": [m for m in UNWANTED if m in sys.modules],
    }


def first_epoch(contender: str, workload: str) -> dict[str, Any]:
    """Train for one epoch from nothing; return the seconds of it and the memory at its worst.

    Args:
        contender: by name.
        workload: by name.
    """
    imports = imported(*parts_of(contender))
    start = time.perf_counter()
    made = make(contender, WORKLOADS[workload])
    made.fit()
    taken = time.perf_counter() - start
    made.fit(epochs=2)
    return {**imports, "epoch": taken, "mebibytes": peak_mebibytes()}


def peak_mebibytes() -> float:
    """Return the most memory that this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():
        # `ru_maxrss` of a child starts at what its parent held; this starts at zero.
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    print(json.dumps(imported(*given) if what == "import" else first_epoch(*given)))
