"""Train three models on real data, save and reload them elsewhere, hold them to scikit-learn.

Run it with `make demo`, or `python examples/demo.py --help`. Everything it writes goes to
`demo-output/`. It ends with status 1 if a model is worse than its reference by more than the spread
over its seeds, or if a reloaded model predicts anything else than the one that was saved.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import demo_tabular
import numpy as np
from demo_report import Goal, Outcome, draw_curves, report
from sklearn.datasets import load_diabetes, load_digits
from sklearn.linear_model import RidgeCV
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

import deepkit
from deepkit import layers

RELOAD = """
import sys
import numpy as np
import deepkit

model = deepkit.models.load_model(sys.argv[1])
np.save(sys.argv[3], model.predict(np.load(sys.argv[2]), verbose=0))
"""


@dataclass
class Split:
    """Rows to train on and rows to be judged by."""

    x_train: np.ndarray
    x_test: np.ndarray
    y_train: np.ndarray
    y_test: np.ndarray


@dataclass
class Task:
    """A data set, a model for it, how well it does, and what scikit-learn reaches."""

    goal: Goal
    split: Split
    make_model: Callable[[], deepkit.Model]
    score: Callable[[np.ndarray, np.ndarray], float]
    epochs: int


def digits(epochs: int) -> Task:
    """Return the task of telling handwritten digits apart."""
    data = load_digits()
    images = (data.images / 16.0).astype("float32")[..., None]
    parts = train_test_split(images, data.target, stratify=data.target, random_state=0)
    split = Split(*parts)

    def make_model() -> deepkit.Model:
        model = deepkit.Sequential(
            [
                deepkit.Input((8, 8, 1)),
                layers.Conv2D(32, 3, padding="same", use_bias=False),
                layers.BatchNormalization(),
                layers.Activation("relu"),
                layers.Conv2D(64, 3, padding="same", activation="relu"),
                layers.MaxPooling2D(2),
                layers.Flatten(),
                layers.Dropout(0.5),
                layers.Dense(128, activation="relu"),
                layers.Dropout(0.5),
                layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(
            optimizer=deepkit.optimizers.Adam(1e-3),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        return model

    reference = SVC(gamma=0.256).fit(split.x_train.reshape(-1, 64), split.y_train)
    reached = float(reference.score(split.x_test.reshape(-1, 64), split.y_test))
    return Task(
        goal=Goal("digits", "accuracy", "scikit-learn SVC", reached),
        split=split,
        make_model=make_model,
        score=lambda y, outputs: float(accuracy_score(y, outputs.argmax(axis=-1))),
        epochs=epochs,
    )


def diabetes(epochs: int) -> Task:
    """Return the task of foreseeing how a diabetes goes on after a year."""
    x, y = load_diabetes(return_X_y=True)
    split = Split(*train_test_split(x.astype("float32"), y.astype("float32"), random_state=0))
    center, scale = split.x_train.mean(axis=0), split.x_train.std(axis=0)
    split.x_train, split.x_test = (split.x_train - center) / scale, (split.x_test - center) / scale
    mean, deviation = split.y_train.mean(), split.y_train.std()

    def make_model() -> deepkit.Model:
        inputs = deepkit.Input((10,), name="patient")
        # The loss is in the squared units of the target, some thousands, and so is the penalty.
        penalty = deepkit.regularizers.L2(30.0)
        hidden = layers.Dense(64, activation="relu", kernel_regularizer=penalty)(inputs)
        hidden = layers.Dropout(0.5)(hidden)
        standardized = layers.Dense(1, kernel_initializer="zeros")(hidden)
        outputs = layers.Rescaling(float(deviation), offset=float(mean))(standardized)
        model = deepkit.Model(inputs, outputs)
        model.compile(optimizer=deepkit.optimizers.Adam(1e-3), loss="mse", metrics=["mae"])
        return model

    reference = RidgeCV(np.logspace(-2, 3, 20)).fit(split.x_train, split.y_train)
    reached = float(reference.score(split.x_test, split.y_test))
    return Task(
        goal=Goal("diabetes", "R2", "scikit-learn RidgeCV", reached),
        split=split,
        make_model=make_model,
        score=lambda y, outputs: float(r2_score(y, outputs.ravel())),
        epochs=epochs,
    )


def train(task: Task, seed: int, verbose: int) -> deepkit.Model:
    """Return a model trained from a seed, stopped when the validation loss no longer falls."""
    deepkit.utils.set_random_seed(seed)
    model = task.make_model()
    patience = deepkit.callbacks.EarlyStopping(patience=10, restore_best_weights=True)
    model.fit(
        task.split.x_train,
        task.split.y_train,
        batch_size=32,
        epochs=task.epochs,
        validation_split=0.15,
        callbacks=[patience],
        verbose=verbose,
    )
    return model


def run(task: Task, seeds: range, folder: Path, verbose: int) -> Outcome:
    """Train with every seed; save, reload and draw the first."""
    began = time.perf_counter()
    models = [train(task, seed, verbose if seed == seeds[0] else 0) for seed in seeds]
    x, y = task.split.x_test, task.split.y_test
    scores = [task.score(y, model.predict(x, verbose=0)) for model in models]
    first = models[0]
    curves, name = first.history.history, task.goal.name
    draw_curves(range(1, len(curves["loss"]) + 1), curves, folder / f"{name}.png", name, "epoch")
    return Outcome(
        goal=task.goal,
        scores=scores,
        evaluated=first.evaluate(x, y, verbose=0, return_dict=True),
        is_identical=is_identical_elsewhere(first, x, folder / f"{name}.keras"),
        seconds=time.perf_counter() - began,
    )


def is_identical_elsewhere(model: deepkit.Model, x: np.ndarray, path: Path) -> bool:
    """Save the model, predict with it in a fresh process, and tell whether every bit agrees."""
    model.save(path)
    inputs, outputs = path.with_suffix(".inputs.npy"), path.with_suffix(".outputs.npy")
    np.save(inputs, x)
    subprocess.run([sys.executable, "-c", RELOAD, path, inputs, outputs], check=True)
    return np.array_equal(np.load(outputs), model.predict(x, verbose=0))


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; return 0 if everything is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=120, help="at most so many, stopped early")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each model")
    parser.add_argument("--output", type=Path, default=Path("demo-output"))
    parser.add_argument("--verbose", type=int, default=1, choices=(0, 1, 2))
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for make_task in (digits, diabetes):
        task = make_task(options.epochs)
        print(f"\n{task.goal.name}: {len(task.split.x_train)} rows to train on", flush=True)
        outcomes.append(run(task, range(options.seeds), options.output, options.verbose))
    print("\nwide & deep: the digits as a table of pixels", flush=True)
    outcomes.append(demo_tabular.run(range(options.seeds), options.output, options.verbose))
    print(report(outcomes, options.output))
    return 0 if all(outcome.is_good and outcome.is_identical for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
