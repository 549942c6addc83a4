"""The tabular part of the demo: handwritten digits as a table, for a wide and deep model.

Each pixel is a column of numbers, which the deep part sees. The wide part sees categories made of
them: which of three brightnesses the pixels of each square of four have together.
"""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from demo_report import Goal, Outcome, draw_curves
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from deepkit import estimators
from deepkit import feature_column as fc

SIDE = 8
PIXELS = [f"pixel_{row}_{column}" for row in range(SIDE) for column in range(SIDE)]
STEPS = 3000

SERVE = """
import sys
import numpy as np
from deepkit import estimators

with np.load(sys.argv[2]) as file:
    columns = dict(file)
np.save(sys.argv[3], estimators.SavedModel(sys.argv[1]).predict(columns)["probabilities"])
"""


def wide_and_deep(steps: int, seed: int, verbose: int) -> estimators.DNNLinearCombinedClassifier:
    """Return a model that stops when the loss on rows kept aside no longer falls."""
    numbers = {pixel: fc.numeric_column(pixel) for pixel in PIXELS}
    shades = {pixel: fc.bucketized_column(number, [4, 12]) for pixel, number in numbers.items()}
    corners = [(row, column) for row in range(0, SIDE, 2) for column in range(0, SIDE, 2)]
    squares = [
        [shades[f"pixel_{row + down}_{column + right}"] for down in (0, 1) for right in (0, 1)]
        for row, column in corners
    ]
    return estimators.DNNLinearCombinedClassifier(
        linear_feature_columns=[fc.crossed_column(square, 1000) for square in squares],
        dnn_feature_columns=list(numbers.values()),
        steps=steps,
        batch_size=64,
        early_stopping=10,
        random_state=seed,
        verbose=verbose,
    )


def run(seeds: range, folder: Path, verbose: int, steps: int = STEPS) -> Outcome:
    """Train with every seed beside a network of scikit-learn; export, serve and draw the first."""
    began = time.perf_counter()
    data = load_digits()
    x, x_test, y, y_test = train_test_split(
        data.data, data.target, stratify=data.target, random_state=0
    )
    table, table_test = (dict(zip(PIXELS, pixels.T, strict=True)) for pixels in (x, x_test))
    models = [
        wide_and_deep(steps, seed, verbose if seed == seeds[0] else 0).fit(table, y)
        for seed in seeds
    ]
    peers = [
        make_pipeline(StandardScaler(), MLPClassifier((128, 64), max_iter=100, random_state=seed))
        for seed in seeds
    ]
    first, name = models[0], "wide & deep"
    curves, found = first.history_, first.evaluate(table_test, y_test)
    draw_curves(curves["step"], curves, folder / "wide_and_deep.png", name, "step")
    return Outcome(
        goal=Goal(
            name=name,
            score_name="accuracy",
            reference_name="scikit-learn MLPClassifier",
            reference=float(np.mean([peer.fit(x, y).score(x_test, y_test) for peer in peers])),
        ),
        scores=[model.score(table_test, y_test) for model in models],
        evaluated={key: found[key] for key in ("accuracy", "average_loss", "global_step")},
        is_identical=is_served_identically(first, table_test, folder),
        seconds=time.perf_counter() - began,
    )


def is_served_identically(
    model: estimators.DNNLinearCombinedClassifier, table: dict[str, np.ndarray], folder: Path
) -> bool:
    """Export the model, serve rows in a fresh process, and tell whether every bit agrees."""
    path = model.export_saved_model(folder / "wide_and_deep")
    inputs, outputs = folder / "wide_and_deep.inputs.npz", folder / "wide_and_deep.outputs.npy"
    np.savez(inputs, **table)
    subprocess.run([sys.executable, "-c", SERVE, path, inputs, outputs], check=True)
    return np.array_equal(np.load(outputs), model.predict_proba(table))
