"""Programs of steps that update rows of a table: nothing of the size of the table is made."""

import re
from importlib.metadata import version

import numpy as np
import pytest

from deepkit import optimizers
from deepkit.backend import map_structure
from tests.training._tables import ROWS, WIDTH, X, Y, model_of, plain

OF_TABLE = re.compile(rf"= f32\[{ROWS},{WIDTH}\]\S* ([a-z-]+)\(")
# Tests compile with flags of their own, to be quick.
IS_QUICK = version("jaxlib").startswith("0.10.")
FLAGS = {"xla_backend_optimization_level": 2, "xla_cpu_use_fusion_emitters": True}
AS_USERS_DO = FLAGS if IS_QUICK else None
IN_PLACE = {"parameter", "get-tuple-element", "scatter", "fusion", "bitcast"}


@pytest.mark.parametrize("chunk", [False, True])
@pytest.mark.parametrize(
    ("optimizer", "update", "arrays"),
    [
        (optimizers.SGD, "auto", 1),
        (optimizers.Adagrad, "auto", 2),
        (optimizers.Ftrl, "auto", 3),
        (optimizers.Adam, "lazy", 3),
        (lambda: optimizers.LossScaleOptimizer(optimizers.Adagrad()), "auto", 2),
        (lambda: optimizers.MultiOptimizer([("", optimizers.Adagrad())]), "auto", 2),
    ],
    ids=["SGD", "Adagrad", "Ftrl", "Adam", "scaling", "several"],
)
def test_the_program_makes_and_copies_no_array_of_the_size_of_the_table(
    optimizer, update, arrays, chunk
):
    model = model_of(plain, optimizer(), update)
    model.train_on_batch(X[:5], Y[:5])
    programs = model.cache.get(model, "train")
    state = map_structure(lambda variable: variable.value, programs.variables)
    rows = ((X, Y, None), np.zeros((2, 5), "int32"), np.int32(2))
    program, given = (programs.rows, rows) if chunk else (programs.single, (X[:5], Y[:5], None))
    compiled = program.lower(state, given).compile(AS_USERS_DO)
    made = OF_TABLE.findall(compiled.as_text())
    assert "copy" not in made
    if not model.optimizer.follows_rate:  # what does has a branch that goes through the table
        assert set(made) <= IN_PLACE
    # Each array that changes is scattered into once.
    assert made.count("scatter") == arrays
    assert compiled.memory_analysis().temp_size_in_bytes < ROWS * WIDTH * 4
