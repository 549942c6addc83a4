"""Einsum equations of a dense layer: which sizes its kernel and bias must have."""

import re
from dataclasses import dataclass

from deepkit.errors import ShapeError
from deepkit.typing import Shape

_FORM = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


@dataclass(frozen=True)
class Equation:
    """The axes in `taken,kernel->made`, and where `...` stands."""

    text: str
    taken: str
    kernel: str
    made: str
    skips_first: bool

    @classmethod
    def parse(cls, text: str) -> "Equation":
        """Return an equation read from its text.

        Args:
            text: such as `"ab,bc->ac"`, `"...b,bc->...c"` or `"ab...,bc->ac..."`.

        Raises:
            ValueError: if it is of none of these forms, or an axis comes from nowhere.
        """
        found = _FORM.fullmatch(text.replace(" ", ""))
        left, taken, right, kernel, made_left, made, made_right = (
            found.groups() if found else [""] * 7
        )
        if not found or (left, right) != (made_left, made_right) or (left and right):
            raise ValueError(
                "`equation` must have the form 'ab,bc->ac', '...b,bc->...c' or 'ab...,bc->ac...', "
                f"got {text!r}."
            )
        stray = (set(kernel) - set(taken + made)) | (set(made) - set(taken + kernel))
        if stray:
            raise ValueError(
                f"`equation` {text!r} names {sorted(stray)} only once: an axis of the kernel must "
                "be one of the input or the output, one of the output of the input or the kernel."
            )
        return cls(text, taken, kernel, made, bool(left))

    @property
    def summed(self) -> list[int]:
        """The places in the kernel of the axes that are summed over."""
        return [i for i, axis in enumerate(self.kernel) if axis not in self.made]

    @property
    def kept(self) -> list[int]:
        """The places in the kernel of the axes that the output has too."""
        return [i for i, axis in enumerate(self.kernel) if axis in self.made]

    def sizes(self, input_shape: Shape, output_shape: Shape) -> dict[str, int | None]:
        """Return the size of each axis.

        Args:
            input_shape: the shape of the input.
            output_shape: that of the output, but for the batch axis and what `...` stands for.

        Raises:
            ShapeError: if the shapes do not fit the equation or each other.
        """
        skipped = len(input_shape) - len(self.taken)
        if skipped < 0 or (skipped and "..." not in self.text):
            raise ShapeError(
                f"The input of equation {self.text!r} must have {len(self.taken)} axes, got shape "
                f"{tuple(input_shape)}."
            )
        first = skipped if self.skips_first else 0
        sizes = dict(zip(self.taken, input_shape[first:], strict=False))
        full = [*input_shape[: max(first, 1)], *output_shape][first:]
        if len(full) != len(self.made):
            raise ShapeError(
                f"`output_shape` {tuple(output_shape)} does not fit the output of {self.text!r}."
            )
        for axis, size in zip(self.made, full, strict=True):
            if sizes.get(axis) is not None and size not in (None, sizes[axis]):
                raise ShapeError(
                    f"Axis {axis!r} of {self.text!r} has size {sizes[axis]} in the input and "
                    f"{size} in the output."
                )
            sizes[axis] = sizes.get(axis) or size
        return sizes

    def kernel_shape(self, sizes: dict[str, int | None]) -> tuple[int, ...]:
        """Return the shape of the kernel.

        Args:
            sizes: the size of each axis.

        Raises:
            ShapeError: if a size is open.
        """
        return tuple(self._known(sizes, axis) for axis in self.kernel)

    def bias_shape(
        self, axes: str, sizes: dict[str, int | None], input_ndim: int
    ) -> tuple[int, ...]:
        """Return the shape of a bias, such that it can be added to the output.

        Args:
            axes: the axes that it has.
            sizes: the size of each axis.
            input_ndim: the number of axes of the input.

        Raises:
            ValueError: if one of them is no axis of the output.
            ShapeError: if a size is open.
        """
        if not set(axes) <= set(self.made):
            raise ValueError(f"`bias_axes` must be axes of the output {self.made!r}, got {axes!r}.")
        spanned = self.made[min(map(self.made.index, axes)) :]
        shape = [self._known(sizes, axis) if axis in axes else 1 for axis in spanned]
        after = 0 if self.skips_first else input_ndim - len(self.taken)
        return (*shape, *[1] * after)

    def _known(self, sizes: dict[str, int | None], axis: str) -> int:
        size = sizes.get(axis)
        if size is None:
            raise ShapeError(
                f"Axis {axis!r} of {self.text!r} must have a fixed size: weights depend on it."
            )
        return size
