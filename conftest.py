"""The climate of every test and doctest: the CPU, strict dtypes, fixed seeds, nothing left over."""

import gc
import os
import sys
from collections.abc import Generator
from importlib.metadata import version

# Before the first import of jax, keras or matplotlib, which read these once.
os.environ["JAX_PLATFORMS"] = os.environ.get("DEEPKIT_TEST_PLATFORM", "cpu")
os.environ["JAX_NUMPY_DTYPE_PROMOTION"] = "strict"
os.environ["KERAS_BACKEND"] = "jax"
os.environ["MPLBACKEND"] = "agg"
os.environ["DEEPKIT_COMPILATION_CACHE"] = "off"  # what a test compiles is no business of the next

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "deepkit",
    deadline=None,  # the first example of a shape compiles, the others do not
    derandomize=True,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("deepkit")

# A test compiles a program and runs it a few times: what the compiler spends on speed is lost.
_QUICK = (
    "--xla_backend_optimization_level=0",
    "--xla_cpu_parallel_codegen_split_count=1",
    "--xla_cpu_use_fusion_emitters=false",
    "--xla_llvm_disable_expensive_passes=true",
)


def pytest_configure() -> None:
    """Let XLA compile quickly, here and in child processes; `XLA_FLAGS= make test` does not."""
    is_known = version("jaxlib").startswith("0.10.")  # XLA dies of a flag that it does not know
    if is_known and os.environ["JAX_PLATFORMS"] == "cpu":
        os.environ.setdefault("XLA_FLAGS", " ".join(_QUICK))


def pytest_collection_finish() -> None:
    """Spare the garbage collector, which is called after each file, what will always be there."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """Give each test the defaults, the seeds and the automatic names of a new process."""
    if names := sys.modules.get("deepkit.configurable"):
        names.clear_names()
    backend = sys.modules.get("deepkit.backend")
    if backend is None:  # the test does not use it, and need not wait for its import
        return
    backend.set_floatx("float32")
    backend.set_epsilon(1e-7)
    backend.set_image_data_format("channels_last")
    backend.set_dtype_policy(None)
    backend.set_seed(0)


@pytest.fixture(autouse=True, scope="module")
def bounded_memory() -> Generator[None]:
    """Let the compiled programs of a file go with it: thousands of tests would hold gigabytes."""
    yield
    jax = sys.modules.get("jax")
    if jax is not None:
        jax.clear_caches()
        gc.collect()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs an accelerator, unless one was asked for."""
    if item.get_closest_marker("gpu") and os.environ["JAX_PLATFORMS"] == "cpu":
        pytest.skip("needs an accelerator: set DEEPKIT_TEST_PLATFORM to cuda or tpu")
