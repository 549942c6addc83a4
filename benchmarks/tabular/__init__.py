"""Estimators beside scikit-learn: how well they predict, how fast they learn and answer."""

from benchmarks.tabular._data import Split, adult, diamonds
from benchmarks.tabular._quality import CLASSIFIERS, REGRESSORS, Contender, measure_quality
from benchmarks.tabular._speed import measure_answers, measure_steps, measure_training

__all__ = [
    "CLASSIFIERS",
    "REGRESSORS",
    "Contender",
    "Split",
    "adult",
    "diamonds",
    "measure_answers",
    "measure_quality",
    "measure_steps",
    "measure_training",
]
