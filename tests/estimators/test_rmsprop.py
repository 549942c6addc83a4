"""TensorFlow's RMSprop adds epsilon to the root."""

import numpy as np
import pytest

from deepkit import optimizers
from deepkit.backend import Variable
from deepkit.estimators._rmsprop import OutsideRMSprop

GRADS = np.random.default_rng(0).normal(size=(5, 3)).astype("float32") * 1e-4


def weights_after(optimizer):
    weight = Variable([1.0, 2.0, 3.0])
    for grad in GRADS:
        optimizer.apply([grad], [weight])
    return weight.numpy()


@pytest.mark.parametrize("centered", [False, True])
def test_epsilon_stands_outside_of_the_root(centered):
    w, v, a = np.array([1.0, 2.0, 3.0]), 0.0, 0.0
    for grad in GRADS.astype("float64"):
        v, a = 0.5 * v + 0.5 * grad**2, 0.5 * a + 0.5 * grad
        w -= 0.01 * grad / (np.sqrt(v - a**2 * centered) + 1e-3)
    found = weights_after(OutsideRMSprop(0.01, rho=0.5, epsilon=1e-3, centered=centered))
    np.testing.assert_allclose(found, w, rtol=1e-5)


def test_with_momentum_it_stands_inside():
    options = {"learning_rate": 0.01, "momentum": 0.9, "epsilon": 1e-3}
    expected = weights_after(optimizers.RMSprop(**options))
    np.testing.assert_array_equal(weights_after(OutsideRMSprop(**options)), expected)


def test_it_comes_back_from_its_record():
    written = optimizers.serialize(OutsideRMSprop(0.5, centered=True))
    again = optimizers.deserialize(written)
    assert type(again) is OutsideRMSprop
    assert again.get_config() == written["config"]


def test_rows_of_a_table_can_be_updated_alone():
    assert OutsideRMSprop(0.01).updates_rows("table", lazily=True)
