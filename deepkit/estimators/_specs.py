"""What is trained on, what is evaluated, and what a model function returns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from deepkit.errors import not_negative, one_of, whole
from deepkit.estimators._checkpoint_hooks import CheckpointSaverListener, checked_listeners
from deepkit.estimators._exporters import Exporter
from deepkit.estimators._hooks import Hook, checked_hooks
from deepkit.typing import Tensor


class ModeKeys(StrEnum):
    """Name the three ways in which a model function is called.

    Example:
        >>> from deepkit.estimators import ModeKeys
        >>> ModeKeys.TRAIN == "train", ModeKeys("infer") is ModeKeys.PREDICT
        (True, True)
    """

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


@dataclass(frozen=True)
class TrainSpec:
    """Say what `train_and_evaluate` trains on, and for how long.

    Args:
        input_fn: gives the data.
        max_steps: the global step to stop at, >= 1; the end of the data if None.
        hooks: hooks and callbacks of the training.
        saving_listeners: are told of checkpoints.

    Raises:
        TypeError: if something is of the wrong kind.
        ValueError: if `max_steps` is out of range.

    Example:
        >>> from deepkit.estimators import TrainSpec
        >>> TrainSpec(lambda: ({"x": [1.0]}, [1.0]), max_steps=100).max_steps
        100
    """

    input_fn: Callable[..., Tensor]
    max_steps: int | None = None
    hooks: Iterable[Hook] | None = None
    saving_listeners: Iterable[CheckpointSaverListener] | None = None

    def __post_init__(self) -> None:
        _check_function(self.input_fn)
        if self.max_steps is not None:
            whole(max_steps=self.max_steps)
        object.__setattr__(self, "hooks", checked_hooks(self.hooks))
        object.__setattr__(self, "saving_listeners", checked_listeners(self.saving_listeners))


@dataclass(frozen=True)
class EvalSpec:
    """Say what `train_and_evaluate` evaluates, how often, and what it exports then.

    Args:
        input_fn: gives the data.
        steps: batches to look at, >= 1; all if None. The 100 of TensorFlow may be fewer than there
            are.
        name: of the evaluation, to tell it from others.
        hooks: hooks and callbacks of the evaluation.
        exporters: an exporter, or a list of them.
        start_delay_secs: without effect: the first checkpoint is evaluated at once.
        throttle_secs: seconds, >= 0, that must lie between two evaluations.

    Raises:
        TypeError: if something is of the wrong kind.
        ValueError: if a number is out of range, or two exporters have one name.

    Example:
        >>> from deepkit.estimators import EvalSpec
        >>> EvalSpec(lambda: ({"x": [1.0]}, [1.0])).steps
        100
    """

    input_fn: Callable[..., Tensor]
    steps: int | None = 100
    name: str | None = None
    hooks: Iterable[Hook] | None = None
    exporters: Exporter | Iterable[Exporter] | None = None
    start_delay_secs: float = 120
    throttle_secs: float = 600

    def __post_init__(self) -> None:
        _check_function(self.input_fn)
        if self.steps is not None:
            whole(steps=self.steps)
        name: Tensor = self.name
        if not isinstance(name, str | None):
            raise TypeError(f"`name` must be a string, got {name!r}.")
        not_negative(start_delay_secs=self.start_delay_secs)
        not_negative(throttle_secs=self.throttle_secs)
        object.__setattr__(self, "hooks", checked_hooks(self.hooks))
        object.__setattr__(self, "exporters", _checked_exporters(self.exporters))


@dataclass(frozen=True, eq=False)
class EstimatorSpec:
    """Say what a model function made: predictions, a loss, metrics, how to learn.

    Args:
        mode: one of `ModeKeys`.
        predictions: a tensor, or a dict of them; needed to predict.
        loss: one number; needed to train and to evaluate.
        train_op: what a step of training does, if not `optimizer`.
        eval_metric_ops: metrics by name.
        export_outputs: what is exported, by the name of the signature.
        training_chief_hooks: hooks of the training, as `training_hooks`.
        training_hooks: hooks and callbacks of the training.
        scaffold: must be None.
        evaluation_hooks: hooks and callbacks of the evaluation.
        prediction_hooks: hooks and callbacks of the prediction.
        optimizer: minimizes the loss; an optimizer or its name.

    Raises:
        TypeError: if something is of the wrong kind.
        ValueError: if what the mode needs is missing.

    Example:
        >>> from deepkit.estimators import EstimatorSpec
        >>> EstimatorSpec("train", loss=0.5, optimizer="adam").mode.name
        'TRAIN'
    """

    mode: ModeKeys
    predictions: Tensor = None
    loss: Tensor = None
    train_op: Tensor = None
    eval_metric_ops: Mapping[str, Tensor] | None = None
    export_outputs: Mapping[str, Tensor] | None = None
    training_chief_hooks: Iterable[Hook] | None = None
    training_hooks: Iterable[Hook] | None = None
    scaffold: None = None
    evaluation_hooks: Iterable[Hook] | None = None
    prediction_hooks: Iterable[Hook] | None = None
    optimizer: Tensor = None

    def __post_init__(self) -> None:
        modes = [mode.value for mode in ModeKeys]
        object.__setattr__(self, "mode", ModeKeys(str(one_of(modes, mode=self.mode))))
        if self.scaffold is not None:
            raise ValueError("`scaffold` must be None: there is no session to set up.")
        self._check_needs()
        _check_scalar(self.loss)
        for name in ("eval_metric_ops", "export_outputs"):
            object.__setattr__(self, name, _checked_dict(getattr(self, name), name))
        for phase in ("training_chief", "training", "evaluation", "prediction"):
            name = f"{phase}_hooks"
            object.__setattr__(self, name, checked_hooks(getattr(self, name), name))

    def _check_needs(self) -> None:
        if self.mode is ModeKeys.PREDICT:
            self._need("predictions")
        else:
            self._need("loss")
        if self.mode is ModeKeys.TRAIN and (self.train_op is None) == (self.optimizer is None):
            raise ValueError(
                "To train, exactly one of `optimizer` and `train_op` must be given, got "
                f"{self.optimizer!r} and {self.train_op!r}."
            )

    def _need(self, name: str) -> None:
        if getattr(self, name) is None:
            raise ValueError(f"`{name}` must be given in the mode {self.mode.value!r}.")


def _check_function(input_fn: Tensor) -> None:
    if not callable(input_fn):
        raise TypeError(
            f"`input_fn` must be a function, got {type(input_fn).__name__}. Write `lambda: data`."
        )


def _check_scalar(loss: Tensor) -> None:
    shape = tuple(getattr(loss, "shape", None) or np.shape(loss)) if loss is not None else ()
    if shape not in ((), (1,)):
        raise ValueError(f"`loss` must be one number, got the shape {shape}. Take the mean.")


def _checked_dict(given: Tensor, name: str) -> dict[str, Tensor]:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise TypeError(f"`{name}` must be a dict by name, got {given!r}.")
    return dict(given)


def _checked_exporters(given: Tensor) -> tuple[Exporter, ...]:
    exporters: tuple[Tensor, ...] = (given,) if isinstance(given, Exporter) else tuple(given or ())
    for each in exporters:
        if not isinstance(each, Exporter):
            raise TypeError(f"`exporters` must hold Exporter objects, got {type(each).__name__}.")
    names = [each.name for each in exporters]
    if len(set(names)) < len(names):
        raise ValueError(f"`exporters` must have different names, got {names}.")
    return exporters
