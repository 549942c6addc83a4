"""Linear models solved at once: from a model's inputs to its weights, without training."""

from typing import Any

import numpy as np

from deepkit.data import Batch
from deepkit.estimators._trainer import scaled_targets
from deepkit.estimators.heads import (
    BinaryClassHead,
    Head,
    LogisticRegressionHead,
    MultiClassHead,
    MultiHead,
    MultiLabelHead,
    PoissonRegressionHead,
    RegressionHead,
)
from deepkit.estimators.linear_solver import Block, Design, Solution, fits, make_design, solve
from deepkit.feature_column import (
    CategoricalColumn,
    FeatureColumn,
    NumericColumn,
    WeightedCategoricalColumn,
)
from deepkit.models import Model

_KINDS = {
    BinaryClassHead: "logistic",
    LogisticRegressionHead: "logistic",
    MultiClassHead: "multinomial",
    MultiLabelHead: "logistic",
    PoissonRegressionHead: "poisson",
    RegressionHead: "squared",
}


def kind_of(head: Head) -> str | None:
    """Return the kind of linear model that the solver knows for a head; None if it knows none.

    Args:
        head: the head.
    """
    if head.loss_fn is not None or getattr(head, "inverse_link_fn", None) is not None:
        return None
    return _KINDS.get(type(head))


def design_of(
    inputs: dict[str, np.ndarray], columns: tuple[FeatureColumn, ...], combiner: str
) -> Design | None:
    """Return the matrix of a linear model; None if it has columns that the solver does not know.

    Args:
        inputs: encoded arrays by key.
        columns: of the linear model.
        combiner: how the weights of several categories of a row combine.
    """
    blocks: list[Block] = []
    for column in columns:
        if isinstance(column, WeightedCategoricalColumn):
            ids = inputs[column.categorical_column.name]
            weights = inputs[column.name]
            blocks.append(Block(column.name, ids, column.num_buckets, weights, combiner))
        elif isinstance(column, CategoricalColumn):
            ids = inputs[column.name]
            blocks.append(Block(column.name, ids, column.num_buckets, None, combiner))
        elif isinstance(column, NumericColumn):
            keys = [column.name, column.missing_name] if column.indicates else [column.name]
            values = np.concatenate([inputs[key].reshape(len(inputs[key]), -1) for key in keys], 1)
            blocks.append(Block(column.name, values))
        else:
            return None
    return make_design(blocks, rows=len(next(iter(inputs.values()))))


def solved(
    head: Head, design: Design, batch: Batch, *, l2: float, always: bool = False
) -> Solution | None:
    """Return the best coefficients, or None if the head is unknown or it would take too long.

    Args:
        head: tells the kind of model; of several heads, each has coefficients of its own.
        design: the matrix of the model.
        batch: has the targets and the weights.
        l2: the penalty.
        always: whether to solve however long it takes.
    """
    if isinstance(head, MultiHead):
        inputs, targets, weights = batch
        named = zip(head.names, head.heads, strict=True)
        each = [(own, (inputs, targets[name], weights)) for name, own in named]
        return _joined([solved(own, design, b, l2=l2, always=always) for own, b in each])
    kind, units = kind_of(head), head.logits_dimension
    if kind is None:
        return None
    if not always and not fits(design.rows, design.width, design.entries, units=units):
        return None
    _, targets, weights = scaled_targets(head, batch)
    if isinstance(head, MultiClassHead):
        targets = np.eye(units)[targets.reshape(-1).astype(int)]
    return solve(kind, design, targets, weights, l2=l2)


def _joined(parts: list[Solution | None]) -> Solution | None:
    """Return the solutions of several heads as one, their outputs side by side."""
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    names = found[0].coefficients
    return Solution(
        {name: np.concatenate([p.coefficients[name] for p in found], axis=1) for name in names},
        np.concatenate([part.bias for part in found]),
        max(part.iterations for part in found),
        all(part.converged for part in found),
    )


def assign(model: Model, solution: Solution) -> None:
    """Give the layers of a linear model their weights.

    Args:
        model: drawn by `linear_model`.
        solution: coefficients by column.
    """
    layers: dict[str, Any] = {layer.name: layer for layer in model.layers}
    for name, coefficients in solution.coefficients.items():
        layers[f"linear_{name}"].set_weights([coefficients.astype(np.float32)])
    layers["linear_bias"].set_weights([solution.bias.astype(np.float32)])
