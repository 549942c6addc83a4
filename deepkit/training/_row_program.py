"""The program that predicts, and how many rows it is called with."""

from collections.abc import Callable
from functools import partial
from typing import Any

from deepkit.backend import leaves, rows_apart, work_of
from deepkit.training._alone import listed
from deepkit.training._filling import Filling, filled, rounded_up
from deepkit.training._programs import Programs
from deepkit.training._shared import Call

# Rows that the kernels of a CPU take together, those left over adding up in another order; and the
# products that cost nothing beside a call of the program.
_GROUP, _NO_WORK = 8, 1e5


class RowProgram:
    """The step that predicts, on a list of values and the inputs.

    Args:
        programs: of prediction.

    Attributes:
        program: the function `(values, batch) -> (outputs, changes)`.
    """

    def __init__(self, programs: Programs) -> None:
        self._lender = programs.lender
        if self._lender is not None:
            self.program: Callable[..., Any] = Call(self._lender, "listed")
        else:
            self.program = partial(listed, programs.body, programs.body.step)

    def filling(self, values: list[Any], x: Any, full: int, *, is_full: bool) -> Filling | None:
        """Return how to fill up a batch; None to leave it as it is.

        It is a function of the program and of sizes, never of what was asked before.

        Args:
            values: of the Variables.
            x: inputs of fewer rows than a full batch.
            full: rows of a full batch.
            is_full: whether to give it as many; else a few sizes do for all, so that the program
                is compiled a few times only.
        """
        has_rows = self._which_apart(values, x)
        if has_rows is None:
            return None
        here = len(leaves(x)[0])
        rows = full if is_full else self._rounded(values, x, here, full)
        return Filling(here, rows, has_rows) if rows > here else None

    def _which_apart(self, values: list[Any], x: Any) -> list[bool] | None:
        if self._lender is None:  # what runs as Python may ask for the number of rows
            return None
        kind = tuple((leaf.shape[1:], leaf.dtype) for leaf in leaves(x))
        known = self._lender.programs.apart
        if kind not in known:
            known[kind] = rows_apart(self._without_changes, values, x)
        return known[kind]

    def _without_changes(self, values: list[Any], x: Any) -> Any:
        outputs, changes = self.program(values, (x, None, None))
        if leaves(changes):  # the rows that are filled up would have their share in them
            raise ValueError("The step changes Variables.")
        return outputs

    def _rounded(self, values: list[Any], x: Any, here: int, full: int) -> int:
        rows = min(full, rounded_up(here))
        batch = filled(x, rows), None, None
        one = work_of(self.program, values, batch).products / rows
        # A full batch has the bits that the row has among others; groups of eight rows mostly do.
        for better in (full, min(full, -(-here // _GROUP) * _GROUP)):
            if better * one <= _NO_WORK:
                return better
        return rows
