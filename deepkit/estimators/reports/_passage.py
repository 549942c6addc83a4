"""A model run from its entrances on, and the slopes of its outputs there."""

from collections.abc import Callable, Mapping
from typing import Any

from deepkit import backend, ops
from deepkit.estimators.reports._entrances import Entrance
from deepkit.models import Model

Arrays = dict[str, Any]


class Passage:
    """A model from its entrances on: what it says on straight ways, and how steeply that changes.

    Args:
        model: drawn from inputs.
        entrances: of the model.
        head: the name of the output to follow, if there are several.
    """

    def __init__(self, model: Model, entrances: list[Entrance], head: str | None = None) -> None:
        graph = model.graph
        assert graph is not None  # models of estimators are drawn
        self._graph, self._entrances, self._head = graph, entrances, head
        self._nodes = {id(each.node): each for each in entrances if each.node is not None}
        self._variables = model.variables
        self._entered = backend.jit(self._with_weights(self._enter))
        self._climbed = backend.jit(self._with_weights(self._climb))

    def enter(self, inputs: Arrays) -> Arrays:
        """Return the values at the entrances.

        Args:
            inputs: encoded rows by the names of the model's inputs.
        """
        return self._entered(self._weights(), inputs)

    def climb(
        self, ways: Any, counted: Any, start: Arrays, inputs: Arrays, signs: Any
    ) -> tuple[Arrays, Any]:
        """Return the sums of the slopes of ways by entrances, and the outputs at all points.

        Args:
            ways: points: shares of the way that are behind.
            counted: what each point counts in the sums.
            start: values at the entrances where the ways begin.
            inputs: encoded rows, where they end.
            signs: what each output counts, for each row.

        Shapes:
            ways, counted: (points,). signs: (n, outputs). sums: (n, parts). outputs: (points, n).
        """
        return self._climbed(self._weights(), ways, counted, start, inputs, signs)

    def _with_weights(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that takes the values of the Variables first."""

        def run(weights: list[Any], *args: Any) -> Any:
            with backend.scope(self._variables, weights):
                return fn(*args)

        return run

    def _weights(self) -> list[Any]:
        return [variable.value for variable in self._variables]

    def _climb(
        self, ways: Any, counted: Any, start: Arrays, inputs: Arrays, signs: Any
    ) -> tuple[Arrays, Any]:
        end = self._enter(inputs)
        long = {key: end[key] - start[key] for key in end}

        def followed(here: Arrays) -> Any:
            outputs = self._leave(here, inputs)
            outputs = outputs if self._head is None else outputs[self._head]
            values = ops.sum(outputs * signs, axis=-1)
            return ops.sum(values), values

        def step(sums: Arrays, point: Any) -> Any:
            way, counts = point
            here = {key: start[key] + way * long[key] for key in long}
            gradients, values = backend.grad(followed, has_aux=True)(here)
            more = self._narrow({key: gradients[key] * long[key] for key in long})
            return {key: sums[key] + counts * more[key] for key in sums}, values

        nothing = backend.map_structure(ops.zeros_like, self._narrow(long))
        return backend.scan(step, nothing, (ways, counted))

    def _narrow(self, products: Arrays) -> Arrays:
        """Return the sums of products at the entrances, of shape (n, parts)."""
        found = {}
        for entrance in self._entrances:
            product = products[entrance.key]
            rows, parts = product.shape[0], product.shape[1] if entrance.parted else 1
            found[entrance.key] = ops.sum(ops.reshape(product, (rows, parts, -1)), axis=-1)
        return found

    def _enter(self, inputs: Arrays) -> Arrays:
        found = {each.key: inputs[each.key] for each in self._entrances if each.node is None}

        def call(node: Any, args: Any, kwargs: Any) -> Any:
            outputs = node.operation(*args, **kwargs)
            entrance = self._nodes.get(id(node))
            if entrance is not None:
                found[entrance.key] = apart(node.operation, *args) if entrance.split else outputs
            return outputs

        with backend.call_context(False):
            self._graph.run([inputs[tensor.name] for tensor in self._graph.inputs], call)
        return found

    def _leave(self, entered: Mapping[str, Any], inputs: Arrays) -> Any:
        given = {**inputs, **{key: each for key, each in entered.items() if key in inputs}}

        def call(node: Any, args: Any, kwargs: Any) -> Any:
            outputs = node.operation(*args, **kwargs)
            entrance = self._nodes.get(id(node))
            if entrance is None:
                return outputs
            values = entered[entrance.key]
            values = ops.sum(values, axis=-2) if entrance.split else values
            around = backend.current_call()
            assert around is not None  # opened below
            around.set_masks(values, around.masks_of(outputs))
            return values

        with backend.call_context(False):
            return self._graph.run([given[tensor.name] for tensor in self._graph.inputs], call)


def apart(layer: Any, ids: Any) -> Any:
    """Return what each id of a bag adds to its vector, of shape (n, k, d).

    Args:
        layer: an `EmbeddingBag` or a `MultiHot`.
        ids: of shape (n, k).
    """
    rows, size = ids.shape
    alone = ops.reshape(layer(ops.reshape(ids, (rows * size, 1))), (rows, size, -1))
    combiner = getattr(layer, "combiner", "sum")
    if combiner == "sum":
        return alone
    present = ops.sum(ops.cast(ids >= 0, alone.dtype), axis=-1)
    present = ops.maximum(present, 1)[:, None, None]
    return alone / (present if combiner == "mean" else ops.sqrt(present))
