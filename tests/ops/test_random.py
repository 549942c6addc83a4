"""Draws: their seeds, ranges, dtypes and moments, and what is refused."""

import numpy as np
import pytest

from deepkit import ops, random
from deepkit.errors import ShapeError

N = 4000
DRAWS = {
    "normal": lambda **o: random.normal((5, 2), **o),
    "truncated_normal": lambda **o: random.truncated_normal((5, 2), **o),
    "uniform": lambda **o: random.uniform((5, 2), **o),
    "randint": lambda **o: random.randint((5, 2), 0, 1000, **o),
    "categorical": lambda **o: random.categorical(np.zeros((5, 99), "float32"), 2, **o),
    "bernoulli": lambda **o: random.bernoulli((5, 2), **o),
    "binomial": lambda **o: random.binomial((5, 2), 99, 0.5, **o),
    "beta": lambda **o: random.beta((5, 2), 2.0, 3.0, **o),
    "gamma": lambda **o: random.gamma((5, 2), 2.0, **o),
}
OF_TENSORS = {
    "dropout": lambda **o: random.dropout(np.ones((5, 9), "float32"), 0.5, **o),
    "shuffle": lambda **o: random.shuffle(np.arange(30), **o),
}


@pytest.mark.parametrize("draw", [*DRAWS.values(), *OF_TENSORS.values()], ids=[*DRAWS, *OF_TENSORS])
def test_a_number_draws_the_same_and_a_generator_moves_on(draw):
    assert draw(seed=3).tolist() == draw(seed=3).tolist() != draw(seed=4).tolist()
    generator, equal = random.SeedGenerator(3), random.SeedGenerator(3)
    first, second = draw(seed=generator), draw(seed=generator)
    assert first.tolist() == draw(seed=equal).tolist() != second.tolist()


def test_without_a_seed_the_generator_of_the_process_moves_on():
    assert random.normal((3,)).tolist() != random.normal((3,)).tolist()


@pytest.mark.parametrize("name", DRAWS)
def test_draws_have_the_shape_and_dtype_asked_for(name):
    draws = DRAWS[name](dtype="float16", seed=1)
    assert (draws.shape, draws.dtype) == ((5, 2), "float16")


def test_draws_come_in_the_floatx_but_where_they_count_or_decide():
    found = {name: draw(seed=1).dtype.name for name, draw in DRAWS.items()}
    other = {"randint": "int32", "categorical": "int32", "bernoulli": "bool"}
    assert found == dict.fromkeys(DRAWS, "float32") | other


MOMENTS = {
    "normal": (lambda: random.normal((N,), 3.0, 2.0, seed=1), 3.0, 2.0),
    # Cut off at two deviations, a standard normal has the deviation 0.8796.
    "truncated": (lambda: random.truncated_normal((N,), 1.0, 2.0, seed=1), 1.0, 1.7593),
    "uniform": (lambda: random.uniform((N,), -1.0, 5.0, seed=1), 2.0, 6 / 12**0.5),
    "randint": (lambda: random.randint((N,), 0, 3, seed=1), 1.0, (2 / 3) ** 0.5),
    "bernoulli": (lambda: random.bernoulli((N,), 0.2, "float32", seed=1), 0.2, 0.4),
    "binomial": (lambda: random.binomial((N,), 10, 0.5, seed=1), 5.0, 2.5**0.5),
    "beta": (lambda: random.beta((N,), 2.0, 2.0, seed=1), 0.5, 0.05**0.5),
    "gamma": (lambda: random.gamma((N,), 4.0, seed=1), 4.0, 2.0),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_draws_have_the_mean_and_deviation_of_their_distribution(name):
    draw, mean, deviation = MOMENTS[name]
    x = np.asarray(draw(), "float64")
    assert abs(x.mean() - mean) < 4 * deviation / N**0.5
    assert abs(x.std() - deviation) < 0.06 * deviation


def test_draws_stay_within_their_bounds():
    cut = np.asarray(random.truncated_normal((N,), 1.0, 2.0, seed=2))
    assert -3 <= cut.min() < -2.5 < 4.5 < cut.max() <= 5
    assert set(random.randint((N,), -1, 2, seed=2).tolist()) == {-1, 0, 1}
    whole = random.uniform((N,), -1, 2, dtype="int32", seed=2)
    assert (whole.dtype, set(whole.tolist())) == ("int32", {-1, 0, 1})
    fine = np.asarray(random.uniform((N,), 2.0, 3.0, seed=2))
    assert 2 <= fine.min() < fine.max() < 3


def test_parameters_may_be_tensors():
    x = random.normal((2, 3), mean=np.array([0.0, 100.0, -100.0]), stddev=1.0, seed=1)
    assert np.round(np.asarray(x).mean(0) / 100).tolist() == [0, 1, -1]
    assert random.bernoulli((2,), [0.0, 1.0], seed=1).tolist() == [False, True]
    assert random.binomial((2,), [3, 7], [1.0, 1.0], seed=1).tolist() == [3.0, 7.0]


def test_classes_are_drawn_by_their_probabilities():
    draws = random.categorical(np.log([[0.25, 0.75], [1.0, 1e-30]]), N, seed=1)
    assert draws.shape == (2, N)
    assert abs(float(ops.mean(draws[0])) - 0.75) < 0.03
    assert int(ops.max(draws[1])) == 0


def test_dropping_keeps_the_mean():
    x = np.asarray(random.dropout(np.full((N,), 3.0, "float32"), 0.25, seed=1))
    assert {float(v) for v in x} == {0.0, 4.0}
    assert abs(x.mean() - 3) < 0.1


def test_nothing_and_everything_can_be_dropped():
    assert random.dropout([1.0, 2.0], 0).tolist() == [1.0, 2.0]
    assert random.dropout([1.0, 2.0], 1).tolist() == [0.0, 0.0]


def test_the_mask_is_shared_along_axes_of_size_one():
    x = np.asarray(random.dropout(np.ones((64, 8), "float32"), 0.5, (None, 1), seed=1))
    assert (x == x[:, :1]).all()
    assert set(x[:, 0].tolist()) == {0.0, 2.0}


def test_a_shuffle_moves_whole_slices():
    x = np.arange(40).reshape(20, 2)
    shuffled = np.asarray(random.shuffle(x, seed=1))
    assert shuffled.tolist() != x.tolist()
    assert sorted(shuffled.tolist()) == x.tolist()
    assert sorted(random.shuffle(x.T, axis=1, seed=1)[0].tolist()) == x[:, 0].tolist()


def test_an_open_size_is_refused():
    with pytest.raises(ShapeError, match=r"`shape` must have every size known, got \(None, 2\)"):
        random.normal((None, 2))


@pytest.mark.parametrize("rate", [-0.1, 1.5])
def test_a_rate_is_a_fraction(rate):
    with pytest.raises(ValueError, match=f"`rate` must be between 0 and 1, got {rate}"):
        random.dropout([1.0], rate)
