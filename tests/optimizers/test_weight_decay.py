"""Weight decay acts apart from the gradient, and spares whom it is told to."""

import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import Variable
from deepkit.optimizers import SGD, RowGradient
from deepkit.optimizers._weight_decay import decayed, named


def test_weights_lose_rate_times_decay_of_themselves():
    params = {"w": np.float32([2.0]), "b": np.float32([2.0])}
    found = decayed(params, {"w": params["w"]}, 0.5, np.float32(0.1))
    np.testing.assert_allclose(found["w"], [2.0 * (1 - 0.05)], rtol=1e-6)
    assert found["b"][0] == 2.0


def test_of_a_table_with_a_gradient_in_some_rows_these_rows_decay():
    table = backend.convert([[1.0], [2.0], [4.0]])
    grad = RowGradient(np.int32([2, 0, 3]), np.zeros((3, 1), "float32"))
    found = decayed({"t": table}, {"t": grad}, 0.5, np.float32(0.1))
    np.testing.assert_allclose(found["t"], [[0.95], [2.0], [3.8]], rtol=1e-6)


def test_a_pattern_may_occur_anywhere_in_a_name():
    assert named("my_bias_1", ["bias"])
    assert not named("kernel", ["bias", "gamma"])
    assert not named("kernel", [])


def test_variables_are_spared_by_name_and_by_themselves():
    kernel, bias, other = (Variable([2.0], name=name) for name in ("kernel", "bias", "other"))
    optimizer = SGD(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=[other], var_names=["bias"])
    optimizer.apply([[0.0]] * 3, [kernel, bias, other])
    found = [v.numpy()[0] for v in (kernel, bias, other)]
    np.testing.assert_allclose(found, [1.9, 2.0, 2.0], rtol=1e-6)


def test_in_the_pure_face_the_name_is_the_end_of_the_key():
    optimizer = SGD(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    assert optimizer.decays("bias_net/kernel")
    assert not optimizer.decays("dense/bias")


def test_it_is_too_late_once_the_optimizer_is_built():
    optimizer = SGD(0.1, weight_decay=0.5)
    optimizer.build([Variable([2.0])])
    with pytest.raises(ValueError, match=r"'sgd' is built already: call `exclude_from_weight"):
        optimizer.exclude_from_weight_decay(var_names=["bias"])
