"""Links on the host and in compiled programs."""

import numpy as np
import pytest
import scipy.special

from deepkit import ops
from deepkit.estimators.heads._links import (
    linked,
    linked_on_host,
    log_sigmoid,
    log_softmax,
    sigmoid,
    softmax,
)

LOGITS = np.array([[-200.0, -3.0], [0.0, 200.0]], np.float32)


def test_a_sigmoid_neither_overflows_nor_changes_the_dtype():
    assert sigmoid(LOGITS) == pytest.approx(scipy.special.expit(LOGITS), rel=1e-6)
    assert sigmoid(LOGITS).dtype == np.float32


def test_a_softmax_neither_overflows_nor_changes_the_dtype():
    assert softmax(LOGITS) == pytest.approx(scipy.special.softmax(LOGITS, axis=-1), rel=1e-6)
    assert softmax(LOGITS).dtype == np.float32


def test_logarithms_are_finite_where_probabilities_underflow():
    exact = LOGITS.astype(np.float64)
    assert log_sigmoid(LOGITS) == pytest.approx(scipy.special.log_expit(exact), rel=1e-6)
    assert log_softmax(LOGITS) == pytest.approx(scipy.special.log_softmax(exact, -1), rel=1e-6)
    assert log_sigmoid(LOGITS).dtype == log_softmax(LOGITS).dtype == np.float32


def test_the_logarithm_of_a_likely_class_is_not_rounded_to_0():
    logits = np.array([[20.0, 0.0, -1.0]], np.float32)  # below 1 by exp(-20) + exp(-21)
    assert log_softmax(logits)[0, 0] == pytest.approx(-(np.exp(-20) + np.exp(-21)), rel=1e-6)


@pytest.mark.parametrize("link", [None, "exp", "sigmoid", ops.tanh])
def test_a_link_is_the_same_on_the_host_and_in_a_program(link):
    logits = np.array([[-1.0], [2.0]], np.float32)
    assert linked_on_host(logits, link) == pytest.approx(np.asarray(linked(logits, link)))


def test_a_link_on_the_host_keeps_the_dtype():
    assert linked_on_host(LOGITS, lambda x: x.astype(np.float64)).dtype == np.float32
