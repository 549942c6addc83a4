"""Estimators whose model is drawn here: columns become logits, and a head says what follows."""

from abc import abstractmethod
from pathlib import Path
from typing import Any

from deepkit.backend import seeded
from deepkit.configurable import fresh_names
from deepkit.estimators._assembly import Columns
from deepkit.estimators._estimator import TabularEstimator
from deepkit.estimators._fitted import Fitted, Parts
from deepkit.estimators._model_state import read_checkpoint, write_state
from deepkit.estimators._resuming import of_model
from deepkit.estimators._trainer import trained
from deepkit.estimators.heads import Head
from deepkit.feature_column import Encoder
from deepkit.models import Model
from deepkit.optimizers import Optimizer


class Canned(TabularEstimator):
    """An estimator that says how inputs become logits, and by what they are trained."""

    @abstractmethod
    def _logits(self, inputs: Any, columns: dict[str, Columns], width: int) -> Any:
        """Return the logits, drawn from symbolic inputs."""

    @abstractmethod
    def _make_optimizer(self, columns: dict[str, Columns]) -> Optimizer:
        """Return a new optimizer."""

    def _assemble(
        self,
        encoder: Encoder,
        head: Head,
        parts: Parts,
        told: dict[str, Any],
        *,
        seed: int = 0,
    ) -> Fitted:
        model, trainer = self._draw(encoder, head, parts, seed=seed)
        self._fitted = Fitted(encoder, head, parts, model, trainer, **told)
        self._fitted.made_with = of_model(self.get_params(deep=False))
        return self._fitted

    def _draw(
        self, encoder: Encoder, head: Head, parts: Parts, *, seed: int
    ) -> tuple[Model, Model]:
        """Return a new model, and the model to train, which shares its layers; both are compiled.

        The same seed gives the same ones.
        """
        known = {column.name: column for column in encoder.columns}
        columns = {part: tuple(known[name] for name in group) for part, group in parts.items()}
        with fresh_names(), seeded(seed):
            inputs = encoder.inputs()
            logits = self._logits(inputs, columns, head.logits_dimension)
            model = Model(inputs, head.outputs(logits), name=type(self).__name__)
            return model, trained(model, inputs, logits, head, self._make_optimizer(columns))

    def _model_at(self, checkpoint_path: str | None) -> Model:
        fitted = self._known()
        if checkpoint_path is None:
            return fitted.model
        model, _ = self._draw(fitted.encoder, fitted.head, fitted.parts, seed=0)
        write_state(model, read_checkpoint(Path(checkpoint_path))[1])
        return model
