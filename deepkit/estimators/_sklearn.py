"""Where scikit-learn is met: its bases if it is installed, their essentials if it is not."""

from typing import Any

from deepkit import errors
from deepkit.estimators import _without_sklearn

_bases: Any = _without_sklearn
_words: Any = _without_sklearn
try:
    from sklearn import base as _bases
    from sklearn import exceptions as _words
except ImportError:
    pass

BaseEstimator: Any = _bases.BaseEstimator
ClassifierMixin: Any = _bases.ClassifierMixin
RegressorMixin: Any = _bases.RegressorMixin
DataConversionWarning: Any = _words.DataConversionWarning
_TheirNotFittedError: Any = _words.NotFittedError


class NotFittedError(errors.NotFittedError, _TheirNotFittedError):
    """Something learned is asked of an estimator that has not learned yet."""


__all__ = [
    "BaseEstimator",
    "ClassifierMixin",
    "DataConversionWarning",
    "NotFittedError",
    "RegressorMixin",
]
