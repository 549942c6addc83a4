"""The initializers of Glorot, He and LeCun: the variance each is named for."""

import numpy as np
import pytest

from deepkit import initializers

INPUTS, OUTPUTS = 200, 100
VARIANCES = {
    "GlorotNormal": 2 / (INPUTS + OUTPUTS),
    "GlorotUniform": 2 / (INPUTS + OUTPUTS),
    "HeNormal": 2 / INPUTS,
    "HeUniform": 2 / INPUTS,
    "LecunNormal": 1 / INPUTS,
    "LecunUniform": 1 / INPUTS,
}

every_name = pytest.mark.parametrize("name", VARIANCES)


@every_name
def test_the_variance_is_that_of_the_paper(name):
    drawn = np.asarray(getattr(initializers, name)(seed=1)((INPUTS, OUTPUTS)))
    assert drawn.var() == pytest.approx(VARIANCES[name], rel=0.04)
    assert drawn.mean() == pytest.approx(0, abs=0.03 * VARIANCES[name] ** 0.5)


@every_name
def test_the_ends_are_those_of_the_distribution(name):
    # A uniform one ends at sqrt(3) times its deviation, a cut off normal one at 2 / 0.8796 times.
    drawn = np.asarray(getattr(initializers, name)(seed=1)((INPUTS, OUTPUTS)))
    end = VARIANCES[name] ** 0.5 * (3**0.5 if name.endswith("Uniform") else 2 / 0.87962566)
    assert 0.98 * end < np.abs(drawn).max() <= 1.000001 * end


@every_name
def test_the_config_holds_nothing_that_the_name_says(name):
    initializer = getattr(initializers, name)(3, [0], [1])
    assert initializer.get_config() == {"seed": 3, "input_axes": [0], "output_axes": [1]}


@every_name
def test_the_axes_of_the_fans_can_be_named(name):
    # The same kernel with its axes the other way round.
    drawn = np.asarray(getattr(initializers, name)(1, [1], [0])((OUTPUTS, INPUTS)))
    assert drawn.var() == pytest.approx(VARIANCES[name], rel=0.04)
