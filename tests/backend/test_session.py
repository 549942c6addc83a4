"""Starting afresh."""

import jax

from deepkit.backend import Variable, clear_session, draw_seed, set_seed
from deepkit.configurable import auto_name


def test_names_are_counted_from_the_beginning():
    auto_name("dense")
    clear_session(free_memory=False)
    assert auto_name("dense") == "dense"


def test_seeds_are_drawn_by_chance_again():
    set_seed(0)
    first = draw_seed()
    set_seed(0)
    clear_session(free_memory=False)
    assert draw_seed() != first


def test_what_lives_on_is_not_harmed():
    w, double = Variable(2.0), jax.jit(lambda x: 2 * x)
    assert float(double(w.value)) == 4
    clear_session()
    assert float(double(w.value)) == 4
