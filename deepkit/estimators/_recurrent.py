"""The networks of the recurrent estimators, drawn on symbolic tensors."""

from collections.abc import Callable, Sequence
from typing import Any

from deepkit import layers, ops
from deepkit.errors import one_of, whole
from deepkit.estimators.heads import WithSteps

_LAYERS: dict[str, Callable[..., Any]] = {
    "simple_rnn": layers.SimpleRNN,
    "lstm": layers.LSTM,
    "gru": layers.GRU,
}


def sequence_logits(
    steps: Any, context: Any, mask: Any, width: int, *, rnn: Sequence[Callable[..., Any]]
) -> Any:
    """Return the logits of a recurrent network: of the last step, or of each.

    Args:
        steps: the features of the steps, of shape (batch, steps, features).
        context: features that are the same at all steps, of shape (batch, features); or None.
        mask: which steps there are, of shape (batch, steps).
        width: the number of logits.
        rnn: layers, one on the other.
    """
    if context is not None:
        alike = ops.multiply(ops.expand_dims(context, 1), ops.ones_like(steps[:, :, :1]))
        steps = layers.concatenate([steps, alike], axis=-1)
    x = WithSteps(name="steps")([steps, mask])
    for layer in rnn:
        x = layer(x)
    return layers.Dense(width, name="logits")(x)


def rnn_layers(
    units: Any, cell_type: Any, rnn_cell_fn: Callable[[], Any] | None, *, return_sequences: bool
) -> list[Any]:
    """Return the recurrent layers that were asked for.

    Args:
        units: the size of a layer, or of several.
        cell_type: `"simple_rnn"`, `"lstm"`, `"gru"`, or a class of cells.
        rnn_cell_fn: makes a cell instead.
        return_sequences: whether the last one returns all of its outputs.

    Raises:
        ValueError: if cells are asked for twice or not at all, or there is no such type.
    """
    if rnn_cell_fn is not None:
        if units is not None or cell_type is not None:
            raise ValueError("Give either `rnn_cell_fn`, or `units` and `cell_type`, not both.")
        return [layers.RNN(rnn_cell_fn(), return_sequences=return_sequences, name="rnn")]
    sizes = list(units) if isinstance(units, Sequence) else [units]
    if not sizes:
        raise ValueError("`units` must be a size, or a list of sizes with at least one, got [].")
    return [
        _layer(
            cell_type,
            whole(units=size),
            return_sequences=return_sequences or place < len(sizes) - 1,
            name=f"rnn_{place}",
        )
        for place, size in enumerate(sizes)
    ]


def _layer(cell_type: Any, units: int, **options: Any) -> Any:
    if isinstance(cell_type, type):
        make: Callable[[int], Any] = cell_type
        return layers.RNN(make(units), **options)
    return _LAYERS[str(one_of(tuple(_LAYERS), cell_type=cell_type))](units, **options)
