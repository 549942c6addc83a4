"""Running an optimizer for a few steps, as its tests do."""

import numpy as np

from deepkit.backend import Variable
from deepkit.optimizers import Optimizer

START = np.array([1.0, -2.0, 0.5])
GRADIENTS = np.array([[0.5, -1e-3, 0.0], [-2.0, 1e-3, 1e-6], [0.25, 3.0, 0.0]])


def after(optimizer: Optimizer, grads: np.ndarray = GRADIENTS) -> np.ndarray:
    """Return what `START` becomes when the gradients are applied one after the other."""
    variable = Variable(START.astype("float32"), name="w")
    for grad in grads:
        optimizer.apply([grad], [variable])
    return variable.numpy()
