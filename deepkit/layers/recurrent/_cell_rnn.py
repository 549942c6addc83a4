"""The base of recurrent layers that make their cell themselves."""

from typing import Any

from deepkit.layers.recurrent._rnn import RNN

_OF_CELL = frozenset(
    {
        "activation", "bias_constraint", "bias_initializer", "bias_regularizer", "dropout",
        "kernel_constraint", "kernel_initializer", "kernel_regularizer", "recurrent_activation",
        "recurrent_constraint", "recurrent_dropout", "recurrent_initializer",
        "recurrent_regularizer", "reset_after", "seed", "unit_forget_bias", "units", "use_bias",
    }
)  # fmt: skip


class CellRNN(RNN):
    """A recurrent layer with the options of its cell."""

    def __getattr__(self, name: str) -> Any:
        if name in _OF_CELL and "cell" in self.__dict__:
            return getattr(self.cell, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
