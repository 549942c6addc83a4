"""The hooks of every training, as a RunConfig asks for them."""

from collections.abc import Callable, Iterable

from deepkit.estimators._checkpoint_hooks import CheckpointSaverHook, CheckpointSaverListener
from deepkit.estimators._hooks import SessionRunHook
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators._session_hooks import (
    LoggingTensorHook,
    NanTensorHook,
    StepCounterHook,
    SummarySaverHook,
)


def default_hooks(
    config: RunConfig,
    saver: Callable[[int], object],
    listeners: Iterable[CheckpointSaverListener] | None = None,
    *,
    model_dir: str | None,
) -> list[SessionRunHook]:
    """Return the hooks that look for NaN, log, write scalars and save checkpoints, in this order.

    Args:
        config: says how often.
        saver: saves a checkpoint of the step that it is given.
        listeners: are told of checkpoints.
        model_dir: where to write; None to write nothing.

    Raises:
        ValueError: if there are listeners and nothing is ever saved.
    """
    hooks: list[SessionRunHook] = [NanTensorHook()]
    if config.log_step_count_steps:
        log = ["loss", "global_step"]
        hooks.append(StepCounterHook(config.log_step_count_steps))
        hooks.append(LoggingTensorHook(log, every_n_iter=config.log_step_count_steps))
    if model_dir is None:
        if [*(listeners or ())]:
            raise ValueError("`saving_listeners` need a `model_dir`: without it nothing is saved.")
        return hooks
    if config.save_summary_steps:
        hooks.append(SummarySaverHook(config.save_summary_steps, output_dir=model_dir))
    secs, steps = config.save_checkpoints_secs, config.save_checkpoints_steps
    return [*hooks, CheckpointSaverHook(saver, secs, steps, listeners)]
