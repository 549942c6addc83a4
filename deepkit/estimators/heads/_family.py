"""The heads by name, and the ways to write one down and read it again."""

from collections.abc import Mapping
from typing import Any

from deepkit.configurable import Family, custom_object_scope
from deepkit.estimators.heads._binary import BinaryClassHead
from deepkit.estimators.heads._given_head import GivenHead
from deepkit.estimators.heads._head import Head
from deepkit.estimators.heads._linked_regression import (
    LogisticRegressionHead,
    PoissonRegressionHead,
)
from deepkit.estimators.heads._multi_class import MultiClassHead
from deepkit.estimators.heads._multi_head import MultiHead
from deepkit.estimators.heads._multi_label import MultiLabelHead
from deepkit.estimators.heads._regression import RegressionHead
from deepkit.estimators.heads._sequential_head import SequentialHead
from deepkit.losses import find_functions, name_functions
from deepkit.typing import Config

_CLASSES = (
    BinaryClassHead, GivenHead, LogisticRegressionHead, MultiClassHead, MultiHead, MultiLabelHead,
    PoissonRegressionHead, RegressionHead, SequentialHead,
)  # fmt: skip
FAMILY = Family("head", Head, "deepkit.estimators.heads", {cls.__name__: cls for cls in _CLASSES})


def serialize(head: Head) -> Config:
    """Return what stands for a head in a file: its class and its arguments, learned ones too.

    Args:
        head: a head, whose functions have names if it has some.

    Example:
        >>> from deepkit.estimators import heads
        >>> learned = heads.BinaryClassHead().learn(["no", "yes"])
        >>> heads.serialize(learned)["config"]["label_vocabulary"]
        ['no', 'yes']
    """
    record = FAMILY.serialize(head)
    told = record["config"]
    if "heads" in told:
        told["heads"] = [serialize(one) for one in told["heads"]]
    if "head" in told:
        told["head"] = serialize(told["head"])
    return name_functions(record)


def deserialize(config: Config, custom_objects: Mapping[str, object] | None = None) -> Head:
    """Return the head that `serialize` wrote down.

    Args:
        config: what `serialize` returned.
        custom_objects: further classes and functions by name.

    Raises:
        ValueError: if no head, registered or given object has that name.

    Example:
        >>> from deepkit.estimators import heads
        >>> head = heads.MultiHead([heads.RegressionHead(name="price")])
        >>> heads.deserialize(heads.serialize(head)).names
        ['price']
    """
    with custom_object_scope(custom_objects or {}):
        inner: dict[str, Any] = {}
        if "heads" in config["config"]:
            inner["heads"] = [deserialize(one) for one in config["config"]["heads"]]
        if "head" in config["config"]:
            inner["head"] = deserialize(config["config"]["head"])
        record: Any = find_functions(config, {})
        return FAMILY.deserialize({**record, "config": {**record["config"], **inner}})
