"""What users of scikit-learn write for a table of numbers and categories."""

from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

HIDDEN = (100, 75, 50, 25)
_NUMBERS = make_column_selector(dtype_include="number")
_TEXTS = make_column_selector(dtype_exclude="number")


def one_hot() -> ColumnTransformer:
    """Return what scales numbers and makes a column of each category."""
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32)
    return ColumnTransformer([("numbers", StandardScaler(), _NUMBERS), ("texts", encoder, _TEXTS)])


def logistic_regression(seed: int) -> Pipeline:
    """Return a linear classifier."""
    return make_pipeline(one_hot(), LogisticRegression(max_iter=1000, random_state=seed))


def mlp_classifier(seed: int) -> Pipeline:
    """Return a deep classifier; ten passes over Adult are 3,000 steps."""
    options = {"batch_size": 100, "max_iter": 10, "random_state": seed}
    return make_pipeline(one_hot(), MLPClassifier(HIDDEN, **options))


def boosted_classifier(seed: int) -> Pipeline:
    """Return boosted trees that classify."""
    return _boosted(HistGradientBoostingClassifier(random_state=seed))


def ridge(seed: int) -> Pipeline:
    """Return a linear regressor."""
    return make_pipeline(one_hot(), Ridge(random_state=seed))


def mlp_regressor(seed: int) -> Pipeline:
    """Return a deep regressor; seven passes over the diamonds are 3,000 steps."""
    options = {"batch_size": 100, "max_iter": 7, "random_state": seed}
    return make_pipeline(one_hot(), MLPRegressor(hidden_layer_sizes=HIDDEN, **options))


def boosted_regressor(seed: int) -> Pipeline:
    """Return boosted trees that predict numbers."""
    return _boosted(HistGradientBoostingRegressor(random_state=seed))


def _boosted(model: Any) -> Pipeline:
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    parts = [("numbers", "passthrough", _NUMBERS), ("texts", encoder, _TEXTS)]
    return make_pipeline(ColumnTransformer(parts), model)
