"""Where the time of `fit` goes: each second is counted once, for one kind of work."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Any

from deepkit.backend import CompileListener, put, wait
from deepkit.callbacks import Callback, CallbackList
from deepkit.training._feed import Feed
from deepkit.training._programs import Programs
from deepkit.training._step import Step

Seconds = dict[str, float]

# Nested events of compiling begin at most this much before those around them, by rounding.
_ROUNDING = 1e-4


class NoClock:
    """A clock that looks at nothing, for training that nobody profiles."""

    def section(self, kind: str) -> AbstractContextManager[None]:
        """Return a block whose time is counted as one kind of work.

        Args:
            kind: its name.
        """
        return nullcontext()

    def epoch(self) -> AbstractContextManager[None]:
        """Return a block whose time is counted apart, as that of an epoch."""
        return nullcontext()

    def validation(self) -> AbstractContextManager[None]:
        """Return a block in which all but compiling and callbacks is counted as validation."""
        return nullcontext()

    def feed(self, feed: Feed) -> Feed:
        """Return the feed, timed.

        Args:
            feed: brings batches.
        """
        return feed

    def watched(self, callbacks: CallbackList) -> AbstractContextManager[None]:
        """Return a block in which the hooks of callbacks are timed.

        Args:
            callbacks: to be timed.
        """
        return nullcontext()


class Clock(NoClock, CompileListener):
    """A clock that counts seconds by kinds of work, apart for each epoch.

    A block within a block is counted for itself only, as is compiling. What is left of an epoch is
    Python. Each program is waited for, so that the device's time is its own and not that of
    whoever looks at the results.

    Args:
        is_eager: whether steps are Python, and no compiled programs.
        puts_batches: whether batches are moved to the device before their step, so that moving
            them can be told from computing.

    Attributes:
        around: seconds before the first epoch and after the last, by kind.
        epochs: the same for each epoch.
        callbacks: seconds by the class of the callback, in all.
        programs: how many were compiled in all, those read from the disk included.
        from_disk: how many were read from the disk.
        late_programs: how many were compiled after the first epoch.
        calls: of programs that train, in the last epoch.
        steps: of training in the last epoch.
    """

    def __init__(self, *, is_eager: bool = False, puts_batches: bool = False) -> None:
        self._step, self._puts_batches = "Python" if is_eager else "device", puts_batches
        self.around: Seconds = {}
        self.epochs: list[Seconds] = []
        self.callbacks: dict[str, float] = defaultdict(float)
        self.programs = self.from_disk = self.late_programs = self.calls = self.steps = 0
        self._bucket = self.around
        self._inside = [0.0]  # what blocks within each open block took
        self._spans: list[tuple[float, float]] = []  # of compiling: when, and how long
        self._is_validating = False

    @contextmanager
    def section(self, kind: str) -> Generator[None]:
        start = perf_counter()
        self._inside.append(0.0)
        try:
            yield
        finally:
            whole = perf_counter() - start
            alone = whole - self._inside.pop()
            self._inside[-1] += whole
            self._add(kind, alone)

    @contextmanager
    def epoch(self) -> Generator[None]:
        before, self._bucket = self._bucket, {}
        self.epochs.append(self._bucket)
        self.calls = self.steps = 0
        try:
            with self.section("Python"):
                yield
        finally:
            self._bucket = before

    @contextmanager
    def validation(self) -> Generator[None]:
        with self.section("validation"):
            self._is_validating = True
            try:
                yield
            finally:
                self._is_validating = False

    def feed(self, feed: Feed) -> Feed:
        return _TimedFeed(feed, self)

    def watched(self, callbacks: CallbackList) -> AbstractContextManager[None]:
        return callbacks.wrapped(self._timed_hook)

    def timed_program(self, program: Step) -> Step:
        """Return a program that is timed until its results are there.

        Args:
            program: to be called on a state and a batch.
        """

        def run(state: Any, given: Any) -> Any:
            if self._puts_batches:
                with self.section("transfer"):
                    given = wait(put(given))
            with self.section(self._step):
                result = wait(program(state, given))
            self.calls += not self._is_validating
            return result

        return run

    def count_steps(self, steps: int) -> None:
        """Count steps, unless they are of validation.

        Args:
            steps: how many.
        """
        self.steps += 0 if self._is_validating else steps

    def spent(self, seconds: float) -> None:
        start = perf_counter() - seconds
        known = 0.0
        while self._spans and self._spans[-1][0] >= start - _ROUNDING:
            known += self._spans.pop()[1]
        self._spans.append((start, seconds))
        self._inside[-1] += seconds - known
        self._add("compile", seconds - known)

    def compiled(self, name: str) -> None:
        self.programs += 1
        self.late_programs += len(self.epochs) > 1

    def found(self) -> None:
        self.from_disk += 1

    def _add(self, kind: str, seconds: float) -> None:
        if self._is_validating and kind not in ("compile", "callbacks"):
            kind = "validation"
        self._bucket[kind] = self._bucket.get(kind, 0.0) + seconds

    def _timed_hook(self, callback: Callback, hook: Callable[..., None]) -> Callable[..., None]:
        name = type(callback).__name__

        def run(*args: Any, **kwargs: Any) -> None:
            before = self._bucket.get("callbacks", 0.0)
            with self.section("callbacks"):
                hook(*args, **kwargs)
            self.callbacks[name] += self._bucket["callbacks"] - before

        return run


class _TimedFeed(Feed):
    """A feed whose batches and programs are timed."""

    def __init__(self, feed: Feed, clock: Clock) -> None:
        self._feed, self._clock = feed, clock

    def chunks(self, epoch: int) -> Iterator[tuple[int, int, list[Any]]]:
        chunks = self._feed.chunks(epoch)
        while True:
            with self._clock.section("data"):
                chunk = next(chunks, None)
            if chunk is None:
                return
            self._clock.count_steps(chunk[1] - chunk[0] + 1)
            yield chunk

    def calls(self, programs: Programs, batches: list[Any]) -> list[tuple[Step, Any]]:
        with self._clock.section("data"):
            calls = self._feed.calls(programs, batches)
        return [(self._clock.timed_program(program), given) for program, given in calls]
