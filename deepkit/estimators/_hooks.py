"""Hooks: what takes part in a run of an estimator, in the form that TensorFlow gave them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from deepkit.callbacks import Callback
from deepkit.errors import unknown
from deepkit.typing import Logs, Nested, Tensor


class Session:
    """What a hook sees of a run: where it stands, and what can be fetched from it.

    Attributes:
        estimator: whose run it is.
        model: its deepkit model, the Variables up to date.
        global_step: steps of training made so far.
        logs: the loss and the metrics by name, as means over the steps since training last stopped
            to look; a hook that sees each step sees the mean since then grow.
    """

    def __init__(self, estimator: Tensor) -> None:
        self.estimator = estimator
        self.model: Tensor = None
        self.global_step = 0
        self.logs: Logs = {}

    def run(self, fetches: Nested) -> Nested:
        """Return the values of what is named, in the structure it is given in.

        Args:
            fetches: `"global_step"`, a name in the logs such as `"loss"`, the path of a Variable,
                or a function of the model; or lists and dicts of them.

        Raises:
            ValueError: if there is nothing of a name.
        """
        if isinstance(fetches, Mapping):
            return {name: self.run(fetch) for name, fetch in fetches.items()}
        if isinstance(fetches, list | tuple):
            return [self.run(fetch) for fetch in fetches]
        if fetches is None:
            return None
        return fetches(self.model) if callable(fetches) else self._value(fetches)

    def _value(self, name: str) -> Tensor:
        if name == "global_step":
            return self.global_step
        if name in self.logs:
            return self.logs[name]
        variables = {variable.path: variable for variable in getattr(self.model, "variables", ())}
        if name not in variables:
            raise unknown("fetch", name, ["global_step", *self.logs, *variables])
        return np.asarray(variables[name].numpy())


@dataclass(frozen=True)
class SessionRunArgs:
    """Say what a hook wants to see after a step.

    Args:
        fetches: `"global_step"`, a name in the logs such as `"loss"`, the path of a Variable, or a
            function of the model; or lists and dicts of them.
        feed_dict: must be None.
        options: must be None.

    Raises:
        ValueError: if there is something to feed.

    Example:
        >>> from deepkit.estimators import SessionRunArgs
        >>> SessionRunArgs({"loss": "loss", "step": "global_step"}).fetches["step"]
        'global_step'
    """

    fetches: Nested
    feed_dict: None = None
    options: None = None

    def __post_init__(self) -> None:
        for name in ("feed_dict", "options"):
            if getattr(self, name) is not None:
                raise ValueError(
                    f"`{name}` must be None, got {getattr(self, name)!r}: there is no graph to "
                    "feed. What a step sees comes from the `input_fn`."
                )


@dataclass(frozen=True)
class SessionRunValues:
    """Hold what a hook asked to see.

    Args:
        results: the values, in the structure of the fetches; None if nothing was asked for.
        options: None.
        run_metadata: None.

    Example:
        >>> from deepkit.estimators import SessionRunValues
        >>> SessionRunValues({"loss": 0.5}).results["loss"]
        0.5
    """

    results: Nested
    options: None = None
    run_metadata: None = None


@dataclass
class SessionRunContext:
    """Let a hook look at a step, and stop the run after it.

    Args:
        original_args: what the hook itself asked for.
        session: what it sees of the run.

    Example:
        >>> from deepkit.estimators import SessionRunContext
        >>> context = SessionRunContext(None, None)
        >>> context.request_stop()
        >>> context.stop_requested
        True
    """

    original_args: SessionRunArgs | None
    session: Tensor
    stop_requested: bool = field(default=False, init=False)

    def request_stop(self) -> None:
        """Ask for the run to end after this step."""
        self.stop_requested = True


class SessionRunHook:
    """Base of hooks, which take part in `train`, `evaluate` and `predict`.

    Override what is needed. A deepkit `Callback` can be given wherever a hook can, and sees more.

    Attributes:
        every_n_steps: which steps `before_run` and `after_run` are called for. 1, the default, for
            each: training then waits for each. `n` for the last of every `n`, both called after it.
            0 for whenever training stops to look anyway.

    Example:
        >>> from deepkit.estimators import SessionRunArgs, SessionRunHook
        >>> class Announce(SessionRunHook):
        ...     every_n_steps = 100
        ...     def before_run(self, run_context):
        ...         return SessionRunArgs("loss")
        ...     def after_run(self, run_context, run_values):
        ...         print(run_context.session.global_step, run_values.results)
    """

    every_n_steps: int = 1

    def begin(self) -> None:
        """Act before the run."""

    def after_create_session(self, session: Session, coord: None) -> None:
        """Act when all is ready to run.

        Args:
            session: what can be seen of the run.
            coord: None.
        """

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        """Say what to see after a step.

        Args:
            run_context: leads to the session, and can stop the run.
        """

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Act after a step.

        Args:
            run_context: leads to the session, and can stop the run.
            run_values: what was asked for.
        """

    def end(self, session: Session) -> None:
        """Act after the run, unless an error ended it.

        Args:
            session: what can be seen of the run.
        """


Hook = SessionRunHook | Callback


def checked_hooks(hooks: Tensor, name: str = "hooks") -> tuple[Hook, ...]:
    """Return hooks and callbacks in a tuple.

    Args:
        hooks: hooks and callbacks; None for none.
        name: of the argument that they came in.

    Raises:
        TypeError: if something is neither.
    """
    if hooks is not None and not isinstance(hooks, Iterable):
        raise TypeError(f"`{name}` must be a list, got {_kind(hooks)}. Put it in brackets.")
    hooks = tuple(hooks or ())
    wanted = "Callback" if name == "callbacks" else "SessionRunHook or Callback"
    for hook in hooks:
        if isinstance(hook, type) or not isinstance(hook, SessionRunHook | Callback):
            raise TypeError(f"`{name}` must hold {wanted} objects, got {_kind(hook)}.{_cure(hook)}")
    return hooks


def acts_on_steps(hook: SessionRunHook) -> bool:
    """Tell whether a hook does anything at steps."""
    kind = type(hook)
    return (
        kind.before_run is not SessionRunHook.before_run
        or kind.after_run is not SessionRunHook.after_run
    )


def _kind(given: Tensor) -> str:
    if isinstance(given, type):
        return f"the class {given.__name__}"
    return f"the function {given.__name__!r}" if _is_function(given) else type(given).__name__


def _cure(given: Tensor) -> str:
    if isinstance(given, type):
        return f" Make one: `{given.__name__}(...)`."
    if _is_function(given):
        return " Wrap it: `deepkit.callbacks.LambdaCallback(on_epoch_end=...)`."
    return ""


def _is_function(given: Tensor) -> bool:
    return callable(given) and hasattr(given, "__name__")
