"""Epochs of deepkit, of the loop by hand and of Keras, in turns on one device."""

from collections.abc import Sequence
from typing import Any

from benchmarks._timing import in_turns
from benchmarks.accelerator._job import Job
from benchmarks.accelerator._loop import JaxLoop
from benchmarks.accelerator._model import KerasStyle
from benchmarks.accelerator._products import forward_flops

TWIN = "jax-again"
# By how much the first losses may differ, as a share: bfloat16 has three digits.
_LARGEST_DIFFERENCE = 0.02


def measure_job(job: Job, peers: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """Return the seconds of epochs by contender, and the work of a sample.

    A step is counted as three times the way forward: what the gradient needs, and nothing else.

    Args:
        job: what is trained.
        peers: besides the loop on JAX: `"keras"`, or nobody.
        rounds: epochs of each contender.

    Raises:
        RuntimeError: if the contenders do not do the same work.
    """
    own = KerasStyle(job, "deepkit")
    weights = own.weights
    those = {
        "deepkit": own,
        "jax": JaxLoop(job, weights),
        TWIN: JaxLoop(job, weights),
        **{peer: KerasStyle(job, peer, weights) for peer in peers},
    }
    losses = {name: each.fit(shuffle=False) for name, each in those.items()}
    if max(losses.values()) > (1 + _LARGEST_DIFFERENCE) * min(losses.values()):
        raise RuntimeError(f"Not the same work in {job.name!r}: first losses {losses}.")
    for each in those.values():
        each.fit()
    return {
        "samples": job.samples,
        "batch_size": job.batch_size,
        "flops": 3 * forward_flops(job, weights),
        "losses": losses,
        "seconds": in_turns({name: each.fit for name, each in those.items()}, rounds),
    }
