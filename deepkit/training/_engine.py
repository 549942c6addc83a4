"""How the steps of a phase are run: one by one, or many in one call of a program.

A call of a compiled program costs some 30 microseconds of Python and of XLA before anything is
computed. Where a step computes no longer than that, many steps in a loop inside one program are
several times as fast. But a loop's body runs on one thread on a CPU: it has no part in XLA's
thread pool, so that convolutions and large products are faster step by step.

Which way is faster could be measured; but the two ways differ in the last bits of their results,
and a clock would then decide what a model learns. So it is a function of the program: of how many
products it has, and of whether it has convolutions or loops of products. `_MOST_PRODUCTS` was
found by measuring (docs/design/engine.md).
"""

from typing import Any

from deepkit.backend import Work, leaves
from deepkit.data import ArraySource, Source
from deepkit.training._programs import Programs
from deepkit.training._state import TrainState

# Multiplications of a step up to which a loop is faster on a CPU.
_MOST_PRODUCTS = 2e7

# Steps in a call: of rows that lie on the device, of batches that are stacked for it.
_ROWS_AT_ONCE, _BATCHES_AT_ONCE = 128, 16

# Of steps so small that a call takes as long as ten of them, and the multiplications of such.
_TINY_AT_ONCE, _TINY_PRODUCTS = 512, 1e6

# Bytes of data that are put on the device.
_MOST_BYTES = 2**28


def steps_in_a_call(model: Any, programs: Programs, state: TrainState, source: Source) -> int:
    """Return how many steps a program makes in one call.

    Args:
        model: the model.
        programs: of the phase.
        state: on which they run.
        source: where the batches come from.
    """
    if model.run_eagerly or not programs.takes_fewer or not isinstance(source, ArraySource):
        return 1  # the next batch of a stream may depend on what was learned from this one
    work = programs.work(state, source.peek())
    if not is_small(work):
        return 1
    if not lie_on_device(source):
        return _BATCHES_AT_ONCE
    return _TINY_AT_ONCE if work.products <= _TINY_PRODUCTS else _ROWS_AT_ONCE


def is_small(work: Work) -> bool:
    """Tell whether a step is so little work that calling it takes longer.

    Args:
        work: of the program of one step.
    """
    return not work.convolutions and not work.loops and work.products <= _MOST_PRODUCTS


def lie_on_device(source: Source) -> bool:
    """Tell whether all rows of a source can lie on the device.

    Args:
        source: where batches come from.
    """
    if not isinstance(source, ArraySource):
        return False
    return sum(array.nbytes for array in leaves(source.arrays)) <= _MOST_BYTES
