"""Seeds: equal seeds give equal streams, in Python and inside compiled programs."""

import random

import jax
import numpy as np
import pytest

from deepkit.backend import (
    SeedGenerator,
    clear_session,
    draw_seed,
    global_generator,
    name_scope,
    random_key,
    seeded,
    set_random_seed,
    set_seed,
    stateless,
)


def bits(key):
    return jax.random.key_data(key).tolist()


def test_equal_seeds_give_equal_streams_that_never_repeat():
    first, second = SeedGenerator(7), SeedGenerator(7)
    stream = [bits(first.next()) for _ in range(5)]
    assert stream == [bits(second.next()) for _ in range(5)]
    assert len(set(map(tuple, stream))) == 5


def test_the_nth_draw_is_the_key_of_the_seed_folded_with_n():
    seeds = SeedGenerator(7)
    seeds.next()
    assert bits(seeds.next()) == bits(jax.random.fold_in(jax.random.key(7), 1))


def test_different_seeds_give_different_streams_however_large():
    seeds = [0, 1, 2**32, 2**32 + 1, 2**64, 2**100]
    assert len({tuple(bits(SeedGenerator(seed).next())) for seed in seeds}) == len(seeds)


def test_a_compiled_step_advances_the_generator():
    seeds, twin = SeedGenerator(7), SeedGenerator(7)
    pure = jax.jit(stateless(lambda: (seeds.next(), seeds.next()), [seeds.state]))
    (first, second), [state] = pure([seeds.state.value])
    assert [bits(first), bits(second)] == [bits(twin.next()), bits(twin.next())]
    assert state.tolist() == [7, 2]
    (third, _), _ = pure([state])
    assert bits(third) == bits(twin.next())
    assert seeds.state.numpy().tolist() == [7, 0]


@pytest.mark.parametrize("seed", [-1, 1.5, "1"])
def test_a_seed_is_a_whole_number(seed):
    for use in (SeedGenerator, random_key, set_seed, set_random_seed):
        with pytest.raises(ValueError, match="`seed` must be a whole number >= 0, got"):
            use(seed)


def test_a_generator_remembers_the_seed_it_drew():
    seeds = SeedGenerator()
    again = SeedGenerator.from_config(seeds.get_config())
    assert bits(again.next()) == bits(seeds.next())


def test_generators_are_named_apart_and_their_state_lies_below():
    with name_scope("dropout"):
        first, second = SeedGenerator(1), SeedGenerator(1, name="mine")
    assert first.name == "seed_generator"
    assert first.state.path == "dropout/seed_generator/seed_generator_state"
    assert second.state.path == "dropout/mine/seed_generator_state"
    assert not first.state.trainable


def test_a_key_comes_from_a_number_a_generator_or_the_process():
    assert bits(random_key(3)) == bits(random_key(3)) == bits(jax.random.key(3))
    assert bits(random_key(SeedGenerator(3))) == bits(SeedGenerator(3).next())
    set_seed(1)
    first = bits(random_key())
    assert bits(random_key()) != first
    set_seed(1)
    assert bits(random_key()) == first


def draws():
    return [draw_seed(), bits(global_generator().next()), draw_seed(), SeedGenerator().seed]


def test_the_same_program_draws_the_same_after_the_same_seed():
    set_seed(5)
    first = draws()
    set_seed(6)
    other = draws()
    set_seed(5)
    assert draws() == first != other


def test_it_does_not_matter_whether_the_process_drew_before():
    clear_session(free_memory=False)
    set_seed(5)
    fresh = draws()
    set_seed(5)
    assert draws() == fresh


def test_the_generator_of_the_process_keeps_its_variable_when_it_is_seeded():
    state = global_generator().state
    set_seed(5)
    assert global_generator().state is state


def test_a_seeded_block_draws_the_same_each_time_and_leaves_the_rest_as_it_was():
    set_seed(5)
    expected = [*draws(), *draws()]
    set_seed(5)
    found = draws()
    generator = global_generator()
    with seeded(8):
        first = draws()
    with seeded(8):
        second = draws()
    assert global_generator() is generator
    assert first == second != found
    assert [*found, *draws()] == expected


def test_one_seed_for_python_numpy_and_deepkit():
    def everything():
        return random.random(), np.random.rand(), draws()  # noqa: NPY002

    set_random_seed(11)
    first = everything()
    set_random_seed(11)
    assert everything() == first


def test_the_common_seed_is_one_that_numpy_takes():
    with pytest.raises(ValueError, match=r"`seed` must be below 2\*\*32, as NumPy's is"):
        set_random_seed(2**32)


def test_a_generator_that_is_restarted_draws_what_a_new_one_would():
    generator = SeedGenerator(7)
    generator.next()
    with seeded(3):
        generator.restart()
    with seeded(3):
        expected = SeedGenerator()
    assert generator.seed == expected.seed
    assert generator.state.numpy().tolist() == expected.state.numpy().tolist()
