"""Programs that bring machine code along, or name some, are not run."""

import dataclasses

import jax
import numpy as np
import pytest
from jax.extend.mlir.dialects import stablehlo

from deepkit import ops
from deepkit.backend import Spec
from deepkit.backend.programs import from_portable, from_stablehlo, to_stablehlo

X = np.ones(2, "float32")

CALL = """
func.func public @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = stablehlo.custom_call @TARGET(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}"""
WITHIN = """
func.func public @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = call @inner(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
func.func private @inner(%x: tensor<2xf32>) -> tensor<2xf32> {
  %p = stablehlo.constant dense<false> : tensor<i1>
  %y = "stablehlo.if"(%p) ({
    %z = stablehlo.custom_call @TARGET(%x) : (tensor<2xf32>) -> tensor<2xf32>
    stablehlo.return %z : tensor<2xf32>
  }, {
    stablehlo.return %x : tensor<2xf32>
  }) : (tensor<i1>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}"""
FEED = """
func.func public @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %t = stablehlo.create_token : !stablehlo.token
  %y, %u = "stablehlo.infeed"(%t) : (!stablehlo.token) -> (tensor<2xf32>, !stablehlo.token)
  return %y : tensor<2xf32>
}"""


def exported(module):
    """Return a program of `jax.export` with another module in it."""
    harmless = jax.export.export(jax.jit(lambda x: x + 1))(X)
    return bytes(dataclasses.replace(harmless, mlir_module_serialized=module).serialize())


def portable(text):
    """Return a module as it is stored."""
    return stablehlo.serialize_portable_artifact_str(f"module {{{text}}}", "1.0.0")


@pytest.mark.parametrize(
    "target",
    [
        "xla_ffi_python_cpu_callback",
        "xla_python_cpu_callback",
        "xla_ffi_python_gpu_callback",
        "mosaic_gpu_v2",
        '"__gpu$xla.gpu.triton"',
        "tpu_custom_call",
        '"tf.call_tf_function"',
        '"mhlo.custom_call"',
        "AllocateBuffer",
        "lapack_sgetrf",
    ],
)
@pytest.mark.parametrize("text", [CALL, WITHIN], ids=["outside", "within"])
def test_a_call_of_other_code_is_refused_by_both_readers(text, target):
    module = portable(text.replace("TARGET", target))
    with pytest.raises(
        ValueError, match=r"^The program calls '.*', which is no arithmetic: a file"
    ):
        from_portable(module)
    with pytest.raises(
        ValueError, match=r"^The program calls '.*', which is no arithmetic: a file"
    ):
        from_stablehlo(exported(module))


def test_a_program_that_waits_for_the_host_is_refused():
    with pytest.raises(ValueError, match=r"The program calls 'stablehlo\.infeed', which is no"):
        from_portable(portable(FEED))


@pytest.mark.parametrize(
    "fn",
    [
        lambda x: ops.cholesky(x),
        lambda x: ops.qr(x),
        lambda x: ops.eigh(x),
        lambda x: ops.top_k(x, 2),
        lambda x: ops.sort(ops.cumsum(ops.erf(x))),
        lambda x: [ops.arcsinh(x), ops.arctanh(x), ops.cosh(x)],
        lambda x: x + ops.random.normal((3, 3), seed=1),
        lambda x: ops.max_pool(x[:, :, :, None], 2),
    ],
    ids=["cholesky", "qr", "eigh", "top_k", "sort", "arcs", "normal", "pool"],
)
@pytest.mark.parametrize("platforms", [["cpu", "cuda"], ["tpu"]], ids=["cpu", "tpu"])
def test_what_models_compute_is_let_through(fn, platforms):
    program = to_stablehlo(fn, Spec((None, 3, 3), "float32"), platforms=platforms)
    assert callable(from_stablehlo(program))


def test_the_solvers_of_the_processor_are_called():
    decompose = from_stablehlo(to_stablehlo(lambda x: ops.svd(x), Spec((None, 3, 3), "float32")))
    x = np.arange(9, dtype="float32").reshape(1, 3, 3)
    np.testing.assert_allclose(decompose(x)[1], np.linalg.svd(x)[1], atol=1e-5)
