"""Reach the learning rate of a model's optimizer, or of each of several."""

from deepkit.callbacks._callback import ModelLike
from deepkit.typing import Tensor


def optimizers(model: ModelLike) -> dict[str, Tensor]:
    """Map the name that the logs give to a learning rate to its optimizer."""
    optimizer = model.optimizer
    if not hasattr(optimizer, "learning_rate") and not hasattr(optimizer, "optimizers"):
        raise ValueError(
            f"The optimizer must have a `learning_rate`, got {type(optimizer).__name__}. "
            "Pass an optimizer to `compile`."
        )
    parts = getattr(optimizer, "optimizers", None)
    if parts is None:
        return {"learning_rate": optimizer}
    return {f"learning_rate_{part.name}": part for part in parts}


def rate(optimizer: Tensor) -> float:
    """Return the learning rate as a float."""
    return float(optimizer.learning_rate)


def log_rates(model: ModelLike, logs: dict[str, float] | None) -> None:
    """Add the learning rates to the logs, where later callbacks find them."""
    if logs is not None:
        logs |= {name: rate(optimizer) for name, optimizer in optimizers(model).items()}
