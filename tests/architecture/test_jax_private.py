"""What JAX keeps for itself is used in one file at most, which says why."""

import ast

import pytest

from tests.architecture import _imports as check

GRAPH = "deepkit/backend/_graph.py"


def test_one_file_at_most_uses_what_is_private_to_jax_and_says_why(root):
    places = {violation.partition(":")[0] for violation in check.private_jax(root)}
    assert len(places) <= 1
    for place in places:
        docstring = ast.get_docstring(ast.parse((root / place).read_text())) or ""
        assert "private" in docstring


@pytest.mark.parametrize(
    "text",
    [
        "import jax._src.core",
        "from jax._src import core",
        "from jax.interpreters import mlir",
        "import jaxlib",
        "import jax\njax._src.core.Trace",
        "import jax\njax.interpreters.mlir",
        "import jax.numpy as jnp\njnp._where",
    ],
)
def test_a_use_is_found(text, sow):
    assert check.private_jax(sow({GRAPH: text})) != []


@pytest.mark.parametrize(
    "text",
    [
        "import jax\njax.numpy.sin",
        "from jax.core import Tracer",
        "import jax\njax.__version__",
        "import numpy as np\nnp._private",
    ],
)
def test_what_is_public_passes(text, sow):
    assert check.private_jax(sow({GRAPH: text})) == []
