"""How well models predict rows that they have not seen, over seeds."""

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, r2_score, roc_auc_score
from threadpoolctl import threadpool_limits

from benchmarks.tabular import _peers as peers
from benchmarks.tabular._columns import deep_columns, wide_columns
from benchmarks.tabular._data import Split
from deepkit import estimators

Figures = dict[str, float]
_STEPS = 3000


class Contender(NamedTuple):
    """A model, made anew for each seed, and the figures that it should reach."""

    title: str
    make: Callable[[int], Any]
    goal: Figures | None = None


def _estimator(name: str, **options: Any) -> Callable[[int], Any]:
    def make(seed: int) -> Any:
        return getattr(estimators, name)(**_made(options), random_state=seed)

    return make


def _example(name: str, **options: Any) -> Callable[[int], Any]:
    """Return what makes a model as TensorFlow's example does, with TensorFlow's defaults."""
    return _estimator(name, compat="tf", steps=_STEPS, **options)


def _made(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in options.items()}


_SCALED, _RAW = partial(deep_columns, "zscore"), partial(deep_columns, None)
_DEEP = {"hidden_units": peers.HIDDEN}
_WIDE_DEEP = {"linear_feature_columns": wide_columns, "dnn_hidden_units": peers.HIDDEN}

CLASSIFIERS = (
    Contender(
        "LinearClassifier", _estimator("LinearClassifier"), {"accuracy": 0.853, "auc": 0.905}
    ),
    Contender("DNNClassifier", _estimator("DNNClassifier"), {"accuracy": 0.8565, "auc": 0.911}),
    Contender(
        "Wide & Deep",
        _estimator("DNNLinearCombinedClassifier"),
        {"accuracy": 0.8565, "auc": 0.911},
    ),
    Contender("sklearn LogisticRegression", peers.logistic_regression),
    Contender("sklearn MLPClassifier", peers.mlp_classifier),
    Contender("sklearn HistGradientBoosting", peers.boosted_classifier),
    # The figures of TensorFlow 2.15, one seed each.
    Contender(
        "as TF: LinearClassifier",
        _example("LinearClassifier", feature_columns=wide_columns),
        {"accuracy": 0.8387, "auc": 0.8861},
    ),
    Contender(
        "as TF: DNNClassifier, z-scores",
        _example("DNNClassifier", feature_columns=_SCALED, **_DEEP),
        {"accuracy": 0.8433, "auc": 0.8929},
    ),
    Contender(
        "as TF: DNNClassifier, raw",
        _example("DNNClassifier", feature_columns=_RAW, **_DEEP),
        {"accuracy": 0.7886, "auc": 0.8109},
    ),
    Contender(
        "as TF: Wide & Deep, z-scores",
        _example("DNNLinearCombinedClassifier", dnn_feature_columns=_SCALED, **_WIDE_DEEP),
        {"accuracy": 0.8453, "auc": 0.8961},
    ),
    Contender(
        "as TF: Wide & Deep, raw",
        _example("DNNLinearCombinedClassifier", dnn_feature_columns=_RAW, **_WIDE_DEEP),
        {"accuracy": 0.8234, "auc": 0.8663},
    ),
)
REGRESSORS = (
    Contender("LinearRegressor", _estimator("LinearRegressor"), {"r2": 0.92}),
    Contender("DNNRegressor", _estimator("DNNRegressor"), {"r2": 0.975}),
    Contender("Wide & Deep", _estimator("DNNLinearCombinedRegressor")),
    Contender("sklearn Ridge", peers.ridge),
    Contender("sklearn MLPRegressor", peers.mlp_regressor),
    Contender("sklearn HistGradientBoosting", peers.boosted_regressor),
)


def measure_quality(
    contenders: Sequence[Contender], split: Split, seeds: Sequence[int]
) -> dict[str, Any]:
    """Return the figures of each contender for each seed, with the seconds of `fit`.

    Args:
        contenders: classifiers with two classes, or regressors.
        split: the rows to learn from and those to be asked about.
        seeds: each makes a new model.
    """
    results = {}
    for contender in contenders:
        runs = [_run(contender.make(seed), split) for seed in seeds]
        figures = {name: [run[name] for run in runs] for name in runs[0]}
        results[contender.title] = {"goal": dict(contender.goal or {}), "figures": figures}
    return results


def _run(model: Any, split: Split) -> Figures:
    start = time.perf_counter()
    # One thread: BLAS loses by more of them where others use the machine too.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many passes were asked for
        model.fit(split.x, split.y)
    seconds = time.perf_counter() - start
    score = _classified if hasattr(model, "predict_proba") else _regressed
    return {**score(model, split), "seconds": seconds}


def _classified(model: Any, split: Split) -> Figures:
    chances = np.asarray(model.predict_proba(split.test_x), np.float64)[:, 1]
    return {
        "accuracy": float(accuracy_score(split.test_y, chances > 0.5)),
        "auc": float(roc_auc_score(split.test_y, chances)),
        "log loss": float(log_loss(split.test_y, chances)),
    }


def _regressed(model: Any, split: Split) -> Figures:
    found = np.asarray(model.predict(split.test_x), np.float64)
    return {
        "r2": float(r2_score(split.test_y, found)),
        "mean error": float(mean_absolute_error(split.test_y, found)),
    }
