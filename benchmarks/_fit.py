"""Samples/s of `fit`: the same epochs by each contender, in turns."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from benchmarks._timing import Times, in_turns, rounds_within, seconds
from benchmarks.contenders import Contender, Remote, make
from benchmarks.workloads import Workload

# The loop runs twice, under two names: what their ratio is away from 1 is the error of the others.
TWIN = "jax-again"
# deepkit on the smaller form of a job that should take as long.
SMALLER = "deepkit-smaller"
_LARGEST_DIFFERENCE = 2e-3


def measure_fit(
    workload: Workload, peers: Sequence[str], *, rounds: int, budget: float = 40
) -> dict[str, Any]:
    """Return the seconds of epochs by contender, and by how much their first losses differ.

    Args:
        workload: what is trained.
        peers: contenders besides deepkit and the JAX loops.
        rounds: epochs of each contender.
        budget: seconds; where so many rounds would take longer there are fewer, but 5.

    Raises:
        RuntimeError: if the contenders do not do the same work.
    """
    with contenders(workload, peers) as those:
        # The epoch that warms up is in order and from the same weights: it must lose the same.
        losses = {name: each.fit(shuffle=False)[0] for name, each in those.items()}
        equal = [loss for name, loss in losses.items() if name != SMALLER]
        difference = max(equal) - min(equal)
        if difference > _LARGEST_DIFFERENCE:
            raise RuntimeError(f"Not the same work in {workload.name!r}: first losses {losses}.")
        tasks = {name: each.fit for name, each in those.items()}
        round_takes = sum(seconds(task) for task in tasks.values())
        rounds = rounds_within(budget, round_takes, least=min(5, rounds), most=rounds)
        times: Times = in_turns(tasks, rounds)
    return {
        "rows": workload.rows,
        "losses": losses,
        "difference": difference,
        "seconds": times,
    }


@contextmanager
def contenders(workload: Workload, peers: Sequence[str]) -> Iterator[dict[str, Contender]]:
    """Make deepkit, the JAX loops and their peers; those on JAX share this process."""
    with ExitStack() as stack:
        made: dict[str, Contender] = {"deepkit": make("deepkit", workload)}
        made |= {"jax": make("jax", workload), TWIN: make("jax", workload)}
        if workload.has_tuned:
            made["jax-tuned"] = make("jax-tuned", workload)
        if workload.smaller is not None:
            made[SMALLER] = make("deepkit", workload.smaller)
        for peer in peers:
            factory = partial(make, peer, workload)
            made[peer] = stack.enter_context(Remote(factory)) if peer == "torch" else factory()
        yield made
