"""A listener hears of each program once, of the time, and only of its own thread."""

import threading

import jax
import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import (
    CompileListener,
    compilation_cache,
    jit,
    set_compilation_cache,
    told_of_compiling,
)


class Notes(CompileListener):
    """What a listener heard."""

    def __init__(self):
        self.seconds, self.names, self.from_disk = [], [], 0

    def spent(self, seconds):
        self.seconds.append(seconds)

    def compiled(self, name):
        self.names.append(name)

    def found(self):
        self.from_disk += 1


def fresh():
    """Return a function that was never compiled."""

    def doubled(x):
        return ops.sin(x) * 2

    return jit(doubled)


def test_a_program_is_told_of_once_with_its_name_and_the_time_it_took():
    notes, program = Notes(), fresh()
    with told_of_compiling(notes):
        program(np.ones(3, "f"))
        program(np.zeros(3, "f"))
    assert [name for name in notes.names if "doubled" in name] == notes.names[-1:]
    assert sum(notes.seconds) > 0


def test_another_shape_is_another_program():
    notes, program = Notes(), fresh()
    program(np.ones(3, "f"))
    with told_of_compiling(notes):
        program(np.ones(4, "f"))
    assert len(notes.names) == 1


def test_nothing_is_told_after_the_block():
    notes = Notes()
    with told_of_compiling(notes):
        pass
    fresh()(np.ones(3, "f"))
    assert (notes.names, notes.seconds) == ([], [])


def test_other_threads_are_not_heard():
    notes = Notes()
    other = threading.Thread(target=lambda: fresh()(np.ones(3, "f")))
    with told_of_compiling(notes):
        other.start()
        other.join()
    assert notes.names == []


def test_a_program_from_the_disk_is_told_of_as_such(tmp_path):
    before, least = compilation_cache(), jax.config.jax_persistent_cache_min_compile_time_secs
    set_compilation_cache(tmp_path)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    try:
        fresh()(np.ones(3, "f"))
        notes = Notes()
        with told_of_compiling(notes):
            fresh()(np.ones(3, "f"))
    finally:
        set_compilation_cache(before)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", least)
    assert (notes.from_disk, len(notes.names)) == (1, 1)


def test_a_listener_that_somebody_cleared_is_no_error():
    with told_of_compiling(CompileListener()):
        jax.monitoring.clear_event_listeners()


@pytest.mark.parametrize("event", ["spent", "compiled", "found"])
def test_a_listener_need_not_listen_to_all(event):
    given = {"spent": (1.0,), "compiled": ("f",), "found": ()}[event]
    assert getattr(CompileListener(), event)(*given) is None
