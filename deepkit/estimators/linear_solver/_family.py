"""The losses of generalized linear models, with what Newton's method needs of each."""

from typing import Protocol

import numpy as np
from scipy.special import expit, logsumexp, softmax

_RAREST = 1e-15  # a class that is never seen gets this probability, for its logarithm is finite


class Family(Protocol):
    """A loss of one row as a function of the model's outputs, which the columns add up to."""

    def start(self, means: np.ndarray) -> np.ndarray:
        """Return the best bias of a model without columns, from the means of the labels."""
        ...

    def losses(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Return the loss of each row."""
        ...

    def slopes(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Return the derivatives of the losses by the outputs."""
        ...

    def bends(self, outputs: np.ndarray) -> np.ndarray:
        """Return the second derivatives of the losses by each output alone."""
        ...

    def bend(self, outputs: np.ndarray, changes: np.ndarray) -> np.ndarray:
        """Return how much changes of the outputs change the slopes."""
        ...


class Squared:
    """`(output - label)^2 / 2`."""

    def start(self, means: np.ndarray) -> np.ndarray:
        return means

    def losses(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return np.square(outputs - labels).sum(axis=1) / 2

    def slopes(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return outputs - labels

    def bends(self, outputs: np.ndarray) -> np.ndarray:
        return np.ones_like(outputs)

    def bend(self, outputs: np.ndarray, changes: np.ndarray) -> np.ndarray:
        return changes


class Logistic:
    """`log(1 + exp(output)) - label * output`."""

    def start(self, means: np.ndarray) -> np.ndarray:
        means = np.clip(means, _RAREST, 1 - _RAREST)
        return np.log(means) - np.log1p(-means)

    def losses(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return np.sum(np.logaddexp(0, outputs) - labels * outputs, axis=1)

    def slopes(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return expit(outputs) - labels

    def bends(self, outputs: np.ndarray) -> np.ndarray:
        return expit(outputs) * expit(-outputs)  # `1 - expit` would lose the digits of the tail

    def bend(self, outputs: np.ndarray, changes: np.ndarray) -> np.ndarray:
        return self.bends(outputs) * changes


class Poisson:
    """`exp(output) - label * output`."""

    def start(self, means: np.ndarray) -> np.ndarray:
        return np.log(np.maximum(means, _RAREST))

    def losses(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):  # a step that leads there is not taken
            return np.sum(np.exp(outputs) - labels * outputs, axis=1)

    def slopes(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return np.exp(outputs) - labels

    def bends(self, outputs: np.ndarray) -> np.ndarray:
        return np.exp(outputs)

    def bend(self, outputs: np.ndarray, changes: np.ndarray) -> np.ndarray:
        return self.bends(outputs) * changes


class Multinomial:
    """`log(sum(exp(outputs))) - sum(labels * outputs)`, for labels that sum to 1."""

    def start(self, means: np.ndarray) -> np.ndarray:
        start = np.log(np.maximum(means, _RAREST))
        return start - start.mean()

    def losses(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return logsumexp(outputs, axis=1) - np.sum(labels * outputs, axis=1)

    def slopes(self, outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return softmax(outputs, axis=1) - labels

    def bends(self, outputs: np.ndarray) -> np.ndarray:
        chances = softmax(outputs, axis=1)
        return chances * (1 - chances)

    def bend(self, outputs: np.ndarray, changes: np.ndarray) -> np.ndarray:
        chances = softmax(outputs, axis=1)
        return chances * (changes - np.sum(chances * changes, axis=1, keepdims=True))
