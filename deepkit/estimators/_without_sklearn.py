"""The essentials of scikit-learn's bases, for where it is not installed."""

import inspect
from typing import Any, Self

from deepkit.errors import unknown


class NotFittedError(ValueError, AttributeError):
    """Something learned is asked of an estimator that has not learned yet."""


class DataConversionWarning(UserWarning):
    """Data was brought into the shape that was asked for."""


class BaseEstimator:
    """The parameters of an estimator: the arguments of its constructor."""

    @classmethod
    def _get_param_names(cls) -> list[str]:
        return sorted(name for name in inspect.signature(cls.__init__).parameters if name != "self")

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name.

        Args:
            deep: as in scikit-learn; there are no parts with parameters of their own.
        """
        return {name: getattr(self, name) for name in self._get_param_names()}

    def set_params(self, **params: Any) -> Self:
        """Set parameters; return the estimator.

        Args:
            **params: values by name.

        Raises:
            ValueError: if there is no parameter of the name.
        """
        for name, value in params.items():
            if name not in self._get_param_names():
                raise unknown("parameter", name, self._get_param_names())
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self).__init__).parameters
        params = self.get_params()
        told = {
            name: params[name]
            for name in defaults
            if name != "self" and params[name] is not defaults[name].default
        }
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in told.items())})"

    def __getstate__(self) -> dict[str, Any]:
        return dict(vars(self))

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)


class ClassifierMixin:
    """Marks classifiers."""

    _estimator_type = "classifier"


class RegressorMixin:
    """Marks regressors."""

    _estimator_type = "regressor"
