"""What a rule is before anybody wrote one."""

import numpy as np
import pytest

from deepkit.optimizers import SGD, Optimizer


def test_a_rule_remembers_and_shares_nothing_unless_it_says_so():
    optimizer = Optimizer(0.1)
    assert optimizer.init(np.ones(3)) == {}
    assert optimizer.init_shared("float32") == {}
    assert not optimizer.row_wise


def test_an_optimizer_without_an_update_says_what_to_define():
    class Empty(Optimizer):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty must define `init` and `update`.*Keras"):
        Empty(0.1).update(1.0, 1.0, {}, 0.1, 0)


def test_a_rule_can_be_called_on_an_array_by_itself():
    rate, step = np.float32(0.5), np.int32(0)
    param, slots = SGD().update(np.ones(2, "float32"), np.zeros(2, "float32"), {}, rate, step)
    np.testing.assert_array_equal(param, [-0.5, -0.5])
    assert slots == {}
