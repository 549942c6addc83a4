"""The bridge from hooks to callbacks: one callback that calls the hooks of an estimator's run."""

import math
from collections.abc import Iterable
from itertools import groupby

from deepkit.callbacks import Callback
from deepkit.errors import one_of
from deepkit.estimators._hooks import (
    Hook,
    Session,
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
    acts_on_steps,
    checked_hooks,
)
from deepkit.typing import Logs, Tensor


class HookCallback(Callback):
    """Call hooks at the stages of training, evaluation or prediction.

    Hooks that want to see each step make training stop after each. All others are called where
    training stops to look anyway, at the ends of epochs: make those `every` steps long, and each
    hook is called exactly when it wants to be.

    Args:
        hooks: the hooks, called in this order.
        estimator: whose run it is.
        phase: `"train"`, `"test"` or `"predict"`.

    Raises:
        ValueError: if the phase is none of these.
    """

    async_safe = True

    def __init__(
        self, hooks: Iterable[SessionRunHook], estimator: object, *, phase: str = "train"
    ) -> None:
        one_of(("train", "test", "predict"), phase=phase)
        self.hooks, self._phase = tuple(hooks), phase
        self.session = Session(estimator)
        acting = [hook for hook in self.hooks if acts_on_steps(hook)]
        looks = phase == "train"  # the other phases have no epochs
        self._each = [hook for hook in acting if hook.every_n_steps == 1 or not looks]
        self._rest = [hook for hook in acting if hook.every_n_steps != 1 and looks]
        self._contexts: list[SessionRunContext] = []
        # Methods of this object, not of the class: what nobody needs must not cost anything.
        methods: dict[str, Tensor] = {
            f"on_{phase}_begin": self._begin,
            f"on_{phase}_end": self._end,
        }
        if self._each:
            methods[f"on_{phase}_batch_begin"] = self._before
            methods[f"on_{phase}_batch_end"] = self._after
        if looks:
            methods |= {"on_epoch_begin": self._begin_epoch, "on_epoch_end": self._end_epoch}
        vars(self).update(methods)
        # A hook that wants to see each step wants to see it before the next one is made.
        self.async_safe = not self._each

    @property
    def every(self) -> int:
        """How many steps may lie between two looks for all hooks to be on time; 0 for any.

        Hooks that see each step do not depend on looks.
        """
        return math.gcd(*(hook.every_n_steps for hook in self._rest))

    def _begin(self, logs: Logs | None = None) -> None:
        unset = self._model is None  # predictions may be made without telling callbacks of a model
        self.session.model = (
            getattr(self.session.estimator, "model_", None) if unset else self.model
        )
        self._first = self._seen = self.session.global_step = self._first_step()
        self._steps, self._last_batch = 0, -1
        for hook in self.hooks:
            hook.begin()
        for hook in self.hooks:
            hook.after_create_session(self.session, None)

    def _begin_epoch(self, epoch: int, logs: Logs | None = None) -> None:
        self._last_batch = -1

    def _before(self, batch: int, logs: Logs | None = None) -> None:
        self._contexts = [self._asked(hook) for hook in self._each]

    def _after(self, batch: int, logs: Logs | None = None) -> None:
        self._steps += batch - self._last_batch
        self._last_batch = batch
        self._update(logs or {}, self._first + self._steps * (self._phase == "train"))
        for hook, context in zip(self._each, self._contexts, strict=True):
            self._show(hook, context)

    def _end_epoch(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._update(logs or {}, self._model_step())
        before, now = self._seen - self._first, self.session.global_step - self._first
        self._seen = self.session.global_step
        for hook in self._rest:
            every = hook.every_n_steps
            if every == 0 or now // every > before // every:
                self._show(hook, self._asked(hook))

    def _end(self, logs: Logs | None = None) -> None:
        self._update(logs or self.session.logs, self.session.global_step)
        for hook in self.hooks:
            hook.end(self.session)

    def _update(self, logs: Logs, step: int) -> None:
        self.session.logs, self.session.global_step = logs, step

    def _asked(self, hook: SessionRunHook) -> SessionRunContext:
        context = SessionRunContext(None, self.session)
        asked: Tensor = hook.before_run(context)
        if asked is not None and not isinstance(asked, SessionRunArgs):
            raise TypeError(
                f"`before_run` of {type(hook).__name__} must return SessionRunArgs or None, got "
                f"{type(asked).__name__}."
            )
        context.original_args = asked
        return context

    def _show(self, hook: SessionRunHook, context: SessionRunContext) -> None:
        asked = context.original_args
        results = None if asked is None else self.session.run(asked.fetches)
        hook.after_run(context, SessionRunValues(results))
        if context.stop_requested:
            self.session.model.stop_training = True

    def _first_step(self) -> int:
        """Return the global step at the beginning: only in training does the model count itself."""
        step = getattr(self.session.estimator, "global_step_", None)
        return self._model_step() if step is None or self._phase == "train" else int(step)

    def _model_step(self) -> int:
        optimizer = getattr(self.session.model, "optimizer", None)
        return 0 if optimizer is None else int(optimizer.iterations.numpy())


def as_callbacks(
    hooks: Iterable[Hook] | None, estimator: object, *, phase: str = "train"
) -> list[Callback]:
    """Return callbacks that do what hooks and callbacks do, in their order.

    Args:
        hooks: hooks and callbacks; None for none.
        estimator: whose run it is.
        phase: `"train"`, `"test"` or `"predict"`.

    Raises:
        TypeError: if something is neither.
    """
    callbacks: list[Callback] = []
    for are_callbacks, group in groupby(checked_hooks(hooks), lambda h: isinstance(h, Callback)):
        members: Tensor = list(group)
        callbacks += members if are_callbacks else [HookCallback(members, estimator, phase=phase)]
    return callbacks


def steps_between_looks(callbacks: Iterable[Callback]) -> int:
    """Return how many steps may lie between two looks for all hooks to be on time; 0 for any.

    Args:
        callbacks: as `as_callbacks` returns them; plain callbacks ask for nothing.
    """
    return math.gcd(*(each.every for each in callbacks if isinstance(each, HookCallback)))
