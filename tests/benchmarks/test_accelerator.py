"""Large models are the same for all contenders, their work is known, and a tiny run works."""

import dataclasses

import jax
import numpy as np
import pytest

from benchmarks.accelerator import JOBS, TINY, Gpt, ResNet, forward_flops, measure_job, peak_of
from benchmarks.accelerator import __main__ as program
from benchmarks.accelerator import _measure as measure
from benchmarks.accelerator._loop import JaxLoop
from benchmarks.accelerator._measure import TWIN
from benchmarks.accelerator._model import KerasStyle

RESNET = ResNet("r", 4, 2, "float32", side=16, blocks=(1, 1), filters=4, classes=3)
GPT = Gpt("g", 2, 2, "float32", words=11, length=6, blocks=1, heads=2, size=8)


@pytest.mark.parametrize("job", [RESNET, GPT], ids=["resnet", "gpt"])
def test_all_contenders_do_the_same_work(job):
    own = KerasStyle(job, "deepkit")
    weights = own.weights
    losses = [
        [each.fit(shuffle=False) for _ in range(2)]
        for each in (own, JaxLoop(job, weights), KerasStyle(job, "keras", weights))
    ]
    np.testing.assert_allclose(losses[1:], [losses[0]] * 2, rtol=1e-4)


@pytest.mark.parametrize("job", [RESNET, GPT], ids=["resnet", "gpt"])
def test_weights_stay_in_float32_while_bfloat16_is_computed(job):
    model = KerasStyle(dataclasses.replace(job, dtype="bfloat16"), "deepkit")
    assert {w.dtype for layer in model.weights.values() for w in layer} == {np.dtype("float32")}
    assert model._model.output.dtype == "bfloat16"


def shapes_of(job):
    """Return the weights of a job, which take no memory."""
    model = KerasStyle(job, "deepkit")
    return model.weights


def test_the_work_of_resnet_50_is_the_known_one():
    job = dataclasses.replace(JOBS["resnet-50"], batch_size=1, batches=1)
    # 4.09e9 multiplications for an image, as is told of version 1.5.
    assert forward_flops(job, shapes_of(job)) == pytest.approx(2 * 4.09e9, rel=0.01)


def test_the_work_of_a_decoder_follows_from_its_sizes():
    length, size, words = 6, 8, 11
    dense = 12 * size**2 + size * words
    attention = 2 * length * size
    assert forward_flops(GPT, shapes_of(GPT)) == 2 * length * (dense + attention)


def test_the_large_jobs_are_what_their_names_say():
    gpt, resnet = JOBS["gpt-2-small"], JOBS["resnet-50"]
    weights = gpt.words * gpt.size + gpt.blocks * 12 * gpt.size**2
    assert 120e6 < weights < 125e6
    assert resnet.title == "ResNet-50, 224 x 224"
    assert list(JOBS) == list(TINY)
    assert {job.dtype for job in JOBS.values()} == {"bfloat16"}


@pytest.mark.parametrize(
    ("device", "peak"),
    [("NVIDIA H200", 989e12), ("NVIDIA H100 PCIe", 756e12), ("TPU v5 lite", 197e12), ("cpu", None)],
)
def test_the_peak_of_known_devices_is_known(device, peak):
    assert peak_of(device) == peak


def test_contenders_that_do_other_work_are_refused(monkeypatch):
    monkeypatch.setattr(measure, "_LARGEST_DIFFERENCE", -1.0)
    with pytest.raises(RuntimeError, match="Not the same work in 'g': first losses"):
        measure_job(GPT, [], rounds=1)


def test_a_tiny_run_prints_speeds_and_shares(monkeypatch, capsys):
    job = dataclasses.replace(GPT, dtype="bfloat16")
    monkeypatch.setitem(TINY, "gpt-2-small", job)
    monkeypatch.setattr(program, "write", lambda run: run["size"])
    with jax.numpy_dtype_promotion("standard"):  # JAX's attention is not strict in bfloat16
        program.main(["gpt-2-small", "--rounds", "1", "--batch", "3", "--peak", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "cpu, peak 1 TFLOP/s, tiny sizes"
    assert [line.split("  ")[0] for line in lines[6:10]] == [
        *("deepkit", "JAX loop", "JAX loop again", "Keras")
    ]
    assert lines[-1] == "All numbers: tiny"


def test_the_table_has_the_share_of_the_peak_and_the_goals():
    seconds = {"deepkit": [2.0], "jax": [1.9], TWIN: [1.9], "keras": [2.2]}
    result = {"samples": 100, "batch_size": 10, "flops": 1e10, "seconds": seconds}
    rows = program.job_rows("A", result, 1e12)
    assert rows[1][1:4] == ["50.0", "0.50", "50.0%"]
    assert rows[2][4:] == ["0.95x [0.95 0.95]", ">= 0.97"]
    assert rows[4][4:] == ["1.10x [1.10 1.10]", ">= 1.05"]
    assert program.job_rows("A", result, None)[1][3] == "-"


def test_a_job_that_does_not_exist_is_named(capsys):
    with pytest.raises(SystemExit):
        program.main(["bert"])
    assert "unknown name 'bert'; there are resnet-50, gpt-2-small" in capsys.readouterr().err
