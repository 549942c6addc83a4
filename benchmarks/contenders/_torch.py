"""A loop as users of torch write it, with indexed tensors in place of a slower DataLoader."""

import os

import numpy as np
import torch

from benchmarks.workloads import Workload


class TorchLoop:
    """A module, an optimizer and batches by hand, on the CPU.

    Args:
        workload: what to train.
    """

    def __init__(self, workload: Workload) -> None:
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        x, y = workload.data()
        self._workload = workload
        self._x = torch.from_numpy(workload.torch_inputs(x))
        self._y = torch.from_numpy(y if workload.loss == "mse" else y.astype("int64"))
        self._module = workload.torch_module(torch, workload.weights())
        learned = [p for p in self._module.parameters() if p.requires_grad]
        self._optimizer = _optimizer(workload, learned)
        mse, crossentropy = torch.nn.MSELoss(), torch.nn.CrossEntropyLoss()
        self._loss = mse if workload.loss == "mse" else crossentropy

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        return [self._epoch(shuffle) for _ in range(epochs)]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        with torch.inference_mode():
            return self._module(torch.from_numpy(self._workload.torch_inputs(x))).numpy()

    def _epoch(self, shuffle: bool) -> float:
        rows, size = len(self._x), self._workload.batch_size
        order = torch.randperm(rows) if shuffle else torch.arange(rows)
        total = torch.zeros(())
        for batch in order.split(size):
            self._optimizer.zero_grad()
            loss = self._loss(self._module(self._x[batch]), self._y[batch])
            loss.backward()
            self._optimizer.step()
            total += loss.detach()
        return float(total) / (rows // size)


def _optimizer(workload: Workload, learned: list[torch.nn.Parameter]) -> torch.optim.Optimizer:
    rate = workload.learning_rate
    if workload.optimizer == "adam":
        return torch.optim.Adam(learned, lr=rate, eps=1e-7, fused=True)
    # Only the plain form takes the sparse gradients of tables; unchecked, as is its usual way,
    # of which it warns unless it was chosen.
    torch.sparse.check_sparse_tensor_invariants.disable()
    return torch.optim.Adagrad(learned, lr=rate, initial_accumulator_value=0.1, eps=1e-7)
