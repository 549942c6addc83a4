"""What becomes of what was learned before where learning fails."""

from collections.abc import Iterator
from contextlib import contextmanager

from deepkit.estimators._fitted import Fitted
from deepkit.estimators._keeping import Keeping


class Replacing(Keeping):
    """An estimator that never holds half of a model that it was about to learn."""

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """After an error know what was known before, in memory and in the folder.

        Who interrupts a training wants to see how far it came: a new model that was trained a bit
        stays. A model that was there before, and that training went on with, stays as it is now.
        """
        before = self._fitted
        try:
            yield
        except Exception:
            self._take_back(before)
            raise
        except BaseException:  # an interrupt, which goes on
            if self._fitted is None or self._fitted.step == 0:
                self._take_back(before)
            raise

    @contextmanager
    def _nothing_half_done(self) -> Iterator[None]:
        """After an error know what was known before, unless the new model was trained a bit."""
        before = self._fitted
        try:
            yield
        except BaseException:  # an interrupt too; it goes on
            if self._fitted is None or self._fitted.step == 0:
                self._fitted = before
            raise

    def _take_back(self, before: Fitted | None) -> None:
        new, self._fitted = self._fitted, before
        if new is None or not new.has_cleared or self._checkpoints is None:
            return
        self._checkpoints.clear()
        if before is not None:
            self._save(before.step)
