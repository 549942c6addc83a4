"""The layer that walks along a sequence from both ends."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.backend import current_call, leaves
from deepkit.errors import ShapeError, StateError, one_of
from deepkit.layers._layer import Layer
from deepkit.layers._signature import call_signature
from deepkit.layers._wrapper import wrapped
from deepkit.typing import Config, Shape, Tensor

_ALIKE = ("stateful", "return_sequences", "return_state")
_MODES = ("concat", "sum", "mul", "ave", None)


class Bidirectional(Layer):
    """Walk along sequences from both ends, with a recurrent layer for each direction.

    The outputs of both are put together step by step: those from the end are turned round first.
    The layers are made of the config of the one given: its weights are not theirs.

    Args:
        layer: `LSTM`, `GRU`, `SimpleRNN`, `RNN`, or a layer with `go_backwards`, `stateful`,
            `return_sequences` and `return_state` of the same meaning.
        merge_mode: what is made of both outputs: `"concat"` puts their features side by side,
            `"sum"`, `"mul"` and `"ave"` add, multiply and average them; both are returned if None.
        weights: arrays to begin with: those of the forward layer, then as many of the other.
        backward_layer: the layer from the end; like `layer`, but with the other `go_backwards`. If
            None, it is made of the config of `layer`.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, features)` to `(batch, 2 * units)` if concatenated, `(batch, units)` if not,
        with `steps` as the second axis if sequences are returned; then, if asked for, the states of
        the forward layer, and those of the other. `initial_state` has the same order. A mask is
        `(batch, steps)`; in sequences, outputs of masked steps are zero.

    Raises:
        ValueError: if `layer` or `backward_layer` does not walk along sequences, both walk in the
            same direction or differ in what they return, or there is no such `merge_mode`.
        ShapeError: if there are not as many states or weights as the layers have.

    Source:
        Schuster and Paliwal, "Bidirectional Recurrent Neural Networks", 1997, IEEE Transactions on
        Signal Processing 45(11), doi:10.1109/78.650093.

    Example:
        >>> from deepkit import layers, ops
        >>> layer = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
        >>> layer(ops.ones((2, 5, 3))).shape
        (2, 5, 8)
    """

    supports_masking = True

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Sequence[Any] | None = None,
        backward_layer: Any = None,
        **base: Any,
    ) -> None:
        one_of(_MODES, merge_mode=merge_mode)
        walking(layer=layer)
        if backward_layer is not None:
            walking(backward_layer=backward_layer)
        super().__init__(**base)
        self.forward_layer = _made(layer, "forward_")
        if backward_layer is None:
            backward_layer = _made(layer, "backward_", go_backwards=True)
        self.backward_layer = backward_layer
        _check_pair(self.forward_layer, self.backward_layer)
        self.merge_mode = merge_mode
        self.stateful, self.return_sequences, self.return_state = (
            getattr(layer, name) for name in _ALIKE
        )
        for each in self._both:
            if getattr(each, "zero_output_for_mask", None) is not None:
                each.zero_output_for_mask = self.return_sequences
        self.input_spec = getattr(layer, "input_spec", None)
        self._first_weights = None if weights is None else [np.asarray(w) for w in weights]

    @property
    def _both(self) -> tuple[Any, Any]:
        return self.forward_layer, self.backward_layer

    def build(self, sequences_shape: Shape, initial_state_shape: Any = None) -> None:
        for layer in self._both:
            if not layer.built:
                layer.build(sequences_shape)
                layer.built = True
        if self._first_weights is not None:
            self.set_weights(self._first_weights)
            self._first_weights = None

    def call(
        self,
        sequences: Tensor,
        initial_state: Any = None,
        mask: Tensor = None,
        training: bool | None = None,
    ) -> Any:
        first, last = self._split(initial_state)
        y, *states = _walked(self.forward_layer, sequences, first, mask, training)
        back, *more = _walked(self.backward_layer, sequences, last, mask, training)
        y, back = ops.cast(y, self.compute_dtype), ops.cast(back, self.compute_dtype)
        back = ops.flip(back, 1) if self.return_sequences else back
        outputs = [*self._merged(y, back)]
        call = current_call()
        if call is not None and self.return_sequences:
            for x in outputs:
                call.set_mask(x, mask)
        outputs += states + more
        return tuple(outputs) if len(outputs) > 1 else outputs[0]

    def _merged(self, y: Tensor, back: Tensor) -> tuple[Tensor, ...]:
        match self.merge_mode:
            case "concat":
                return (ops.concatenate([y, back], axis=-1),)
            case "sum":
                return (y + back,)
            case "ave":
                return ((y + back) / 2,)
            case "mul":
                return (y * back,)
        return y, back

    def _split(self, states: Any) -> tuple[Any, Any]:
        """Return the first states of each layer."""
        if states is None:
            return None, None
        given = list(states) if isinstance(states, (list, tuple)) else [states]
        first, last = (_states_of(layer) for layer in self._both)
        if first is None or last is None:  # a layer of a user's need not tell
            first = last = max((len(given) + 1) // 2, 1)
        if len(given) != first + last:
            raise ShapeError(
                f"`initial_state` of {self.name!r} must be the states of the forward layer and "
                f"those of the backward layer, {first + last} in all, got {len(given)}."
            )
        return given[:first], given[first:]

    def compute_mask(self, inputs: Tensor, previous_mask: Any = None) -> Any:
        mask = previous_mask if self.return_sequences else None
        if mask is None or not (self.return_state or self.merge_mode is None):
            return mask
        states = [None for layer in self._both for _ in leaves(layer.state_size)]
        masks = [mask] if self.merge_mode else [mask, mask]
        return masks + states if self.return_state else masks

    @property
    def states(self) -> Any:
        """The Variables that stateful layers keep, those of the forward layer first, or None."""
        first, last = (layer.states for layer in self._both)
        return (*first, *last) if first and last else None

    def reset_state(self) -> None:
        """Let stateful layers begin anew.

        Raises:
            StateError: if they are not stateful.
        """
        if not self.stateful:
            raise StateError(
                f"{self.name!r} keeps no states to reset: give its layer `stateful=True`."
            )
        for layer in self._both:
            layer.reset_state()

    reset_states = reset_state

    def get_config(self) -> Config:
        """Return the constructor's arguments, the two layers as they are among them."""
        kept = {k: v for k, v in super().get_config().items() if k != "weights"}
        return {**kept, "layer": self.forward_layer, "backward_layer": self.backward_layer}


def walking(**named: Any) -> None:
    """Refuse the one named value unless it is a layer that walks along sequences.

    Args:
        **named: exactly one argument, under the name the user knows it by.

    Raises:
        ValueError: if it is not.
    """
    [(name, layer)] = named.items()
    wrapped(**named)
    missing = [n for n in ("go_backwards", *_ALIKE) if not hasattr(layer, n)]
    if missing:
        raise ValueError(
            f"`{name}` must be a layer that walks along sequences, as `LSTM` does: {layer!r} has "
            f"no {', '.join(f'`{each}`' for each in missing)}."
        )


def _check_pair(forward: Any, backward: Any) -> None:
    if forward.go_backwards == backward.go_backwards:
        raise ValueError(
            "`layer` and `backward_layer` must walk in different directions, got "
            f"`go_backwards={forward.go_backwards}` for both."
        )
    for name in _ALIKE:
        pair = getattr(forward, name), getattr(backward, name)
        if pair[0] != pair[1]:
            raise ValueError(
                f"`layer` and `backward_layer` must have the same `{name}`, got {pair[0]} and "
                f"{pair[1]}."
            )


def _made(layer: Any, prefix: str, **changes: Any) -> Any:
    """Return a layer of the same config, with a name that tells its direction."""
    name = prefix + layer.name.removeprefix(prefix)
    return type(layer).from_config({**layer.get_config(), **changes, "name": name})


def _walked(layer: Any, sequences: Tensor, start: Any, mask: Any, training: Any) -> list[Any]:
    """Return the outputs of a layer, and its states if it returns any."""
    takes = call_signature(type(layer)).names
    options = {k: v for k, v in (("mask", mask), ("training", training)) if k in takes}
    if start is not None:
        options["initial_state"] = start
    outputs = layer(sequences, **options)
    return list(outputs) if layer.return_state else [outputs]


def _states_of(layer: Any) -> int | None:
    """Return how many states a layer has, if it tells."""
    sizes = getattr(layer, "state_size", None)
    return None if sizes is None else len(sizes) if isinstance(sizes, (list, tuple)) else 1
