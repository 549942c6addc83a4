"""Losses, their derivatives, and the bias that a model starts with."""

import numpy as np
import pytest

from deepkit.estimators.linear_solver._family import Logistic, Multinomial, Poisson, Squared

FAMILIES = [Logistic(), Multinomial(), Poisson(), Squared()]
LABELS = {
    Logistic: [[1.0, 0.3]],
    Multinomial: [[0.25, 0.75]],
    Poisson: [[0.0, 4.0]],
    Squared: [[2.0, -1.0]],
}
OUTPUTS = np.array([[0.5, -1.0]])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: type(family).__name__)
def test_slopes_are_the_derivatives_of_losses(family):
    labels = np.array(LABELS[type(family)])
    slopes = family.slopes(OUTPUTS, labels)[0]
    for unit, change in enumerate(np.eye(2)):
        after, before = (family.losses(OUTPUTS + s * change, labels)[0] for s in (1e-5, -1e-5))
        np.testing.assert_allclose(slopes[unit], (after - before) / 2e-5, rtol=1e-8)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: type(family).__name__)
def test_bends_are_the_derivatives_of_slopes(family):
    labels, change, small = np.array(LABELS[type(family)]), np.array([[0.3, 2.0]]), 1e-5
    after, before = (family.slopes(OUTPUTS + s * small * change, labels) for s in (1, -1))
    expected = (after - before) / (2 * small)
    np.testing.assert_allclose(family.bend(OUTPUTS, change), expected, rtol=1e-8)
    alone = [family.bend(OUTPUTS, row)[0, i] for i, row in enumerate(np.eye(2)[:, np.newaxis])]
    np.testing.assert_allclose(family.bends(OUTPUTS)[0], alone)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: type(family).__name__)
def test_at_the_start_the_slopes_sum_to_zero(family, random):
    labels = random.dirichlet([1, 2], size=30)
    outputs = np.tile(family.start(labels.mean(axis=0)), (30, 1))
    np.testing.assert_allclose(family.slopes(outputs, labels).sum(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("family", FAMILIES[:3], ids=lambda family: type(family).__name__)
def test_a_class_that_is_never_or_always_seen_starts_with_a_finite_bias(family):
    start = family.start(np.array([0.0, 1.0]))
    assert np.isfinite(start).all()
    assert start[0] < -15


def test_the_logistic_loss_is_exact_far_out():
    outputs = np.array([[800.0], [-800.0]])
    labels = np.array([[1.0], [1.0]])
    np.testing.assert_array_equal(Logistic().losses(outputs, labels), [0, 800])
    np.testing.assert_array_equal(Logistic().bends(outputs), [[0], [0]])


def test_a_poisson_step_too_far_has_an_infinite_loss():
    assert Poisson().losses(np.array([[1e4]]), np.array([[1.0]])) == np.inf
