"""A spec that has a compiled model needs nothing else."""

from deepkit.estimators._compiled_spec import CompiledSpec


def test_it_needs_neither_loss_nor_optimizer():
    for mode in ("train", "eval", "infer"):
        assert CompiledSpec(mode, model="m").model == "m"
