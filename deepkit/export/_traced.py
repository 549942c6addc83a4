"""A function with Variables as programs that take the weights as arguments."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deepkit.backend import (
    Spec,
    Variable,
    jit,
    kept_dtype,
    leaves,
    scope,
    visible_shape,
)
from deepkit.backend.programs import Lifted, NamedSpec, lift, to_open, to_portable, to_stablehlo
from deepkit.columns import Padding
from deepkit.errors import SavingError
from deepkit.export._endpoint import Endpoint, flat_results, named_shapes
from deepkit.export._forms import Stored, stored
from deepkit.export._manifest import TensorSpec


@dataclass
class Traced:
    """An endpoint that was traced.

    Args:
        endpoint: what was traced.
        variables: the Variables that it reads, by name.
        constants: other arrays that it reads, by name.
        outputs: what it gives.
        structure: `"single"`, `"list"` or `"dict"`.
        specs: the inputs with names for their open axes.
    """

    endpoint: Endpoint
    variables: dict[str, Variable]
    constants: dict[str, np.ndarray]
    outputs: tuple[TensorSpec, ...]
    structure: str
    specs: list[NamedSpec]

    def weights(self, form: str | None) -> dict[str, Stored]:
        """Return what is stored for what it reads, by name.

        Args:
            form: the form that weights are stored in.
        """
        held = {name: stored(name, v.numpy(), form) for name, v in self.variables.items()}
        fixed = {name: stored(name, array, None) for name, array in self.constants.items()}
        return {**held, **fixed}

    def program(self, weights: dict[str, Stored], platforms: Sequence[str]) -> bytes:
        """Return the program for batches of any size.

        Args:
            weights: what is stored.
            platforms: where it is to run.

        Raises:
            SavingError: if a part of it cannot run on one of them.
        """
        specs = self.specs
        pure = self._of_stored(weights, lift(self._pure, self._read(), *specs))
        try:
            return to_stablehlo(pure, *_arrays(weights), *specs, platforms=platforms)
        except (NotImplementedError, ValueError) as error:
            raise SavingError(
                f"There is no program for {', '.join(platforms)}: {str(error).splitlines()[0]} "
                'Name the platforms that it is for: `platforms=["cpu"]`.'
            ) from error

    def static(
        self, weights: dict[str, Stored], rows: int, sizes: Mapping[str, int] | None = None
    ) -> bytes:
        """Return the StableHLO for so many rows.

        Args:
            weights: what is stored.
            rows: how many.
            sizes: of the axes that can be filled up, by what they are called.
        """
        specs = sized(self.endpoint.inputs, rows, self.endpoint.padding, sizes or {})
        pure = self._of_stored(weights, lift(self._pure, self._read(), *specs))
        return to_portable(pure, *_arrays(weights), *specs)

    def open(self, weights: dict[str, Stored]) -> tuple[bytes, list[NamedSpec]]:
        """Return the StableHLO for any sizes, and the shapes of its results.

        Args:
            weights: what is stored.
        """
        pure = self._of_stored(weights, lift(self._pure, self._read(), *self.specs))
        return to_open(pure, *_arrays(weights), *self.specs)

    def at(self, rows: int) -> Lifted:
        """Return the function as Python computes it for so many rows.

        Args:
            rows: how many.
        """
        return lift(self._pure, self._read(), *sized(self.endpoint.inputs, rows))

    def compute(self, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what Python computes for these very inputs, with the weights as they are.

        Args:
            inputs: in the order of the endpoint.
        """
        run = jit(lambda values, *arrays: self._pure(values, *arrays))
        return [np.asarray(array) for array in run(self._read(), *inputs)]

    def _read(self) -> list[Any]:
        return [variable.numpy() for variable in self.variables.values()]

    def _pure(self, values: Sequence[Any], *inputs: Any) -> list[Any]:
        with scope(self.variables.values(), values):
            named, _ = flat_results(self.endpoint.fn(*inputs), self.endpoint.outputs)
            return list(named.values())

    def _of_stored(self, weights: dict[str, Stored], lifted: Lifted) -> Callable[..., list[Any]]:
        """Return the function of what is stored, then the inputs."""
        held = list(weights.values())[: len(self.variables)]
        fixed = list(self.constants.values())
        order = [_place(constant, fixed) for constant in lifted.constants]

        def pure(*args: Any) -> list[Any]:
            values, at = [], 0
            for weight in held:
                count = len(weight.arrays)
                values.append(weight.restore(list(args[at : at + count])))
                at += count
            constants, inputs = args[at : at + len(fixed)], args[at + len(fixed) :]
            read = [
                constant if place is None else constants[place]
                for place, constant in zip(order, lifted.constants, strict=True)
            ]
            return lifted.run(read, *values, *inputs)

        return pure


def trace(name: str, endpoint: Endpoint, variables: dict[str, Variable]) -> Traced:
    """Return an endpoint that was traced for batches of any size.

    Args:
        name: of its program.
        endpoint: what to export.
        variables: those that it may read, by name.

    Raises:
        SavingError: if it reads the size of an open axis, or gives what is no array.
    """
    told: dict[str, Any] = {}
    taken = [replace(spec, dtype=kept_dtype(spec.dtype)) for spec in endpoint.inputs]
    endpoint = replace(endpoint, inputs=taken)

    def pure(values: Sequence[Any], *inputs: Any) -> list[Any]:
        with scope(variables.values(), values) as inner:
            result = endpoint.fn(*inputs)
            named, told["structure"] = flat_results(result, endpoint.outputs)
            told["names"] = list(named)
            told["assigned"] = [variable.path for variable in inner.assigned.values()]
            return list(named.values())

    values = [variable.numpy() for variable in variables.values()]
    specs, lifted = _lifted(pure, values, endpoint)
    _tell_state(told["assigned"])
    used = dict(zip(variables, lifted.used, strict=False))
    outputs = tuple(
        TensorSpec(name, visible_shape(one.shape), one.dtype.name)
        for name, one in zip(told["names"], leaves(lifted.results), strict=True)
    )
    constants = {f"constants/{name}/{place}": array for place, array in enumerate(lifted.constants)}
    read = {name: variable for name, variable in variables.items() if used[name]}
    return Traced(endpoint, read, constants, outputs, told["structure"], specs)


def sized(
    specs: Sequence[TensorSpec],
    rows: int,
    padding: Mapping[str, Padding] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> list[Spec]:
    """Return specs for so many rows.

    Args:
        specs: with an open first axis, or of a fixed batch.
        rows: how many.
        padding: how inputs may be filled up, by name.
        sizes: of the axes that are filled up; they stay open if None.
    """
    found: list[Spec] = []
    for spec in specs:
        shape = list(spec.shape)
        if shape[:1] == [None]:
            shape[0] = rows
        if sizes and padding and spec.name in padding:
            for place, axis in enumerate(padding[spec.name].axes, 1):
                shape[place] = sizes[axis]
        found.append(Spec(tuple(shape), spec.dtype))
    return found


def _lifted(
    pure: Callable[..., Any], values: list[Any], endpoint: Endpoint
) -> tuple[list[NamedSpec], Lifted]:
    """Return the inputs with names for their open axes, and the function that was traced."""
    *freer, last = [
        [NamedSpec(shape, spec.dtype) for shape, spec in zip(shapes, endpoint.inputs, strict=True)]
        for shapes in named_shapes(endpoint)
    ]
    for specs in freer:
        try:
            return specs, lift(pure, values, *specs)
        except Exception:  # open sizes that must be equal: JAX and the model have many words for it
            continue
    try:
        return last, lift(pure, values, *last)
    except Exception as error:  # of the class that JAX has no public name for; others go on
        if type(error).__name__ != "InconclusiveDimensionOperation":
            raise
        reason = str(error).splitlines()[0]
        raise SavingError(
            "What the model computes depends on the size of an open axis, such as that of the "
            f"batch ({reason}) One program serves all sizes: decide with `ops.where` or "
            "`ops.cond`, or give `input_signature` with the sizes fixed."
        ) from None


def _tell_state(assigned: Sequence[str]) -> None:
    if assigned:
        warnings.warn(
            f"The model assigns {assigned[0]!r} when it is called, and what is exported has no "
            "state: each call starts from the present value. Random numbers are the same ones "
            "each time.",
            stacklevel=5,
        )


def _arrays(weights: dict[str, Stored]) -> list[np.ndarray]:
    return [array for weight in weights.values() for array in weight.arrays.values()]


def _place(constant: np.ndarray, known: Sequence[np.ndarray]) -> int | None:
    for place, array in enumerate(known):
        if array.dtype == constant.dtype and np.array_equal(array, constant):
            return place
    return None
