"""What each column of a row adds to its prediction, by the gradient on the way from a baseline."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.errors import positive, whole
from deepkit.estimators._examples import read_table
from deepkit.estimators._fitted import Fitted
from deepkit.estimators.reports._axes import bars
from deepkit.estimators.reports._entrances import Entrance, entrances_of
from deepkit.estimators.reports._features import features_of
from deepkit.estimators.reports._integral import integrate
from deepkit.estimators.reports._passage import Arrays, Passage
from deepkit.estimators.reports._path import Path
from deepkit.estimators.reports._ranking import ranking_text
from deepkit.estimators.reports._sharing import Owners
from deepkit.estimators.reports._start import aligned, mean_data, no_data
from deepkit.estimators.reports._targets import part_of, signs_of

# Points of the ways that one program looks at: those of the default steps, and the ends.
_POINTS = 52


@dataclass(frozen=True, eq=False)
class Attributions:
    """What each raw column adds to each prediction; `integrated_gradients` makes it.

    Args:
        names: the columns, in the order of the data.
        values: what each column adds in each row, in the unit of the outputs.
        outputs: what the model says of each row.
        base: what it says of the baseline.

    Shapes:
        `names`: (columns,). `values`: (rows, columns). `outputs` and `base`: (rows,).

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators.reports import Attributions
        >>> values = np.array([[1.0, -0.5], [2.0, 0.0]])
        >>> found = Attributions(("age", "pay"), values, np.array([0.5, 2.0]), np.zeros(2))
        >>> found.ordered(), found.error.tolist()
        ([('age', 1.5), ('pay', 0.25)], [0.0, 0.0])
    """

    names: tuple[str, ...]
    values: np.ndarray
    outputs: np.ndarray
    base: np.ndarray

    @property
    def error(self) -> np.ndarray:
        """What the columns' shares add up to, minus what they should: `outputs - base`."""
        return self.values.sum(axis=1) - (self.outputs - self.base)

    @property
    def importance(self) -> np.ndarray:
        """The mean size of what each column adds, of shape (columns,)."""
        return np.abs(self.values).mean(axis=0)

    def ordered(self) -> list[tuple[str, float]]:
        """Return names and importances, from the most important column down."""
        sizes = self.importance
        order = np.argsort(-sizes, kind="stable").tolist()
        return [(self.names[place], float(sizes[place])) for place in order]

    def plot(self, ax: Any = None, *, row: int | None = None, top: int = 20) -> Any:
        """Draw the most important columns as bars; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            row: whose prediction to take apart; the mean sizes of all rows if None.
            top: how many columns to draw at most.

        Raises:
            ImportError: if matplotlib is needed and not installed.
            ValueError: if `top` is not a whole number of at least 1.
            IndexError: if there is no such row.
        """
        drawn = self.importance if row is None else self.values[row]
        order = np.argsort(-np.abs(drawn), kind="stable")[: whole(top=top)]
        ax = bars(ax, [self.names[place] for place in order], drawn[order].tolist())
        label = "mean size of what is added to the output"
        if row is not None:
            label = f"added to the output (from {self.base[row]:.4g} to {self.outputs[row]:.4g})"
        ax.set_xlabel(label)
        return ax

    def __str__(self) -> str:
        return ranking_text((name, f"{size:.4g}") for name, size in self.ordered())


def integrated_gradients(
    estimator: Any,
    X: Any,  # noqa: N803  scikit-learn's name
    target: Any = None,
    baseline: Any = None,
    steps: int = 50,
    *,
    tolerance: float | None = 1e-3,
) -> Attributions:
    """Take each prediction apart into what the raw columns add to it.

        a_i(x) = (x_i - x'_i) * integral_0^1 df/dx_i (x' + t (x - x')) dt
        sum_i a_i(x) = f(x) - f(x')

    `f` is an output of the model: a logit of a classifier, a prediction of a regressor in its own
    unit, the logarithm of a Poisson regressor's. `x` are encoded numbers, and the vectors that
    categories are looked up as: embeddings, multi-hot vectors, weights of a linear model. All that
    a raw column becomes counts for it; what several become together, as a cross or a category with
    a weight, is divided equally between them, as Shapley's value divides what only all of them
    bring about. For linear models it is exact whatever the steps.

    Args:
        estimator: a fitted estimator.
        X: a frame, a dict of columns, an array or the path of a CSV file.
        target: the class to explain, or the place of the number; one for all rows, or one for
            each. If None, the second of two classes, the predicted one of several, or the only
            number. With several heads, the name of one, or a pair of a name and such a target.
        baseline: what rows are compared with: a row in the form of `X`, or several, whose mean is
            taken after encoding and looking up. If None, nothing: no category, numbers at the
            mean or the median that was learned (where none was, at an encoded 0).
        steps: how many steps the integral is cut into, at first.
        tolerance: how much the sum of a row's shares may be wrong, as a share of their sizes:
            where it is more, steps are divided by three, up to four times. None for `steps`
            whatever comes out; `error` tells.

    Raises:
        NotFittedError: if nothing was learned yet.
        DataError: if the data does not have the columns that were learned from.
        ValueError: if there is no such target, `steps` is not a whole number of at least 1,
            `tolerance` is not above 0, or a layer of a model of your own looks up several columns
            at once.

    Source:
        Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", 2017,
        arXiv:1703.01365, eq. 1 and 3; slopes are taken in the middle of the steps, not at their
        end, and there are more steps where they are needed.

    Example:
        >>> import numpy as np
        >>> from deepkit import estimators
        >>> x = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
        >>> model = estimators.LinearRegressor(l2=0.0).fit(x, 3 * x[:, 0] - x[:, 1])
        >>> found = estimators.reports.integrated_gradients(model, [[2.0, 1.0]])
        >>> found.names, found.values.round(3).tolist()
        (('x0', 'x1'), [[3.0, 0.0]])
    """
    whole(steps=steps)
    if tolerance is not None:
        positive(tolerance=tolerance)
    fitted: Fitted = estimator._known()
    table = fitted.fitting(read_table(X)[0])
    inputs: Arrays = fitted.encoder.encode(table)
    others: Arrays | None = None
    if baseline is not None:
        others = fitted.encoder.encode(fitted.fitting(read_table(baseline)[0]))
        inputs, others = aligned(inputs, others)
    features = features_of(table, without=estimator._weight_key)
    owners = Owners(fitted.encoder, features)
    name, head, wanted = part_of(fitted.head, target)
    entrances, passage = _prepared(fitted, owners, name)
    outputs = fitted.outputs(table)
    signs = signs_of(head, outputs if name is None else outputs[name], wanted)
    if others is None:
        leaves = [leaf for column in fitted.encoder.columns for leaf in column.leaves]
        start = no_data(entrances, inputs, leaves)
    else:
        start = mean_data(passage, others)
    path = Path(passage, inputs, start, signs, min(steps + 2, _POINTS))
    gained, base, output = integrate(path, steps, tolerance)
    values = owners.divided(entrances, gained)
    return Attributions(tuple(feature.name for feature in features), values, output, base)


def _prepared(fitted: Fitted, owners: Owners, head: str | None) -> tuple[list[Entrance], Passage]:
    """Return where data enters the model, and its programs, which are made once."""
    key = ("integrated gradients", head)
    if fitted.model.graph is None:
        raise ValueError(
            f"The model {fitted.model.name!r} is a subclass with a `call` of its own. Integrated "
            "gradients need one that is drawn: `Model(inputs, outputs)`."
        )
    if key not in fitted.kept:
        entrances = entrances_of(fitted.model, owners.several)
        owners.check(entrances)
        fitted.kept[key] = entrances, Passage(fitted.model, entrances, head)
    return fitted.kept[key]
