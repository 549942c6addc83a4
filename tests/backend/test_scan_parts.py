"""The inputs of a scan by what they are for."""

import jax
import jax.numpy as jnp
import pytest

from deepkit.backend import scan_parts

X = jnp.ones((4, 2))


def scanned(step, first):
    """Return the equation of a scan over the rows of X."""
    found = jax.make_jaxpr(lambda x, k: jax.lax.scan(lambda c, y: step(c, y, k), first, x))(X, 3.0)
    return next(each for each in found.eqns if each.primitive.name == "scan")


@pytest.mark.parametrize(
    ("step", "first", "parts"),
    [
        (lambda c, y, k: (c, y), (), (0, 0)),
        (lambda c, y, k: (c + y, c), jnp.zeros(2), (0, 1)),
        (lambda c, y, k: (c, y * k), (), (1, 0)),
        (lambda c, y, k: ((c[0] + k, c[1] * y), None), (0.0, jnp.ones(2)), (1, 2)),
    ],
    ids=["stacked", "carried", "fixed", "all"],
)
def test_what_is_fixed_and_what_is_carried_is_told(step, first, parts):
    equation = scanned(step, first)
    assert scan_parts(equation) == parts
    assert len(equation.invars) == sum(parts) + 1
