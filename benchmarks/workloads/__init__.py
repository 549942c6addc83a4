"""What is measured: each workload describes one job to every library, equal in all of them."""

from benchmarks.workloads._cnn import Cnn
from benchmarks.workloads._lookup import Lookup
from benchmarks.workloads._lstm import Lstm
from benchmarks.workloads._mlp import Mlp
from benchmarks.workloads._transformer import Transformer
from benchmarks.workloads._workload import Workload

__all__ = ["TINY", "WORKLOADS", "Cnn", "Lookup", "Lstm", "Mlp", "Transformer", "Workload"]

# Rows are chosen such that an epoch takes from a few tenths of a second to about two.
WORKLOADS: dict[str, Workload] = {
    workload.name: workload
    for workload in (
        Mlp("mlp-small", "mse", batch_size=32, rows=32_768, sizes=(32, 64, 32, 1)),
        Mlp("mlp", "crossentropy", batch_size=128, rows=16_384, sizes=(784, 512, 512, 10)),
        Cnn("cnn", "crossentropy", batch_size=64, rows=2_048),
        Lstm("lstm", "crossentropy", batch_size=32, rows=1_024),
        Transformer("transformer", "crossentropy", batch_size=32, rows=512),
        Mlp("mlp-50", "mse", batch_size=32, rows=8_192, sizes=(64,) * 50 + (1,)),
        Lookup("embedding", "mse", batch_size=128, rows=8_192),
    )
}

# The same jobs so small that a test can do all of them in every library.
TINY: dict[str, Workload] = {
    workload.name: workload
    for workload in (
        Mlp("mlp-small", "mse", batch_size=4, rows=12, sizes=(3, 5, 1)),
        Mlp("mlp", "crossentropy", batch_size=4, rows=12, sizes=(6, 5, 4, 3)),
        Cnn("cnn", "crossentropy", batch_size=4, rows=12, side=10, filters=(3, 4), classes=3),
        Lstm("lstm", "crossentropy", batch_size=4, rows=12, steps=5, features=3, units=4),
        Transformer(
            "transformer",
            "crossentropy",
            batch_size=4,
            rows=12,
            words=11,
            length=6,
            heads=2,
            width=4,
            inner=8,
            blocks=1,
            classes=3,
        ),
        Mlp("mlp-50", "mse", batch_size=4, rows=12, sizes=(4,) * 8 + (1,)),
        Lookup("embedding", "mse", batch_size=4, rows=12, words=9, fewer=5, columns=3, width=2),
    )
}
