"""How long a caller waits for the prediction of one row."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from benchmarks._timing import in_turns
from benchmarks.contenders import Contender, make
from benchmarks.workloads import Workload


def measure_predict(
    workload: Workload, peers: Sequence[str], *, rounds: int, calls: int = 200
) -> dict[str, Any]:
    """Return the seconds of one `predict` of one row, by contender; the jitted forward is `jax`.

    Args:
        workload: whose model predicts.
        peers: contenders besides deepkit and the JAX loop; torch is left out.
        rounds: how often each contender is timed.
        calls: predictions in a round.
    """
    row = workload.data()[0][:1]
    names = ("deepkit", "jax", *(peer for peer in peers if peer != "torch"))
    those = {name: make(name, workload) for name in names}
    for each in those.values():
        each.predict(row)
    times = in_turns({name: _repeat(each, row, calls) for name, each in those.items()}, rounds)
    return {"seconds": {name: [t / calls for t in taken] for name, taken in times.items()}}


def _repeat(contender: Contender, row: Any, calls: int) -> Callable[[], None]:
    predict = partial(contender.predict, row)

    def task() -> None:
        for _ in range(calls):
            predict()

    return task
