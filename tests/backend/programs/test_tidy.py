"""Programs say nothing twice, and compute what they did."""

import jax
import numpy as np
import pytest
from jax.extend.mlir import ir
from jax.extend.mlir.dialects import stablehlo

from deepkit import ops
from deepkit.backend.programs import NamedSpec, from_stablehlo, to_stablehlo
from deepkit.backend.programs._tidy import tidy

PLATFORMS = ["cpu", "cuda", "tpu"]
X = NamedSpec(("batch", 4), "float32")
IDS = [NamedSpec(("batch", "ids"), "int32") for _ in range(8)]


def tidied(text):
    """Return the text of a module, tidied."""
    stored = stablehlo.serialize_portable_artifact_str(f"module {{{text}}}", "1.0.0")
    with ir.Context() as context:
        stablehlo.register_dialect(context)
        module = stablehlo.deserialize_portable_artifact(context, stored)
        tidy(module)
        return str(module)


def choice(first, second):
    """Return a function that chooses between two operations."""
    return f"""
func.func public @main(%i: tensor<i32>, %x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {{
  %r = "stablehlo.case"(%i) ({{
    %a = stablehlo.add %x, %x : tensor<2xf32>
    %b = stablehlo.{first} : tensor<2xf32>
    stablehlo.return %b : tensor<2xf32>
  }}, {{
    %a = stablehlo.add %x, %x : tensor<2xf32>
    %b = stablehlo.{second} : tensor<2xf32>
    stablehlo.return %b : tensor<2xf32>
  }}) : (tensor<i32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}}"""


def many(table, *ids):
    """Return the sums of rows of a table, as columns of categories have them."""
    rows = [ops.where(one[..., None] >= 0, ops.take(table, one, axis=0), 0.0) for one in ids]
    return [ops.sum(each, axis=1) for each in rows]


def test_branches_that_are_the_same_become_one():
    text = tidied(choice("multiply %a, %y", "multiply %a, %y"))
    assert "stablehlo.case" not in text
    assert text.count("stablehlo.add") == text.count("stablehlo.multiply") == 1


@pytest.mark.parametrize("second", ["subtract %a, %y", "multiply %a, %x", "multiply %y, %a"])
def test_branches_that_differ_are_kept(second):
    text = tidied(choice("multiply %a, %y", second))
    assert "stablehlo.case" in text


def test_a_product_is_there_once_for_all_platforms():
    alone = to_stablehlo(lambda x: ops.matmul(ops.transpose(x), x), X, platforms=["cpu"])
    all_of_them = to_stablehlo(lambda x: ops.matmul(ops.transpose(x), x), X, platforms=PLATFORMS)
    assert len(all_of_them) < len(alone) + 200


def test_a_table_of_many_columns_is_small_and_computes_the_same():
    specs = [NamedSpec((10, 1), "float32"), *IDS]
    program = to_stablehlo(many, *specs, platforms=PLATFORMS)
    assert len(program) < 5_000
    generator = np.random.default_rng(0)
    table = generator.normal(size=(10, 1)).astype("float32")
    ids = [generator.integers(-1, 10, (5, 4)).astype("int32") for _ in IDS]
    for found, one in zip(from_stablehlo(program)(table, *ids), ids, strict=True):
        expected = np.where(one[..., None] >= 0, table[one], 0).sum(axis=1)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_inputs_of_sizes_that_do_not_fit_are_refused_all_the_same():
    program = from_stablehlo(to_stablehlo(lambda a, b: a + b, X, X))
    with pytest.raises(ValueError, match="batch"):
        program(np.ones((2, 4), "float32"), np.ones((3, 4), "float32"))


def test_functions_in_functions_take_their_places():
    def inner(x):
        return ops.where(x > 0, x, 0)

    def outer(x):
        return jax.jit(lambda y: inner(y) + 1)(x)

    program = from_stablehlo(to_stablehlo(lambda x: outer(x) + outer(2 * x), X))
    x = np.array([[-1, 2, 3, -4]], "float32")
    assert program(x).tolist() == [[2.0, 8.0, 11.0, 2.0]]


def test_loops_keep_what_is_in_them():
    def loop(x):
        return ops.fori_loop(0, 3, lambda i, y: ops.where(y > 9, y, y * x), x)

    x = np.array([[1, 2, 3, 4]], "float32")
    found = from_stablehlo(to_stablehlo(loop, X, platforms=PLATFORMS))(x)
    assert found.tolist() == [[1.0, 16.0, 27.0, 16.0]]
