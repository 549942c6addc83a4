"""deepkit: Keras-style deep learning on JAX; sub-packages load on first use."""

import importlib
from typing import Any

__version__ = "0.1.0"

_PACKAGES = (
    "activations", "backend", "callbacks", "config", "constraints", "data", "dtype_policies",
    "estimators", "export", "feature_column", "initializers", "layers", "losses", "metrics",
    "mixed_precision", "models", "onnx", "ops", "optimizers", "random", "regularizers", "saving",
    "tree", "utils",
)  # fmt: skip
_NAMES = {
    "DTypePolicy": "backend",
    "FloatDTypePolicy": "dtype_policies",
    "Function": "backend",
    "Initializer": "initializers",
    "Input": "layers",
    "InputSpec": "layers",
    "KerasTensor": "backend",
    "Layer": "layers",
    "Loss": "losses",
    "Metric": "metrics",
    "Model": "models",
    "Optimizer": "optimizers",
    "RematScope": "backend",
    "Regularizer": "regularizers",
    "Sequential": "models",
    "Variable": "backend",
    "custom_gradient": "backend",
    "device": "backend",
    "grad": "backend",
    "name_scope": "backend",
    "remat": "backend",
    "value_and_grad": "backend",
}
_OTHER_NAMES = {"Function": "Graph", "KerasTensor": "SymbolicTensor"}

__all__ = sorted(["__version__", "version", *_PACKAGES, *_NAMES])


def version() -> str:
    """Return the version of deepkit."""
    return __version__


def __getattr__(name: str) -> Any:
    if name not in _NAMES and name not in _PACKAGES:
        raise AttributeError(f"module 'deepkit' has no attribute {name!r}")
    if name in _NAMES or name == "backend":
        importlib.import_module("deepkit.ops")  # gives Variables and symbolic tensors operators
    if name in _PACKAGES:
        return importlib.import_module(f"deepkit.{name}")
    room = importlib.import_module(f"deepkit.{_NAMES[name]}")
    value = getattr(room, _OTHER_NAMES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
