"""The shortest way through everything: build, fit, evaluate, predict, save, load, go on."""

import numpy as np

import deepkit
from deepkit import layers


def test_a_model_learns_and_comes_back_from_a_file_as_it_was(tmp_path, random):
    x = random.normal(size=(64, 4)).astype("float32")
    y = x @ np.array([[1.0], [-2.0], [3.0], [0.5]], "float32")
    deepkit.utils.set_random_seed(1)
    model = deepkit.Sequential(
        [deepkit.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)]
    )
    model.compile(optimizer=deepkit.optimizers.Adam(0.02), loss="mse", metrics=["mae"])
    history = model.fit(x, y, batch_size=16, epochs=20, validation_split=0.25, verbose=0)
    assert history.history["val_loss"][-1] < history.history["val_loss"][0] / 4

    model.save(tmp_path / "model.keras")
    again = deepkit.models.load_model(tmp_path / "model.keras")

    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    first, second = (m.evaluate(x, y, verbose=0, return_dict=True) for m in (model, again))
    assert first == second
    for resumed in (model, again):
        resumed.fit(x, y, batch_size=16, epochs=1, shuffle=False, verbose=0)
    for mine, other in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, other)
