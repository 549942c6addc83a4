"""Tests of the estimators where scikit-learn is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from deepkit.estimators import _without_sklearn as own

BLOCKED = """
import sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "sklearn":
            raise ImportError(name)
sys.meta_path.insert(0, Wall())
import pickle
import numpy as np
from deepkit import errors, estimators
x = np.linspace(-1, 1, 40).reshape(20, 2)
y = (x[:, 0] > 0).astype(int)
"""


def without_sklearn(program):
    """Run a program in a process that cannot import scikit-learn; return what it prints."""
    found = subprocess.run(
        [sys.executable, "-c", BLOCKED + program + "\nassert 'sklearn' not in sys.modules"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


class Thing(own.BaseEstimator):
    """Stand in for an estimator."""

    def __init__(self, a=1, *, b=None):
        self.a, self.b = a, b


def test_parameters_are_the_arguments_of_the_constructor():
    assert Thing(2).get_params() == {"a": 2, "b": None}


def test_parameters_can_be_set():
    thing = Thing()
    assert thing.set_params(b=3) is thing
    assert thing.b == 3


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="Unknown parameter 'c'"):
        Thing().set_params(c=1)


def test_repr_shows_what_is_not_the_default():
    assert repr(Thing(b="x")) == "Thing(b='x')"


def test_the_mixins_mark_their_kind():
    assert own.ClassifierMixin._estimator_type == "classifier"
    assert own.RegressorMixin._estimator_type == "regressor"


def test_fit_predict_score_params_repr_and_pickle_work_without_scikit_learn():
    printed = without_sklearn("""
deep = estimators.DNNClassifier((4,), steps=5, batch_size=10, random_state=0)
print(deep, deep.get_params()["steps"])
print(deep.set_params(steps=6).steps)
try:
    deep.predict(x)
except errors.NotFittedError as error:
    print(error)
deep.fit(x, y)
print(deep.predict(x).shape, deep.predict_proba(x).shape, 0 <= deep.score(x, y) <= 1)
print(np.array_equal(pickle.loads(pickle.dumps(deep)).predict_proba(x), deep.predict_proba(x)))
print(round(estimators.LinearRegressor(l2=0.0).fit(x, x @ [1, 2.0]).score(x, x @ [1, 2.0]), 4))
""").splitlines()
    assert printed == [
        "DNNClassifier(hidden_units=(4,), steps=5, batch_size=10, random_state=0) 5",
        "6",
        "This DNNClassifier instance is not fitted yet. Call 'fit' or 'train' with appropriate "
        "arguments before using this estimator.",
        "(20,) (20, 2) True",
        "True",
        "1.0",
    ]
