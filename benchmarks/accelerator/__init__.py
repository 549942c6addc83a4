"""A convolutional network and a transformer in bfloat16, of sizes for an accelerator."""

from benchmarks.accelerator._chips import peak_of
from benchmarks.accelerator._gpt import Gpt
from benchmarks.accelerator._job import Job
from benchmarks.accelerator._measure import measure_job
from benchmarks.accelerator._products import forward_flops
from benchmarks.accelerator._resnet import ResNet

__all__ = ["JOBS", "TINY", "Gpt", "Job", "ResNet", "forward_flops", "measure_job", "peak_of"]

# Batches that 80 GB hold for all contenders together, in the sizes that their papers made known.
JOBS: dict[str, Job] = {
    "resnet-50": ResNet("resnet-50", batch_size=256, batches=12),
    "gpt-2-small": Gpt("gpt-2-small", batch_size=16, batches=12),
}
TINY: dict[str, Job] = {
    "resnet-50": ResNet(
        "resnet-50", batch_size=4, batches=2, side=32, blocks=(1, 2), filters=8, classes=10
    ),
    "gpt-2-small": Gpt(
        "gpt-2-small", batch_size=2, batches=2, words=97, length=16, blocks=2, heads=2, size=16
    ),
}
