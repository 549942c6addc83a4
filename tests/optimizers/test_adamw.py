"""AdamW: Adam and the decay."""

import numpy as np
import pytest

from deepkit.optimizers import Adam, AdamW
from tests.optimizers._stepping import GRADIENTS, START, after


def test_weights_decay_before_adam_steps():
    # The first gradients are all of one sign and size, so Adam's step is the rate.
    found = after(AdamW(0.1, weight_decay=0.5), np.ones((1, 3)))
    np.testing.assert_allclose(found, START * (1 - 0.1 * 0.5) - 0.1, rtol=1e-5)


def test_without_decay_it_is_adam():
    np.testing.assert_array_equal(after(AdamW(0.1, weight_decay=0.0)), after(Adam(0.1)))
    assert not np.allclose(after(AdamW(0.1), GRADIENTS), after(Adam(0.1), GRADIENTS), rtol=1e-5)


def test_the_decay_must_be_given():
    with pytest.raises(ValueError, match=r"`weight_decay` must be >= 0, got None. .* use `Adam`"):
        AdamW(weight_decay=None)
