"""The learning rate: a number kept in a Variable, a schedule, or a function."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from deepkit.backend import Variable, convert, floatx
from deepkit.configurable import get_registered_name, get_registered_object
from deepkit.errors import SavingError, not_negative
from deepkit.optimizers import schedules
from deepkit.optimizers.schedules import LearningRateSchedule
from deepkit.typing import Tensor

Rate: TypeAlias = float | LearningRateSchedule | Callable[..., Any]


def rate_dtype() -> str:
    """Return the dtype learning rates are kept and computed in: never half precision."""
    return "float64" if floatx() == "float64" else "float32"


def check_rate(rate: Any) -> Any:
    """Return the rate if it is a schedule, a function, or a number of at least zero."""
    return rate if callable(rate) else not_negative(learning_rate=rate)


def rate_at(source: Callable[..., Any], calls: Tensor) -> Tensor:
    """Return what a schedule or function says; a function may also take no argument."""
    value = source(calls) if _takes_step(source) else source()
    return convert(value, rate_dtype())


def write_rate(rate: Any) -> Any:
    """Return what stands for a rate in a config: a float, or a serialized schedule or function."""
    if isinstance(rate, Variable):
        return float(rate.numpy())
    if isinstance(rate, LearningRateSchedule):
        return schedules.serialize(rate)
    name = get_registered_name(rate) if hasattr(rate, "__name__") else "<unnamed>"
    if name.startswith("<"):
        raise SavingError(
            f"The learning rate {rate!r} cannot be written to a file: give it a name and register "
            "it with `register_keras_serializable`, or use a schedule."
        )
    return {
        "module": "builtins",
        "class_name": "function",
        "config": name,
        "registered_name": "function",
    }


def read_rate(config: Any, custom_objects: Mapping[str, object] | None = None) -> Any:
    """Return the rate that `write_rate` wrote down."""
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "function":
        name = config["config"]
        found = get_registered_object(name, custom_objects)
        if found is None:
            raise SavingError(
                f"The learning rate is the function {name!r}, which is not known here: pass it in "
                "`custom_objects` or register it with `register_keras_serializable`."
            )
        return found
    return schedules.deserialize(config, custom_objects)


def _takes_step(source: Callable[..., Any]) -> bool:
    if isinstance(source, LearningRateSchedule):
        return True
    parameters = inspect.signature(source).parameters.values()
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return any(p.kind in by_place and p.default is p.empty for p in parameters)
