"""Which class of deepkit a public name of Keras stands for: one closed table."""

import functools
from typing import Any

import deepkit
from deepkit.errors import unknown

# Files name classes by the module of Keras that shows them; the first name of a class is written.
_PACKAGES = {
    "keras.layers": "layers",
    "keras.initializers": "initializers",
    "keras.regularizers": "regularizers",
    "keras.constraints": "constraints",
    "keras.losses": "losses",
    "keras.metrics": "metrics",
    "keras.optimizers": "optimizers",
    "keras.optimizers.schedules": "optimizers.schedules",
}
_BASES = {
    "layers": "Layer",
    "initializers": "Initializer",
    "regularizers": "Regularizer",
    "constraints": "Constraint",
    "losses": "Loss",
    "metrics": "Metric",
    "optimizers": "Optimizer",
    "optimizers.schedules": "LearningRateSchedule",
    "models": "Model",
}
_CODE = {"Lambda", "TFSMLayer", "TorchModuleWrapper"}  # of Keras
_SINGLE = {
    ("keras", "Sequential"): ("models", "Sequential"),
    ("keras", "Model"): ("models", "Model"),
    ("keras", "DTypePolicy"): ("backend", "DTypePolicy"),
    ("keras.random", "SeedGenerator"): ("backend", "SeedGenerator"),
    ("keras.models", "Sequential"): ("models", "Sequential"),
    ("keras.models", "Model"): ("models", "Model"),
    ("keras.src.models.functional", "Functional"): ("models", "Model"),
    ("keras.src.models.sequential", "Sequential"): ("models", "Sequential"),
    ("keras.dtype_policies", "DTypePolicy"): ("backend", "DTypePolicy"),
    ("keras", "FloatDTypePolicy"): ("backend", "DTypePolicy"),
    ("keras.src.losses.losses", "LossFunctionWrapper"): ("losses", "LossFunctionWrapper"),
    ("keras.mixed_precision", "LossScaleOptimizer"): ("optimizers", "LossScaleOptimizer"),
}


def find_class(module: str, name: str) -> type:
    """Return the class of deepkit that a file names.

    Nothing is imported by what the file says: it is looked up in the table above.

    Args:
        module: the module of Keras that shows the class.
        name: of the class.

    Raises:
        ValueError: if deepkit has no such class.
    """
    if (module, name) in _SINGLE:
        package, name = _SINGLE[module, name]
        return getattr(_package(package), name)
    if name in _CODE:
        raise ValueError(
            f"A {name!r} holds code or leads to some, and deepkit never runs what it finds in a "
            "file. Where the model was made, replace it by a `Layer` class with a name, and pass "
            "that in `custom_objects` when loading."
        )
    package = _PACKAGES.get(module)
    known = {} if package is None else _classes(package)
    if name not in known:
        message = str(unknown(f"class of {module!r}", name, known or _PACKAGES))
        raise ValueError(message.partition(" Known:")[0])  # a hint helps, a hundred names do not
    return known[name]


def package_of(module: str, name: str) -> str:
    """Return the package of deepkit that holds the class a file names.

    Args:
        module: the module of Keras that shows the class.
        name: of the class.
    """
    return _SINGLE.get((module, name), (_PACKAGES.get(module, ""),))[0]


def place_of(cls: type) -> tuple[str, str] | None:
    """Return the module and name that files use for a class of deepkit, or None for others.

    Args:
        cls: a class.
    """
    if not cls.__module__.startswith("deepkit."):
        return None
    for module, package in _PACKAGES.items():
        inside = cls.__module__.startswith(f"deepkit.{package.split('.')[0]}")
        if inside and _classes(package).get(cls.__name__) is cls:
            return module, cls.__name__
    for place, (package, name) in _SINGLE.items():
        if name == place[1] == cls.__name__ and getattr(_package(package), name) is cls:
            return place
    return None


def base(package: str) -> Any:
    """Return the base class of a package of deepkit.

    Args:
        package: such as "layers".
    """
    return getattr(_package(package), _BASES[package])


def bases() -> list[Any]:
    """Return the base classes of all that is saved, a model before the layer that it is."""
    return [base(package) for package in reversed(_BASES)]


@functools.cache
def _classes(package: str) -> dict[str, type]:
    """Return the public classes of a package that are of its kind, by name."""
    home, kind = _package(package), base(package)
    found = {name: getattr(home, name) for name in home.__all__}
    return {k: v for k, v in found.items() if isinstance(v, type) and issubclass(v, kind)}


def _package(path: str) -> Any:
    """Return a package of deepkit, loaded on first use by deepkit's own front."""
    return functools.reduce(getattr, path.split("."), deepkit)
