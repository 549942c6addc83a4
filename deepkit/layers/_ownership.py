"""The weights of a layer and of the layers within it."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from deepkit.backend import SeedGenerator, Variable, current_call, is_concrete, note_change
from deepkit.errors import NotBuiltError, ShapeError
from deepkit.layers._tracking import owned, unique
from deepkit.metrics import Metric


class Ownership:
    """What a layer owns: Variables, metrics and further layers."""

    name: str
    built: bool
    _trainable: bool
    _losses: list[Any]

    # What has looked at the layer must look again: its attributes are what it owns.
    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        note_change()

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        note_change()

    def sublayers(self) -> list["Ownership"]:
        """Return the layers directly within this one, in the order they were set."""
        return owned(self, Ownership)

    def own_variables(self) -> list[Variable]:
        """Return the Variables of this layer itself: those made trainable come first."""
        return sorted(owned(self, Variable), key=lambda variable: not variable.learned)

    def own_states(self) -> list[Variable]:
        """Return the Variables of this layer itself that files leave out: those of its seeds."""
        return [generator.state for generator in owned(self, SeedGenerator)]

    @property
    def variables(self) -> list[Variable]:
        """The weights and the states, such as those of the seed generators."""
        inner = [v for layer in self.sublayers() for v in layer.variables]
        return unique([*self.own_variables(), *self.own_states(), *inner])

    @property
    def weights(self) -> list[Variable]:
        """The Variables that make the layer what it is."""
        inner = [v for layer in self.sublayers() for v in layer.weights]
        return unique([*self.own_variables(), *inner])

    @property
    def trainable_variables(self) -> list[Variable]:
        """The weights that gradients reach."""
        if not self.trainable:
            return []
        own = [v for v in self.own_variables() if v.trainable]
        return unique([*own, *(v for s in self.sublayers() for v in s.trainable_variables)])

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """The weights that gradients do not reach, and the states of the seed generators."""
        learned = set(map(id, self.trainable_variables))
        return [v for v in self.variables if id(v) not in learned]

    @property
    def trainable_weights(self) -> list[Variable]:
        """The weights that gradients reach."""
        return self.trainable_variables

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The weights that gradients do not reach."""
        learned = set(map(id, self.trainable_variables))
        return [v for v in self.weights if id(v) not in learned]

    @property
    def trainable(self) -> bool:
        """Whether gradients reach the weights; set, it holds for all layers within."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for variable in self.own_variables():
            variable.trainable = bool(value) and variable.learned
        for layer in self.sublayers():
            layer.trainable = value

    @property
    def metrics(self) -> list[Metric]:
        """The metrics kept as attributes, here and in the layers within."""
        return self.tracked_metrics()

    def tracked_metrics(self) -> list[Metric]:
        """Return the metrics kept as attributes, without those a model within is compiled with."""
        inner = [m for layer in self.sublayers() for m in layer.tracked_metrics()]
        return unique([*owned(self, Metric), *inner])

    @property
    def metrics_variables(self) -> list[Variable]:
        """The Variables of the metrics."""
        return unique(v for metric in self.metrics for v in metric.variables)

    # --- losses --------------------------------------------------------------------------------

    def add_loss(self, loss: Any) -> None:
        """Add a penalty to the loss of the model; to be called within `call`.

        Args:
            loss: a scalar, or a list of scalars.
        """
        values = loss if isinstance(loss, (list, tuple)) else [loss]
        call = current_call()
        if call is None:
            self._losses.extend(values)
        else:
            call.losses.extend((self, value) for value in values)

    @property
    def losses(self) -> list[Any]:
        """The penalties: those added in the last call, and those of the regularizers."""
        call = current_call()
        added = self._added_losses() if call is None else [value for _, value in call.losses]
        return [*added, *self.regularization_losses()]

    def regularization_losses(self) -> list[Any]:
        """Return the penalties of the regularizers on trainable weights."""
        return [v.regularizer(v.value) for v in self.trainable_variables if v.regularizer]

    def _added_losses(self) -> list[Any]:
        inner = [loss for layer in self.sublayers() for loss in layer._added_losses()]
        return [*self._losses, *inner]

    def keep_losses(self, losses: Iterable[tuple[Any, Any]]) -> None:
        """Remember the penalties of an eager call; those of a traced one die with it."""
        losses = [(owner, value) for owner, value in losses if is_concrete(value)]
        if losses or self._losses:
            self._forget_losses()
        for owner, value in losses:
            owner._losses.append(value)

    def _forget_losses(self) -> None:
        self._losses.clear()
        for layer in self.sublayers():
            layer._forget_losses()

    # --- values ---------------------------------------------------------------------------------

    def count_params(self) -> int:
        """Return the number of elements of all weights.

        Raises:
            NotBuiltError: if the weights do not exist yet.
        """
        if not self.built:
            raise NotBuiltError(
                f"{self.name!r} has no weights to count yet: call it on data, or `build` it with "
                "the shape of its input."
            )
        return sum(weight.size for weight in self.weights)

    def get_weights(self) -> list[np.ndarray]:
        """Return the weights as NumPy arrays, in the order of `weights`."""
        return [weight.numpy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the weights from arrays in the order of `weights`.

        Args:
            weights: as many arrays, each of its weight's shape.

        Raises:
            ShapeError: if their number or a shape differs; nothing is set then.
        """
        own = self.weights
        if len(own) != len(weights):
            raise ShapeError(
                f"`weights` of {self.name!r} must be {len(own)} arrays, got {len(weights)}."
            )
        arrays = [np.asarray(array) for array in weights]
        for variable, array in zip(own, arrays, strict=True):
            if variable.shape != array.shape:
                raise ShapeError(
                    f"Weight {variable.path!r} has shape {variable.shape}, got {array.shape}."
                )
        for variable, array in zip(own, arrays, strict=True):
            variable.assign(array)

    def save_own_variables(self, store: Any) -> None:
        """Write this layer's own Variables into a mapping from "0", "1"... to arrays.

        Args:
            store: the mapping to fill.
        """
        for index, variable in enumerate(self.own_variables()):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read this layer's own Variables from what `save_own_variables` wrote.

        Args:
            store: a mapping from "0", "1"... to arrays.

        Raises:
            ShapeError: if their number or a shape differs.
        """
        variables = self.own_variables()
        if len(store) != len(variables):
            state = "" if self.built else " It is not built: its weights do not exist yet."
            raise ShapeError(
                f"Layer {self.name!r} has {len(variables)} variables, the file holds "
                f"{len(store)}.{state}"
            )
        for index, variable in enumerate(variables):
            variable.assign(store[str(index)])
