"""The base of the cells that recurrent layers are made of."""

from typing import Any, ClassVar

from deepkit import activations, ops
from deepkit.backend import SeedGenerator
from deepkit.errors import fraction, known, whole
from deepkit.layers._weighted import Weighted
from deepkit.typing import Shape, Tensor


class Cell(Weighted):
    """One step of a recurrent layer, in two parts.

    What the inputs give (`project`) needs no state, so a layer computes it for all steps at once;
    what the last states add to that (`advance`) is what remains of a step. The first state is
    the output. A subclass sets `gates` and defines `advance`.
    """

    gates: ClassVar[int]
    state_size: Any

    def __init__(
        self,
        units: int,
        activation: Any,
        use_bias: bool,
        kernel: tuple[Any, Any, Any],
        recurrent: tuple[Any, Any, Any],
        bias: tuple[Any, Any, Any],
        dropout: float,
        recurrent_dropout: float,
        seed: int | None,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self.units = self.output_size = self.state_size = whole(units=units)
        self.activation, self.use_bias = activations.get(activation), use_bias
        self._describe_weight("kernel", *kernel)
        self._describe_weight("recurrent", *recurrent)
        self._describe_weight("bias", *bias)
        self.dropout = fraction(dropout=dropout)
        self.recurrent_dropout = fraction(recurrent_dropout=recurrent_dropout)
        self.seed = seed
        if self.dropout or self.recurrent_dropout:
            self.seed_generator = SeedGenerator(seed)

    def build(self, input_shape: Shape) -> None:
        width = self.gates * self.units
        self.kernel = self._make_weight("kernel", (known(input_shape), width))
        self.recurrent_kernel = self._make_recurrent((self.units, width))
        self.bias = self._make_bias(width) if self.use_bias else None

    def _make_recurrent(self, shape: Shape) -> Any:
        """Make the recurrent kernel, whose options have a shorter name than itself."""
        options = ("initializer", "regularizer", "constraint")
        kept = {name: getattr(self, f"recurrent_{name}") for name in options}
        return self.add_weight(shape, name="recurrent_kernel", **kept)

    def _make_bias(self, width: int) -> Any:
        return self._make_weight("bias", (width,))

    def call(self, inputs: Tensor, states: Any, training: bool = False) -> tuple[Tensor, list[Any]]:
        states = states if isinstance(states, (list, tuple)) else [states]
        kernel, keep = self.recurrence(states[0], training)
        states = self.advance(self.project(inputs, training), states, kernel, keep)
        return states[0], states

    def project(self, inputs: Tensor, training: bool) -> Tensor:
        """Return what inputs give to a step.

        Args:
            inputs: `(..., batch, features)`.
            training: whether to drop some; the same ones at all steps.
        """
        if training and self.dropout:
            shape = (*[1] * (inputs.ndim - 2), None, None)
            inputs = ops.random.dropout(inputs, self.dropout, shape, self.seed_generator)
        projected = ops.matmul(inputs, self.kernel)
        return projected if self.bias is None else projected + self._input_bias()

    def _input_bias(self) -> Tensor:
        return self.bias

    def recurrence(self, state: Tensor, training: bool) -> tuple[Any, Any]:
        """Return what all steps share: the recurrent kernel, and the factor that drops states.

        Args:
            state: the first state.
            training: whether to drop some; the same ones at all steps.
        """
        kernel = ops.convert_to_tensor(self.recurrent_kernel)
        if not (training and self.recurrent_dropout):
            return kernel, 1.0
        ones = ops.ones_like(state)
        return kernel, ops.random.dropout(ones, self.recurrent_dropout, None, self.seed_generator)

    def advance(self, x: Tensor, states: Any, kernel: Any, keep: Any) -> list[Any]:
        """Return the next states.

        Args:
            x: what `project` gave for this step.
            states: the last states.
            kernel: the recurrent kernel.
            keep: the factor that drops states.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `advance`.")

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """Return the states before the first step.

        Args:
            batch_size: the number of sequences.
        """
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        return [ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in sizes]
