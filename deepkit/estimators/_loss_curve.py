"""How the training of a deep model went, under the names of scikit-learn's MLPs."""

from deepkit.estimators._keeping import Keeping


class LossCurve(Keeping):
    """An estimator that is trained in steps, and tells how its loss fell.

    The unit is the step, a batch, where scikit-learn's MLPs count passes over the data: streams
    have none, and a small table is looked at once in many of them.
    """

    @property
    def loss_curve_(self) -> list[float]:
        """The losses of the training, each the mean over the rows since the look before.

        A look comes after each pass over the data, or more often; `history_["step"]` has the step
        of each. It is the loss that is minimized: with the weights of rows and classes, without
        penalties where there are none, and for regressors in squared deviations of the targets
        where these are standardized. Calls that go on with the training append to it. There is none
        where nothing was watched: before training, and of what was read from a checkpoint.
        """
        losses = self._known().curves.get("loss")
        if not losses:
            raise AttributeError(
                f"{type(self).__name__} has no `loss_curve_` and no `loss_`: no step was made "
                "since it was made or read from a checkpoint."
            )
        return list(losses)

    @property
    def loss_(self) -> float:
        """The last of `loss_curve_`, also where early stopping put earlier weights back."""
        return self.loss_curve_[-1]

    @property
    def n_iter_(self) -> int:
        """How many steps, of a batch each, the model was trained: those of all calls, and resumed.

        With `steps=n` it is n unless training stopped early.
        """
        return self._known().step
