"""There is more than one way to run what was exported, and each must prove itself."""

import numpy as np
import pytest

from deepkit import export
from deepkit.errors import SavingError
from deepkit.export._running import refuse_powers
from tests.export._forging import forged
from tests.export._models import called, dense, numbers

PROGRAM = "programs/serving_default.jaxexport"


@pytest.mark.parametrize("rows", [1, 3, 32, 70])
def test_stablehlo_is_run_where_jax_does_not_read_the_program(rows, dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {PROGRAM: b"of another age"})
    with pytest.warns(RuntimeWarning, match="'dense_model' is run from its StableHLO, .*anew"):
        served = export.load(folder)
    expected = dense().predict(numbers(rows), verbose=0)
    np.testing.assert_allclose(served.predict(numbers(rows)), expected, atol=1e-6)


def test_the_architecture_is_the_last_resort(dense_folder, tmp_path):
    broken = [PROGRAM, *(f"programs/serving_default.{n}.stablehlo" for n in (1, 32))]
    folder = forged(dense_folder, tmp_path / "m", dict.fromkeys(broken, b"of another age"))
    with pytest.warns(RuntimeWarning, match="is run from its architecture"):
        served = export.load(folder)
    expected = dense().predict(numbers(17), verbose=0)
    np.testing.assert_allclose(served.predict(numbers(17)), expected, atol=1e-6)


def test_if_nothing_runs_the_reasons_are_told(dense_folder, tmp_path):
    broken = [PROGRAM, *(f"programs/serving_default.{n}.stablehlo" for n in (1, 32))]
    changes = {**dict.fromkeys(broken, b"of another age"), "architecture.json": b"{}"}
    folder = forged(dense_folder, tmp_path / "m", changes)
    with pytest.raises(SavingError) as caught:
        export.load(folder)
    text = str(caught.value)
    for part in ("Nothing in the exported model runs here", "the program: The bytes are no"):
        assert part in text
    assert "its StableHLO: " in text
    assert "its architecture: " in text


def test_a_program_that_computes_something_else_is_not_used(dense_folder, tmp_path):
    called(lambda y, x: y).export(tmp_path / "other")  # of other weights, so it cannot even run
    dense().export(tmp_path / "same")
    golden = "golden/serving_default.safetensors"
    wrong = bytearray((dense_folder / golden).read_bytes())
    wrong[-1] ^= 0x40
    folder = forged(dense_folder, tmp_path / "m", {golden: bytes(wrong)})
    with pytest.raises(SavingError, match="the program: output 'score' is off by"):
        export.load(folder)
    export.load(folder, verify=False)


def test_a_weight_that_is_not_there_is_named(dense_folder, tmp_path):
    folder = forged(dense_folder, tmp_path / "m", {})
    text = (folder / "deepkit.json").read_text().replace('"hidden/kernel"', '"lost"')
    (folder / "deepkit.json").write_text(text)
    with pytest.raises(SavingError, match="The exported model has no weight 'lost'"):
        export.load(folder)


def test_an_axis_that_would_fill_the_memory_is_refused(dense_folder):
    program = (dense_folder / PROGRAM).read_bytes()
    refuse_powers(program)
    for size in ("a^100000000", "(b + 2)^99", "((a^9)^9)^9"):
        text = len(size).to_bytes(4, "little") + size.encode() + b"\0"
        with pytest.raises(SavingError, match="The program has an axis of the size"):
            refuse_powers(program + text + program)


@pytest.mark.parametrize("text", [b"\x05\0\0\0b^2+a\0", b"a^100000000", b"\x99\0\0\0a^1000\0"])
def test_small_powers_and_chance_are_no_harm(text):
    refuse_powers(text + b"\x01" * 9)
