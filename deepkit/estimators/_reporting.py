"""The reports on an estimator as its own methods."""

from collections.abc import Callable
from typing import Any

from deepkit.estimators import reports
from deepkit.estimators._keeping import Keeping
from deepkit.typing import Config


class Reporting(Keeping):
    """An estimator that tells what it learned, and how well."""

    def summary(self, print_fn: Callable[[str], Any] = print) -> None:
        """Print what was learned: of the columns, of the labels, and how large the model is.

        Args:
            print_fn: takes the text.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        reports.summary(self, print_fn)

    def describe(self) -> Config:
        """Return what was learned in values that JSON can hold; see `reports.describe`.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        return reports.describe(self)

    def plot_history(self, ax: Any = None, **options: Any) -> Any:
        """Draw the training curves; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            **options: of `reports.plot_history`.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if there are no curves, as where a linear model was solved at once.
            ImportError: if matplotlib is needed and not installed.
        """
        return reports.plot_history(self, ax, **options)

    def permutation_importance(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        y: Any,
        **options: Any,
    ) -> reports.PermutationImportance:
        """Measure how much the score falls when the values of one column are shuffled.

        Args:
            X: rows, as for `fit`; best such that were not trained on.
            y: their targets, or the name of the column of `X` that holds them.
            **options: of `reports.permutation_importance`: `n_repeats`, `metric`, `random_state`...

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the data cannot be used.
        """
        return reports.permutation_importance(self, X, y, **options)

    def integrated_gradients(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        target: Any = None,
        **options: Any,
    ) -> reports.Attributions:
        """Take each prediction apart into what the columns add to it.

        Args:
            X: rows, as for `predict`.
            target: the class or the output to explain; see `reports.integrated_gradients`.
            **options: of `reports.integrated_gradients`: `baseline`, `steps`, `tolerance`.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the data does not have the columns that were learned from.
            ValueError: if there is no such target.
        """
        return reports.integrated_gradients(self, X, target, **options)

    # --- classifiers ---------------------------------------------------------------------------

    def confusion_matrix(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        y: Any,
        sample_weight: Any = None,
    ) -> reports.ConfusionMatrix:
        """Count which classes are taken for which.

        Args:
            X: rows, as for `fit`.
            y: their labels, or the name of the column of `X` that holds them.
            sample_weight: a weight >= 0 for each row.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the estimator is no classifier, or the data cannot be used.
        """
        found = reports.judged(self, X, y, sample_weight)
        return reports.confusion_matrix(
            found.labels, found.predicted, classes=found.classes, sample_weight=found.weights
        )

    def calibration_curve(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        y: Any,
        sample_weight: Any = None,
        *,
        target: Any = None,
        **options: Any,
    ) -> reports.CalibrationCurve:
        """Compare predicted probabilities with what happened.

        Args:
            X: rows, as for `fit`.
            y: their labels, or the name of the column of `X` that holds them.
            sample_weight: a weight >= 0 for each row.
            target: the class whose probabilities are judged. If None, the second of two; of
                several, for each row the predicted one: how often is it right?
            **options: of `reports.calibration_curve`: `n_bins`, `strategy`, `confidence`...

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the estimator is no classifier, or the data cannot be used.
            ValueError: if there is no such class.
        """
        found = reports.judged(self, X, y, sample_weight)
        hits, probabilities = found.calibrated(target)
        return reports.calibration_curve(
            hits, probabilities, sample_weight=found.weights, **options
        )

    def roc_curve(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        y: Any,
        sample_weight: Any = None,
        *,
        target: Any = None,
    ) -> reports.ROCCurve:
        """Return how many rows of a class, and of the others, are above each threshold.

        Args:
            X: rows, as for `fit`.
            y: their labels, or the name of the column of `X` that holds them.
            sample_weight: a weight >= 0 for each row.
            target: the class; the second of two if None.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the estimator is no classifier, or the data cannot be used.
            ValueError: if there is no such class, or none is named among several.
        """
        found = reports.judged(self, X, y, sample_weight)
        return reports.roc_curve(*found.against_others(target), sample_weight=found.weights)

    def precision_recall_curve(
        self,
        X: Any,  # noqa: N803  scikit-learn's name
        y: Any,
        sample_weight: Any = None,
        *,
        target: Any = None,
    ) -> reports.PrecisionRecallCurve:
        """Return the precision and the recall of a class at each threshold.

        Args:
            X: rows, as for `fit`.
            y: their labels, or the name of the column of `X` that holds them.
            sample_weight: a weight >= 0 for each row.
            target: the class; the second of two if None.

        Raises:
            NotFittedError: if nothing was learned yet.
            DataError: if the estimator is no classifier, or the data cannot be used.
            ValueError: if there is no such class, or none is named among several.
        """
        found = reports.judged(self, X, y, sample_weight)
        return reports.precision_recall_curve(
            *found.against_others(target), sample_weight=found.weights
        )
