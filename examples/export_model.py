"""Train a model on handwritten digits, export it, and ask it from a process that knows no layer.

python examples/export_model.py                 the bundled digits, a few seconds
python examples/export_model.py --folder served keep what is exported
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

import deepkit
from deepkit import layers

ROOT = Path(__file__).parents[1]

# All that a server needs. Nothing of it knows what a layer is.
SERVER = """
import json, sys
import numpy as np
from deepkit import export

model = export.load(sys.argv[1])
answer = model.signatures["serving_default"](image=np.load(sys.argv[2]))
loaded = {name.split(".")[1] for name in sys.modules if name.startswith("deepkit.")}
print(json.dumps({"digits": answer["digit"].argmax(1).tolist(), "rooms": sorted(loaded)}))
"""


def trained(epochs: int) -> tuple[deepkit.Model, np.ndarray, np.ndarray]:
    """Return a small convolutional model, and images and labels that it has not seen."""
    digits = load_digits()
    images, labels = (digits.images[..., None] / 16).astype("float32"), digits.target
    deepkit.utils.set_random_seed(0)
    image = deepkit.Input((8, 8, 1), name="image")
    x = layers.Conv2D(16, 3, activation="relu")(image)
    x = layers.Flatten()(layers.MaxPooling2D()(x))
    model = deepkit.Model(image, layers.Dense(10, activation="softmax", name="digit")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images[:1400], labels[:1400], epochs=epochs, verbose=0)
    return model, images[1400:], labels[1400:]


def main(arguments: list[str] | None = None) -> None:
    """Train, export in full and in eight bits, and serve."""
    parser = argparse.ArgumentParser(description="Export a model and serve it elsewhere.")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--folder", help="where to export to; a temporary one if left out")
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(told.folder or temporary)
        model, images, labels = trained(told.epochs)
        full = model.export(folder / "full")
        small = model.export(folder / "int8", quantize="int8", examples=images, targets=labels)
        lost = small.accuracy["serving_default"]["digit"]
        print(f"weights: {full.weight_bytes:,} bytes, in eight bits {small.weight_bytes:,}")
        print(f"program: {full.program_bytes['serving_default']:,} bytes")
        print(f"accuracy {lost['accuracy_before']:.3f}, in eight bits {lost['accuracy']:.3f}")
        np.save(Path(temporary) / "images.npy", images)
        command = [sys.executable, "-c", SERVER, folder / "full", Path(temporary) / "images.npy"]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        answer = json.loads(done.stdout)
        right = np.mean(np.array(answer["digits"]) == labels)
        print(f"served elsewhere: {right:.3f} right, with {', '.join(answer['rooms'])} alone")


if __name__ == "__main__":
    main()
