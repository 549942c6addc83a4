"""How many floating-point operations the matrix products and convolutions of a model take."""

import math
from typing import Any

import jax

from benchmarks.accelerator._job import Job, Weights


def forward_flops(job: Job, weights: Weights) -> float:
    """Return the operations of one sample on its way forward, two for each multiplication.

    They are counted in the program before XLA sees it: attention as products of all words with all
    others, nothing that is computed again, nothing elementwise.

    Args:
        job: whose model.
        weights: their shapes.
    """
    x = job.data()[0][:1]
    abstract = jax.tree.map(lambda w: jax.ShapeDtypeStruct(w.shape, w.dtype), weights)

    def forward(weights: Weights, x: Any) -> Any:
        return job.jax_forward(weights, x, training=False, attention="xla")[0]

    return 2.0 * _products(jax.make_jaxpr(forward)(abstract, x).jaxpr)


def _products(jaxpr: Any) -> float:
    total = 0.0
    for equation in jaxpr.eqns:
        times = equation.params.get("length", 1) if equation.primitive.name == "scan" else 1
        total += _of_one(equation)
        for value in equation.params.values():
            inner = getattr(value, "jaxpr", value)
            if hasattr(inner, "eqns"):
                total += times * _products(inner)
    return total


def _of_one(equation: Any) -> float:
    name, shapes = equation.primitive.name, [v.aval.shape for v in equation.invars]
    outputs = math.prod(equation.outvars[0].aval.shape) if equation.outvars else 0
    if name == "dot_general":
        (contracted, _), _ = equation.params["dimension_numbers"]
        return outputs * math.prod(shapes[0][axis] for axis in contracted)
    if name == "conv_general_dilated":
        kernel = equation.params["dimension_numbers"].rhs_spec
        return outputs * math.prod(shapes[1]) / shapes[1][kernel[0]]
    return 0.0
