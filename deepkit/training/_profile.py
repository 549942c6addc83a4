"""What a clock has counted, as `fit(profile=True)` tells it."""

from collections.abc import Sequence

from deepkit.callbacks import FitProfile
from deepkit.training._clock import Clock


def profile_of(clock: Clock, advice: Sequence[str] = ()) -> FitProfile:
    """Return what a clock has counted.

    Args:
        clock: that of a call of `fit`.
        advice: what to say about it.
    """
    return FitProfile(
        epochs=clock.epochs,
        around=clock.around,
        callbacks=dict(clock.callbacks),
        programs=clock.programs,
        from_disk=clock.from_disk,
        late_programs=clock.late_programs,
        steps=clock.steps,
        calls=clock.calls,
        advice=advice,
    )
