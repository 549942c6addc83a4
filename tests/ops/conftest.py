"""The climate of the tests of operations."""

import jax
import pytest


@pytest.fixture(autouse=True, scope="module")
def fast_compiler():
    """Compile without optimizing: hundreds of small programs run once each."""
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)
