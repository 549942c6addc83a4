"""What a job tells to deepkit, to Keras and to the loop by hand."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np

# The weights of each layer by its name, in the order of Keras's `get_weights`.
Weights = dict[str, list[Any]]


class Rule(NamedTuple):
    """An optimizer: momentum, or Adam in Keras's form."""

    kind: Literal["momentum", "adam"]
    rate: float


@dataclass(frozen=True)
class Job(ABC):
    """A model, trained on random data.

    Args:
        name: how it is called on the command line.
        batch_size: samples in a batch.
        batches: in an epoch.
        dtype: what is computed in; weights are in float32.
    """

    rule: ClassVar[Rule]

    name: str
    batch_size: int
    batches: int
    dtype: Literal["bfloat16", "float32"] = "bfloat16"

    @property
    def samples(self) -> int:
        """How many there are in an epoch."""
        return self.batch_size * self.batches

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is, in a few words."""

    @abstractmethod
    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the inputs and labels of an epoch: the same in every call."""

    @abstractmethod
    def keras_model(self, k: ModuleType) -> Any:
        """Return the model, made by the functional API of Keras or of deepkit: `k` is either."""

    @abstractmethod
    def jax_forward(
        self, weights: Weights, x: Any, *, training: bool, attention: str | None
    ) -> tuple[Any, Weights]:
        """Return logits, and the layers that changed besides by gradients.

        Args:
            weights: in the dtypes to compute in.
            x: a batch.
            training: whether statistics are those of the batch.
            attention: how `jax.nn.dot_product_attention` is told to do it.
        """
