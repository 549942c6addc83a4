"""What a workload tells to every library: data, start weights, and the same model four times."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Literal, Self

import numpy as np

Arrays = list[np.ndarray]


@dataclass(frozen=True)
class Workload(ABC):
    """A model, its data, its batches and its optimizer.

    A library comes in as its module, so that measuring one needs none of the others.

    Args:
        name: how it is called on the command line.
        loss: `"mse"`, or `"crossentropy"` of whole-number labels from logits.
        batch_size: rows in a batch.
        rows: rows in an epoch, a multiple of the batch.
    """

    optimizer: ClassVar[Literal["adam", "adagrad"]] = "adam"
    learning_rate: ClassVar[float] = 0.001
    # Which contender is the loop that somebody writes by hand for this.
    loop: ClassVar[str] = "jax-dense"

    name: str
    loss: Literal["mse", "crossentropy"]
    batch_size: int
    rows: int

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is, in a few words."""

    @property
    def smaller(self) -> Self | None:
        """The job that should take as long though it is smaller, if there is one."""
        return None

    @abstractmethod
    def inputs(self, random: np.random.Generator) -> np.ndarray:
        """Return one epoch of inputs."""

    @property
    @abstractmethod
    def outputs(self) -> int:
        """The size of the last axis of the outputs."""

    @abstractmethod
    def weights(self) -> Arrays:
        """Return what training starts from, in the order of Keras's `get_weights`."""

    @abstractmethod
    def keras_model(self, k: ModuleType) -> Any:
        """Return the model made of Keras's layers, or of deepkit's: `k` is either."""

    @abstractmethod
    def jax_forward(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        """Return the outputs as a user of JAX would compute them."""

    def jax_tuned(self, jax: ModuleType, weights: list[Any], x: Any) -> Any:
        """Return the outputs as somebody computes them who knows what is slow in XLA."""
        return self.jax_forward(jax, weights, x)

    @property
    def has_tuned(self) -> bool:
        """Whether there is anything to know."""
        return type(self).jax_tuned is not Workload.jax_tuned

    @abstractmethod
    def torch_module(self, torch: ModuleType, weights: Arrays) -> Any:
        """Return the model as a torch module that starts from the weights."""

    def torch_inputs(self, x: np.ndarray) -> np.ndarray:
        """Return the inputs in the layout that torch wants."""
        return x

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the inputs and targets of an epoch: the same in every call."""
        random = np.random.default_rng(0)
        x = self.inputs(random)
        if self.loss == "mse":
            return x, random.normal(size=(self.rows, self.outputs)).astype("float32")
        return x, random.integers(self.outputs, size=self.rows).astype("int32")
