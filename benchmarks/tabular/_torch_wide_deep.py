"""Wide & Deep of TensorFlow's columns of Adult, as somebody writes it with pandas and torch."""

import itertools
import math
import os
import time
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch

from benchmarks._census import AGES, BUCKETS, NUMBERS, VOCABULARIES
from benchmarks.tabular._data import Split, adult

_HIDDEN = (100, 75, 50, 25)
_DIMENSION = 8
_WIDE_RATE, _DEEP_RATE = 0.005, 0.001


class Encoded(NamedTuple):
    """A table as numbers: indices of wide weights, inputs of the tower, buckets of jobs."""

    wide: torch.Tensor
    deep: torch.Tensor
    jobs: torch.Tensor


class Encoder:
    """Categories by their vocabularies, jobs and crosses by hashes, ages in ranges, z-scores.

    Args:
        frame: the table whose means and deviations count.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        numbers = frame[list(NUMBERS)].to_numpy(np.float32)
        self._mean, self._deviation = numbers.mean(0), numbers.std(0)
        sizes = [len(words) for words in VOCABULARIES.values()]
        sizes += [BUCKETS, len(AGES) + 1, BUCKETS, BUCKETS, 1]
        self._starts = np.cumsum([0, *sizes[:-1]])
        self.weights = int(sum(sizes))  # of the wide part; unknown categories have one more

    def __call__(self, frame: pd.DataFrame) -> Encoded:
        """Return a table as numbers.

        Args:
            frame: with the columns of Adult.
        """
        codes = [
            pd.Index(words).get_indexer(frame[name]).astype(np.int64)
            for name, words in VOCABULARIES.items()
        ]
        education, job = (
            pd.util.hash_array(frame[name].to_numpy(object)) for name in ("education", "occupation")
        )
        ages = np.searchsorted(AGES, frame["age"].to_numpy(), side="right")
        jobs = _bucket(job)
        cross = _mixed(education, job)
        hashed = [jobs, ages, _bucket(cross), _bucket(_mixed(cross, ages.astype(np.uint64)))]
        bias = np.zeros(len(frame), np.int64)
        places = np.stack([*codes, *hashed, bias], axis=1)
        wide = np.where(places < 0, self.weights, places + self._starts)
        numbers = (frame[list(NUMBERS)].to_numpy(np.float32) - self._mean) / self._deviation
        deep = np.concatenate([numbers, *map(_indicator, codes, VOCABULARIES.values())], axis=1)
        return Encoded(*map(torch.from_numpy, (wide, deep, jobs)))


def _bucket(hashes: np.ndarray) -> np.ndarray:
    return (hashes % np.uint64(BUCKETS)).astype(np.int64)


def _mixed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return a hash of two."""
    mixed = (one ^ (other + np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(31))


def _indicator(codes: np.ndarray, words: list[str]) -> np.ndarray:
    # An unknown category has the last row, which is zero.
    return np.eye(len(words) + 1, len(words), dtype=np.float32)[codes]


class WideDeep(torch.nn.Module):
    """The sum of a linear model and of a tower of dense layers.

    Args:
        weights: of the linear model, one of which is its bias.
        inputs: of the tower, besides the embedding of jobs.
    """

    def __init__(self, weights: int, inputs: int) -> None:
        super().__init__()
        self.wide = torch.nn.EmbeddingBag(weights + 1, 1, mode="sum", padding_idx=weights)
        torch.nn.init.zeros_(self.wide.weight)
        self.jobs = torch.nn.Embedding(BUCKETS, _DIMENSION)
        std = 1 / math.sqrt(_DIMENSION)
        torch.nn.init.trunc_normal_(self.jobs.weight, std=std, a=-2 * std, b=2 * std)
        sizes = [inputs + _DIMENSION, *_HIDDEN, 1]
        layers: list[torch.nn.Module] = []
        for pair in itertools.pairwise(sizes):
            layers += [torch.nn.Linear(*pair), torch.nn.ReLU()]
            torch.nn.init.xavier_uniform_(layers[-2].weight)
            torch.nn.init.zeros_(layers[-2].bias)
        self.tower = torch.nn.Sequential(*layers[:-1])

    def forward(self, rows: Encoded) -> torch.Tensor:
        deep = torch.cat([rows.deep, self.jobs(rows.jobs)], dim=1)
        return (self.wide(rows.wide) + self.tower(deep)).squeeze(1)


class Ftrl:
    """FTRL-proximal without penalties, for one parameter, in place.

    Args:
        parameter: what is trained.
        rate: the learning rate.
    """

    def __init__(self, parameter: torch.nn.Parameter, rate: float) -> None:
        self._parameter, self._rate = parameter, rate
        self._squares = torch.full_like(parameter, 0.1)
        self._root = self._squares.sqrt()
        self._linear = torch.zeros_like(parameter)

    @torch.no_grad()
    def step(self) -> None:
        """Take a step along the parameter's gradient."""
        grad, weight = self._parameter.grad, self._parameter
        assert grad is not None
        self._squares.addcmul_(grad, grad)
        root = self._squares.sqrt()
        change = self._root.sub_(root).div_(self._rate)
        self._linear.add_(grad).addcmul_(change, weight)
        torch.div(self._linear, root, out=weight).mul_(-self._rate)
        self._root = root


class TorchWideDeep:
    """Encode, draw and train, from a data frame to the last step.

    Args:
        split: of Adult; read from its files if None.
    """

    def __init__(self, split: Split | None = None) -> None:
        self._split = split or adult()
        self._encode: Encoder | None = None
        self._model: WideDeep | None = None

    def choose_threads(self, steps: int = 300) -> int:
        """Take as many threads as it is fastest with, and return how many these are.

        Args:
            steps: of each try.
        """
        taken = {}
        for threads in {1, len(os.sched_getaffinity(0))}:
            torch.set_num_threads(threads)
            tries = []
            for _ in range(3):
                start = time.perf_counter()
                self.fit(steps=steps)
                tries.append(time.perf_counter() - start)
            taken[threads] = min(tries)
        best = min(taken, key=lambda threads: taken[threads])
        torch.set_num_threads(best)
        return best

    def fit(self, *, steps: int, batch_size: int = 100) -> float:
        """Train from nothing, and return the mean loss of all steps.

        Args:
            steps: how many.
            batch_size: rows in each.
        """
        self._encode = Encoder(self._split.x)
        rows = self._encode(self._split.x)
        targets = torch.from_numpy(self._split.y.astype(np.float32))
        self._model = WideDeep(self._encode.weights, rows.deep.shape[1])
        return _train(self._model, rows, targets, steps, batch_size)

    def held_out_loss(self) -> float:
        """Return the mean log loss of the rows that were not learned from."""
        assert self._model is not None
        assert self._encode is not None
        targets = torch.from_numpy(self._split.test_y.astype(np.float32))
        with torch.inference_mode():
            logits = self._model(self._encode(self._split.test_x))
            return float(torch.nn.functional.binary_cross_entropy_with_logits(logits, targets))


def _train(model: WideDeep, rows: Encoded, targets: Any, steps: int, batch_size: int) -> float:
    wide = Ftrl(model.wide.weight, _WIDE_RATE)
    others = [*model.jobs.parameters(), *model.tower.parameters()]
    deep = torch.optim.Adagrad(
        others, lr=_DEEP_RATE, initial_accumulator_value=0.1, eps=1e-7, fused=True
    )
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    total, done = torch.zeros(()), 0
    while done < steps:
        order = torch.randperm(len(targets))
        for batch in order.split(batch_size)[: steps - done]:
            model.wide.weight.grad = None
            deep.zero_grad()
            loss = loss_of(model(Encoded(*(part[batch] for part in rows))), targets[batch])
            loss.backward()
            wide.step()
            deep.step()
            total += loss.detach()
            done += 1
    return float(total) / steps
