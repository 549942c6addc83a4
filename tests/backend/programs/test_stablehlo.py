"""Programs out and in."""

import sys

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import Spec, Variable
from deepkit.backend.programs import NamedSpec, from_stablehlo, to_stablehlo
from tests.backend._drawing import drawn


@pytest.mark.parametrize("spec", [Spec((None, 3), "float32"), drawn(None, 3)])
def test_a_program_runs_on_batches_of_any_size(spec):
    w = Variable(np.arange(6.0).reshape(3, 2))
    program = from_stablehlo(to_stablehlo(lambda x: ops.matmul(x, w), spec))
    for rows in (1, 5):
        x = np.random.default_rng(0).normal(size=(rows, 3)).astype("float32")
        np.testing.assert_allclose(program(x), x @ w.numpy(), rtol=1e-6)


def test_several_axes_may_be_open():
    pair = {"a": Spec((None, None, 2), "float32"), "b": drawn(None, None, 1)}
    program = from_stablehlo(to_stablehlo(lambda d: {"sum": d["a"] + d["b"]}, pair))
    a, b = np.ones((2, 5, 2), "float32"), np.ones((2, 5, 1), "float32")
    assert program({"a": a, "b": b})["sum"].shape == (2, 5, 2)


def test_open_axes_of_one_name_are_alike_and_others_need_not_be():
    a, b = NamedSpec(("batch", "m"), "float32"), NamedSpec(("batch", "n"), "float32")
    program = from_stablehlo(to_stablehlo(lambda a, b: ops.sum(a, 1) + ops.sum(b, 1), a, b))
    assert program(np.ones((2, 3), "float32"), np.ones((2, 5), "float32")).tolist() == [8, 8]
    with pytest.raises(ValueError, match="batch"):
        program(np.ones((2, 3), "float32"), np.ones((3, 5), "float32"))


def test_arrays_stand_for_their_own_shape():
    program = from_stablehlo(to_stablehlo(lambda x: x + 1, np.ones(3, "float32")))
    assert program(np.zeros(3, "float32")).tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="shape"):
        program(np.zeros(4, "float32"))


def test_variables_are_stored_as_they_are_now():
    w = Variable(2.0)

    def scaled(x):
        return x * w.value

    first = to_stablehlo(scaled, np.float32(0))
    w.assign(3.0)
    second = to_stablehlo(scaled, np.float32(0))
    results = [float(from_stablehlo(program)(np.float32(1))) for program in (first, second)]
    assert results == [2, 3]


def test_a_program_may_be_for_another_platform():
    program = to_stablehlo(lambda x: x + 1, np.ones(3, "float32"), platforms=["cuda"])
    with pytest.raises(ValueError, match="cuda"):
        from_stablehlo(program)(np.ones(3, "float32"))


def test_a_program_does_not_tell_where_it_was_written():
    program = to_stablehlo(lambda x: x + 1, np.ones(3, "float32"))
    assert b"test_stablehlo" not in program


@pytest.mark.parametrize("garbage", [b"", b"no program", bytes(1000)])
def test_other_bytes_are_refused(garbage):
    with pytest.raises(ValueError, match="The bytes are no StableHLO program"):
        from_stablehlo(garbage)


def test_a_damaged_program_is_refused():
    program = to_stablehlo(lambda x: x + 1, np.ones(3, "float32"))
    with pytest.raises(ValueError, match="The bytes are no StableHLO program"):
        from_stablehlo(program[: len(program) // 2])


def test_the_package_that_is_missing_is_named(monkeypatch):
    program = to_stablehlo(lambda x: x + 1, np.ones(3, "float32"))
    for name in [m for m in sys.modules if m.partition(".")[0] == "flatbuffers"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "jax._src.export.serialization", raising=False)
    monkeypatch.delattr("jax._src.export.serialization", raising=False)
    for use in (lambda: to_stablehlo(lambda x: x, np.float32(0)), lambda: from_stablehlo(program)):
        with pytest.raises(ImportError, match=r"`flatbuffers`: `pip install deepkit\[export\]`"):
            use()
