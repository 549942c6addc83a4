"""Train a model on handwritten digits, and run it without deepkit: in onnxruntime and in a browser.

Run it with `python examples/digits_onnx.py --folder digits-web`. It writes the model, a page to
draw digits on, and the answers it should give. Then, in that folder:

    npm install onnxruntime-web
    node check.mjs                  # the same answers, from WebAssembly
    python -m http.server           # draw digits at http://localhost:8000
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnxruntime
from sklearn.datasets import load_digits

import deepkit
from deepkit import layers

PAGE = Path(__file__).parent / "browser"


def images() -> tuple[np.ndarray, np.ndarray]:
    """Return 8 by 8 pixels from 0 to 1 of each digit, and which digit it is."""
    data = load_digits()
    return (data.images / 16.0).astype("float32")[..., None], data.target


def trained(x: np.ndarray, y: np.ndarray, epochs: int) -> deepkit.Model:
    """Return a small convolutional network that was trained on digits."""
    model = deepkit.Sequential(
        [
            deepkit.Input((8, 8, 1), name="image"),
            layers.Conv2D(16, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax", name="digit"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, batch_size=64, verbose=0)
    return model


def main(arguments: list[str] | None = None) -> None:
    """Train on all but the last 300 digits, export, and compare three ways to run the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("digits-web"), help="where to write")
    parser.add_argument("--epochs", type=int, default=15, help="how long to train")
    options = parser.parse_args(arguments)
    x, y = images()
    model = trained(x[:-300], y[:-300], options.epochs)

    folder = options.folder
    report = model.export(folder / "digits.onnx", format="onnx")
    nodes = ", ".join(f"{count} {kind}" for kind, count in report.nodes.items())
    print(f"written to {report.path}: {nodes}")

    session = onnxruntime.InferenceSession(folder / "digits.onnx")
    [found] = session.run(None, {"image": x[-300:]})
    expected = model.predict(x[-300:], verbose=0)
    print(f"onnxruntime is off by {np.abs(found - expected).max():.1e} at most")
    print(f"accuracy on 300 digits it has not seen: {(found.argmax(-1) == y[-300:]).mean():.3f}")

    for file in ("index.html", "check.mjs"):
        shutil.copy(PAGE / file, folder / file)
    golden = {"images": x[-17:].ravel().tolist(), "answers": expected[-17:].ravel().tolist()}
    (folder / "golden.json").write_text(json.dumps(golden))
    print(f"a page to draw on: {folder / 'index.html'}")


if __name__ == "__main__":
    main()
