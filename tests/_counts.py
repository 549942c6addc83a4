"""Count what a run costs: figures that no busy machine disturbs."""

import gc
import sys


def calls_by(run, *, of_c=False):
    """Return how many functions are called by running a function: Python's, or those of C too."""
    count, counted = 0, ("call", "c_call") if of_c else ("call",)

    def note(frame, event, argument):
        nonlocal count
        count += event in counted

    before = sys.getprofile()
    gc.collect()
    gc.disable()  # collecting calls functions too
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count
