"""How much worse an estimator becomes when a column of the data tells it nothing any more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from deepkit.errors import whole
from deepkit.estimators._examples import Examples
from deepkit.estimators.reports._axes import bars
from deepkit.estimators.reports._features import features_of, tied
from deepkit.estimators.reports._ranking import ranking_text

Score = Callable[[Any], float]


@dataclass(frozen=True, eq=False)
class PermutationImportance:
    """How much the score falls when each column is shuffled; `permutation_importance` makes it.

    Args:
        names: the columns, in the order of the data.
        importances: the fall of the score for each column and shuffle.
        score: the score on the data as they are.

    Shapes:
        `names`: (columns,). `importances`: (columns, repeats).

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators.reports import PermutationImportance
        >>> found = PermutationImportance(("age", "pay"), np.array([[0.1, 0.1], [0.2, 0.4]]), 0.9)
        >>> print(found)
        pay   0.3 ± 0.1
        age   0.1 ± 0
    """

    names: tuple[str, ...]
    importances: np.ndarray
    score: float

    @property
    def mean(self) -> np.ndarray:
        """The mean of each column's importances, of shape (columns,)."""
        return self.importances.mean(axis=1)

    @property
    def std(self) -> np.ndarray:
        """Their standard deviation over the shuffles, of shape (columns,)."""
        return self.importances.std(axis=1)

    def ordered(self) -> list[tuple[str, float, float]]:
        """Return names, means and standard deviations, from the most important column down."""
        mean, std = self.mean, self.std
        order = np.argsort(-mean, kind="stable").tolist()
        return [(self.names[place], float(mean[place]), float(std[place])) for place in order]

    def plot(self, ax: Any = None, *, top: int = 20) -> Any:
        """Draw the most important columns as bars; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            top: how many columns to draw at most.

        Raises:
            ImportError: if matplotlib is needed and not installed.
            ValueError: if `top` is not a whole number of at least 1.
        """
        names, means, spread = zip(*self.ordered()[: whole(top=top)], strict=True)
        ax = bars(ax, list(names), list(means), list(spread))
        ax.set_xlabel(f"fall of the score (from {self.score:.4g})")
        return ax

    def __str__(self) -> str:
        return ranking_text((name, f"{mean:.4g} ± {std:.2g}") for name, mean, std in self.ordered())


def permutation_importance(
    estimator: Any,
    X: Any,  # noqa: N803  scikit-learn's name
    y: Any,
    n_repeats: int = 5,
    metric: str | Callable[..., float] | None = None,
    random_state: Any = None,
    *,
    sample_weight: Any = None,
    greater_is_better: bool = True,
) -> PermutationImportance:
    """Measure how much the score falls when the values of one raw column are shuffled.

        importance_jk = score(X, y) - score(X with column j in the order k, y)

    A column is shuffled before it is encoded: what is computed from it - buckets, crosses,
    embeddings - changes with it. Columns that say the same cover for each other: both seem
    unimportant. Columns of lists that must have as many values as each other, such as the sequences
    of a model, are shuffled together and count as one. For the same `random_state` the shuffles are
    those of scikit-learn.

    Args:
        estimator: a fitted estimator.
        X: a frame, a dict of columns, an array or the path of a CSV file; best of rows that were
            not trained on.
        y: the targets, or the name of the column of `X` that holds them.
        n_repeats: how often each column is shuffled.
        metric: the estimator's own `score` if None: accuracy, or R2; the name of one of
            scikit-learn's scorers, such as `"roc_auc"`; or a function of the targets and the
            predictions, which is given `sample_weight` too if there are weights.
        random_state: a seed, a `RandomState`, a `Generator`, or None for other shuffles each time.
        sample_weight: a weight >= 0 for each row.
        greater_is_better: whether more is better in a `metric` that is a function.

    Raises:
        NotFittedError: if nothing was learned yet.
        DataError: if the data cannot be used.
        ValueError: if `n_repeats` is not a whole number of at least 1.
        ImportError: if `metric` is a name and scikit-learn is not installed.

    Source:
        Breiman, "Random Forests", 2001, Machine Learning 45, section 10; in the form of Fisher,
        Rudin and Dominici, 2018, arXiv:1801.01489, section 3.2, with a difference for a ratio.

    Example:
        >>> import numpy as np
        >>> from deepkit import estimators
        >>> x = np.random.default_rng(0).normal(size=(50, 2))
        >>> model = estimators.LinearRegressor().fit(x, 3 * x[:, 1])
        >>> found = estimators.reports.permutation_importance(model, x, 3 * x[:, 1], random_state=0)
        >>> [name for name, _, _ in found.ordered()]
        ['x1', 'x0']
    """
    whole(n_repeats=n_repeats)
    fitted, weighing = estimator._known(), estimator._weight_key
    examples = estimator._examples_given(X, y, sample_weight)
    table = fitted.fitting(examples.table)
    score = _score_of(estimator, examples, metric, greater_is_better)
    features = tied(features_of(table, weighing), table, fitted.encoder.columns)
    orders = shuffles(table.rows, n_repeats, random_state)
    whole_score = score(table)
    falls = np.zeros((len(features), n_repeats))
    for place, feature in enumerate(features):
        if feature.read_by(fitted.encoder.keys):
            falls[place] = [whole_score - score(feature.shuffled(table, o)) for o in orders]
    return PermutationImportance(tuple(f.name for f in features), falls, whole_score)


def shuffles(rows: int, repeats: int, random_state: Any) -> list[np.ndarray]:
    """Return orders of rows: those of scikit-learn, the same for each column.

    Args:
        rows: how many there are.
        repeats: how many orders.
        random_state: a seed, a `RandomState`, a `Generator` or None.
    """
    if isinstance(random_state, np.random.RandomState | np.random.Generator):
        source = random_state
    else:
        source = np.random.RandomState(random_state)
    draw = source.integers if isinstance(source, np.random.Generator) else source.randint
    inner = np.random.RandomState(draw(2**31))
    order, step, orders = np.arange(rows), np.arange(rows), []
    for _ in range(repeats):
        inner.shuffle(step)
        order = order[step]  # a column is shuffled again from where the last shuffle left it
        orders.append(order)
    return orders


def _score_of(
    estimator: Any,
    examples: Examples,
    metric: str | Callable[..., float] | None,
    greater_is_better: bool,
) -> Score:
    labels, weights = examples.labels, examples.weights
    weighing = {} if weights is None else {"sample_weight": weights}
    if metric is None:
        return lambda table: float(estimator.score(table, labels, **weighing))
    if callable(metric):
        sign = 1 if greater_is_better else -1
        return lambda table: sign * float(metric(labels, estimator.predict(table), **weighing))
    try:
        from sklearn.metrics import get_scorer
    except ImportError as error:
        raise ImportError(
            f"`metric={metric!r}` is a scorer of scikit-learn, which is not installed. Install it: "
            "`pip install scikit-learn`, or pass a function."
        ) from error
    scorer = cast(Callable[..., float], get_scorer(metric))
    return lambda table: float(scorer(estimator, table, labels, **weighing))
