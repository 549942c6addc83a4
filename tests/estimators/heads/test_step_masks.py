"""A mask of steps is put on a sequence, and read off again."""

import numpy as np

from deepkit import Input, Model, layers, losses
from deepkit.estimators.heads._step_masks import StepsOf, WithSteps
from deepkit.models import load_model

STEPS = np.array([[True, True, False], [True, False, False]])
X = np.arange(12, dtype="float32").reshape(2, 3, 2)


def drawn():
    x, steps = Input((None, 2), name="x"), Input((None,), dtype="bool", name="steps")
    y = layers.Dense(1, use_bias=False, kernel_initializer="ones")(WithSteps()([x, steps]))
    return Model({"x": x, "steps": steps}, {"y": y, "seen": StepsOf()(y)})


def test_the_mask_passes_through_layers():
    found = drawn().predict({"x": X, "steps": STEPS}, verbose=0)
    np.testing.assert_array_equal(found["seen"], STEPS)
    np.testing.assert_array_equal(found["y"][..., 0], np.where(STEPS, X.sum(-1), 0))


def test_losses_see_it():
    model = drawn()
    model.compile(loss={"y": losses.MeanSquaredError()})
    loss = model.evaluate({"x": X, "steps": STEPS}, np.zeros((2, 3, 1), "float32"), verbose=0)
    assert loss == np.square(X.sum(-1))[STEPS].mean()


def test_without_a_mask_all_steps_are_there():
    assert np.asarray(StepsOf()(X)).all()


def test_files_know_the_layers(tmp_path):
    drawn().save(tmp_path / "m.keras")
    found = load_model(tmp_path / "m.keras").predict({"x": X, "steps": STEPS}, verbose=0)
    np.testing.assert_array_equal(found["seen"], STEPS)
