"""Models: functional, sequential and subclassed."""

from deepkit.models._clone import clone_model
from deepkit.models._model import Model
from deepkit.models._sequential import Sequential
from deepkit.saving import load_model, model_from_json, save_model

__all__ = [
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_json",
    "save_model",
]
