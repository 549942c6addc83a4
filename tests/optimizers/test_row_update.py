"""Updates of single rows of a table are those of the whole table."""

import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.optimizers import Adagrad, Ftrl, RowGradient
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._row_update import updated_rows

RANDOM = np.random.default_rng(0)
TABLE = RANDOM.normal(size=(5, 2)).astype("float32")
GRAD = RowGradient(np.int32([4, 1, 5]), RANDOM.normal(size=(3, 2)).astype("float32"))
WHOLE = np.zeros((5, 2), "float32")
WHOLE[[4, 1]] = GRAD.values[:2]
RATE, STEP = np.float32(0.5), np.int32(0)


def test_it_is_the_update_by_a_gradient_that_is_zero_elsewhere():
    rule, table = Adagrad(0.5), backend.convert(TABLE)
    slots = rule.init(table)
    expected, after = rule.update(WHOLE, table, slots, RATE, STEP)
    found, own = updated_rows(rule, GRAD, table, (slots, {}), RATE, STEP)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    np.testing.assert_allclose(own["accumulator"], after["accumulator"], rtol=1e-6)


@pytest.mark.parametrize("moved", [True, False])
def test_all_rows_follow_the_rate_when_it_is_another(moved):
    rule, table = Ftrl(0.5), backend.convert(TABLE)
    slots = {"accumulator": ops.ones((5, 2)), "linear": backend.convert(-TABLE)}
    expected, _ = rule.update(WHOLE, table, slots, RATE, STEP)
    told = {"moved": np.bool_(moved)}
    found, _ = updated_rows(rule, GRAD, table, (slots, {}), RATE, STEP, **told)
    rest = np.delete(np.arange(5), [4, 1])
    np.testing.assert_allclose(found[np.array([4, 1])], expected[np.array([4, 1])], rtol=1e-6)
    kept = expected if moved else table
    np.testing.assert_allclose(found[rest], kept[rest], rtol=1e-6)


def test_a_rule_with_a_slot_that_has_no_rows_is_given_the_whole_gradient():
    class Counting(Optimizer):
        def init(self, param):
            return {"count": ops.zeros(())}

        def update(self, grad, param, slots, rate, step):
            return param - rate * grad, {"count": slots["count"] + 1}

    rule, table = Counting(0.5), backend.convert(TABLE)
    found, own = updated_rows(rule, GRAD, table, (rule.init(table), {}), RATE, STEP)
    np.testing.assert_allclose(found, TABLE - 0.5 * WHOLE, rtol=1e-6)
    assert own["count"] == 1
