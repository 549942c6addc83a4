"""How an estimator runs: where it writes, how often, and with which seed."""

import dataclasses
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from deepkit.errors import not_negative, positive, unknown, whole
from deepkit.typing import Tensor

_UNSAID: Tensor = "unsaid"
_SAVE_SECS = 600
_WHY_NOT = {
    "session_config": "There is no session. Set JAX's own options, such as `XLA_FLAGS`.",
    "train_distribute": "Training runs in one process.",
    "device_fn": "There is no graph to place. Choose a device with `JAX_PLATFORMS`.",
    "protocol": "There are no servers to talk to: training runs in one process.",
    "eval_distribute": "Evaluation runs in one process.",
    "experimental_distribute": "Training runs in one process.",
    "experimental_max_worker_delay_secs": "There are no other workers to wait for.",
}


@dataclass(frozen=True)
class RunConfig:
    """Say where an estimator writes, how often, and with which seed.

    The arguments and their defaults are those of TensorFlow. Those that speak of clusters, sessions
    and graphs must be left as they are. The environment variable `TF_CONFIG` may give a `model_dir`
    and a cluster of one machine.

    Args:
        model_dir: folder of checkpoints, evaluations and exports; None to write nothing.
        tf_random_seed: makes runs repeatable; None to draw anew.
        save_summary_steps: every how many steps scalars are written; None or 0 for never.
        save_checkpoints_steps: every how many steps a checkpoint is written.
        save_checkpoints_secs: after how many seconds one is written; 600 if neither is given. Both
            None: only at the end.
        session_config: must be None.
        keep_checkpoint_max: how many of the last checkpoints stay; None or 0 for all.
        keep_checkpoint_every_n_hours: besides, one in so many hours stays for good.
        log_step_count_steps: every how many steps the speed and the loss are logged; None or 0
            for never.
        train_distribute: must be None.
        device_fn: must be None.
        protocol: must be None.
        eval_distribute: must be None.
        experimental_distribute: must be None.
        experimental_max_worker_delay_secs: must be None.
        session_creation_timeout_secs: without effect, for nothing is waited for.
        checkpoint_save_graph_def: without effect, for there is no graph to save.

    Raises:
        ValueError: if both ways to time checkpoints are given, a number is out of its range, or
            several machines are asked for.

    Example:
        >>> from deepkit.estimators import RunConfig
        >>> config = RunConfig(save_checkpoints_steps=100).replace(tf_random_seed=1)
        >>> config.save_checkpoints_steps, config.save_checkpoints_secs, config.tf_random_seed
        (100, None, 1)
    """

    model_dir: str | os.PathLike[str] | None = None
    tf_random_seed: int | None = None
    save_summary_steps: int | None = 100
    save_checkpoints_steps: int | None = _UNSAID
    save_checkpoints_secs: float | None = _UNSAID
    session_config: None = None
    keep_checkpoint_max: int | None = 5
    keep_checkpoint_every_n_hours: float = 10000
    log_step_count_steps: int | None = 100
    train_distribute: None = None
    device_fn: None = None
    protocol: None = None
    eval_distribute: None = None
    experimental_distribute: None = None
    experimental_max_worker_delay_secs: None = None
    session_creation_timeout_secs: float = 7200
    checkpoint_save_graph_def: bool = True

    # What TensorFlow says of a run on one machine.
    is_chief: ClassVar[bool] = True
    task_type: ClassVar[str] = "worker"
    task_id: ClassVar[int] = 0
    global_id_in_cluster: ClassVar[int] = 0
    num_worker_replicas: ClassVar[int] = 1
    num_ps_replicas: ClassVar[int] = 0
    master: ClassVar[str] = ""
    evaluation_master: ClassVar[str] = ""

    def __post_init__(self) -> None:
        self._refuse_clusters()
        self._settle_saving()
        self._settle_model_dir(_environment())
        for name in ("save_summary_steps", "keep_checkpoint_max", "log_step_count_steps"):
            self._settle(name, lambda **named: whole(at_least=0, **named))
        self._settle("save_checkpoints_steps", whole)
        self._settle("save_checkpoints_secs", not_negative)
        self._settle("tf_random_seed", lambda **named: whole(at_least=0, **named))
        self._settle("keep_checkpoint_every_n_hours", positive)

    def replace(self, **changes: Tensor) -> Self:
        """Return a copy with some values changed.

        Giving one of the two ways to time checkpoints puts the other away.

        Args:
            **changes: new values by name.

        Raises:
            ValueError: if a name is unknown, or the values do not go together.
        """
        names = [field.name for field in dataclasses.fields(self)]
        for name in changes:
            if name not in names:
                raise unknown("property of RunConfig", name, names)
        steps, secs = "save_checkpoints_steps", "save_checkpoints_secs"
        for one, other in ((steps, secs), (secs, steps)):
            if changes.get(one) is not None:
                changes.setdefault(other, None)
        return dataclasses.replace(self, **changes)

    def _refuse_clusters(self) -> None:
        for name, why in _WHY_NOT.items():
            if (given := getattr(self, name)) is not None:
                raise ValueError(f"`{name}` must be None, got {given!r}. {why}")

    def _settle_saving(self) -> None:
        steps, secs = self.save_checkpoints_steps, self.save_checkpoints_secs
        said = [value for value in (steps, secs) if value is not _UNSAID and value is not None]
        if len(said) == 2:
            raise ValueError(
                "`save_checkpoints_steps` and `save_checkpoints_secs` must not both be given, got "
                f"{steps!r} and {secs!r}. Set one of them to None."
            )
        unsaid = steps is _UNSAID and secs is _UNSAID
        self._set("save_checkpoints_steps", None if steps is _UNSAID else steps)
        self._set("save_checkpoints_secs", _SAVE_SECS if unsaid else _none_if_unsaid(secs))

    def _settle_model_dir(self, environment: Mapping[str, Tensor]) -> None:
        given = None if self.model_dir is None else os.fspath(self.model_dir)
        told = environment.get("model_dir")
        if given == "":
            raise ValueError("`model_dir` must not be empty. Leave it out to write nothing.")
        if given and told and given != told:
            raise ValueError(
                f"`model_dir` must be the one in TF_CONFIG, {told!r}, got {given!r}. Give only one."
            )
        self._set("model_dir", given or told or None)

    def _settle(self, name: str, check: Callable[..., float]) -> None:
        value = getattr(self, name)
        self._set(name, None if value is None else check(**{name: value}))

    def _set(self, name: str, value: Tensor) -> None:
        object.__setattr__(self, name, value)  # while it is made, a frozen value may be filled in


def model_dir_of(estimator: Tensor) -> str | None:
    """Return where an estimator writes: its own `model_dir`, or that of its configuration."""
    given = estimator.model_dir
    if given is None:
        given = getattr(getattr(estimator, "config", None), "model_dir", None)
    return None if given is None else os.fspath(given)


def _none_if_unsaid(value: Tensor) -> Tensor:
    return None if value is _UNSAID else value


def _environment() -> Mapping[str, Tensor]:
    """Return TF_CONFIG if it asks for what one process can do."""
    text = os.environ.get("TF_CONFIG") or "{}"
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"TF_CONFIG must be JSON, got {text!r}: {error}.") from None
    if not isinstance(told, dict):
        raise ValueError(f"TF_CONFIG must be a JSON object, got {text!r}.")
    cluster = told.get("cluster") or {}
    machines = [machine for job in cluster.values() for machine in job]
    if len(machines) > 1 or cluster.get("ps"):
        raise ValueError(
            f"TF_CONFIG must describe at most one machine, which trains and evaluates, got the "
            f"cluster {cluster}. Unset it: training runs in one process here."
        )
    return told
