"""Tests of the place where scikit-learn is met."""

import sklearn.base
import sklearn.exceptions

from deepkit import errors
from deepkit.estimators import _sklearn


def test_the_bases_are_scikit_learns_where_it_is_installed():
    assert _sklearn.BaseEstimator is sklearn.base.BaseEstimator
    assert _sklearn.ClassifierMixin is sklearn.base.ClassifierMixin
    assert _sklearn.RegressorMixin is sklearn.base.RegressorMixin


def test_the_error_is_of_both_houses():
    assert issubclass(_sklearn.NotFittedError, sklearn.exceptions.NotFittedError)
    assert issubclass(_sklearn.NotFittedError, errors.NotFittedError)
