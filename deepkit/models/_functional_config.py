"""Functional models as configs: every layer, and every call of it on the outputs of others."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from deepkit.backend import (
    Graph,
    Node,
    SymbolicTensor,
    attach,
    infer,
    is_symbolic,
    leaves,
    map_structure,
)
from deepkit.errors import SavingError
from deepkit.layers import InputLayer, Layer
from deepkit.saving import (
    deserialize_keras_object,
    is_operation,
    places_in,
    read_arguments,
    read_operation,
    serialize_keras_object,
    write_operation,
)
from deepkit.typing import Config

Place = tuple[str, int, int]  # the name of an operation, which of its calls, which output


def functional_config(model: Any) -> Config:
    """Return the config of a functional model: its layers and how they are called.

    Args:
        model: a model that owns a graph.

    Raises:
        SavingError: if an operation or an argument in the graph cannot be written.
    """
    graph = model.graph
    calls = _calls(graph)
    places = {
        id(tensor): (node.owner.name, number, index)
        for nodes in calls.values()
        for number, node in enumerate(nodes)
        for index, tensor in enumerate(node.outputs)
    }
    # All at once, so that what two of them share is marked as shared.
    layers = [owner for owner in graph.operations if isinstance(owner, Layer)]
    records = dict(zip(map(id, layers), serialize_keras_object(layers), strict=True))
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": [
            _written(owner, records.get(id(owner)), calls[id(owner)], places)
            for owner in graph.operations
        ],
        "input_layers": _ends(graph.input_structure, places),
        "output_layers": _ends(graph.output_structure, places),
    }


def _calls(graph: Graph) -> dict[int, list[Node]]:
    """Return the calls of each operation in the graph, in the order they were made."""
    inside = {id(node) for node in graph.nodes}
    made = {id(o): o.nodes if isinstance(o, Layer) else [o] for o in graph.operations}
    return {key: [node for node in nodes if id(node) in inside] for key, nodes in made.items()}


def _written(
    owner: Any, record: Config | None, nodes: Sequence[Node], places: Mapping[int, Place]
) -> Config:
    if record is not None:
        calls = [_arguments(n.args, n.kwargs, places) for n in nodes if n.inputs]
        return _called(record, owner.name, calls)
    written, args, kwargs = write_operation(owner.operation, owner.name, owner.args, owner.kwargs)
    return _called(serialize_keras_object(written), owner.name, [_arguments(args, kwargs, places)])


def _called(record: Config, name: str, calls: list[Config]) -> Config:
    record["name"], record["inbound_nodes"] = name, calls
    return record


def _arguments(args: Any, kwargs: Any, places: Mapping[int, Place]) -> Config:
    """Return what stands for the arguments of a call, its symbolic tensors by their places."""

    def placed(leaf: Any) -> Any:
        if not is_symbolic(leaf):
            return leaf
        config = {"shape": leaf.shape, "dtype": leaf.dtype, "keras_history": places[id(leaf)]}
        return {"class_name": "__keras_tensor__", "config": config}

    written = serialize_keras_object(
        {
            "args": map_structure(placed, list(args), none_is_leaf=True),
            "kwargs": map_structure(placed, dict(kwargs), none_is_leaf=True),
        }
    )
    if kwargs.get("training") is not None:
        # Keras writes what it found out by itself there too: this is what the caller said.
        written["training"] = kwargs["training"]
    return written


def _ends(structure: Any, places: Mapping[int, Place]) -> Any:
    if isinstance(structure, Mapping):
        return {key: _ends(value, places) for key, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [_ends(value, places) for value in structure]
    name, number, index = places[id(structure)]
    return [name, number + _first_call(structure.node.owner), index]


def _first_call(owner: Any) -> int:
    """Return the number that the first call of a layer has at the ends of a graph.

    There Keras counts the calls of a functional model from 1, in all other places from 0.
    """
    is_stack = any(cls.__name__ == "Sequential" for cls in type(owner).__mro__)
    return int(getattr(owner, "graph", None) is not None and not is_stack)


def functional_from_config(cls: Any, config: Config) -> Any:
    """Return the functional model that `functional_config` wrote down.

    Args:
        cls: the class of the model.
        config: its config.

    Raises:
        SavingError: if it does not describe a graph.
    """
    drawing = _Drawing(config["layers"])
    drawing.draw()
    rest = {
        key: value
        for key, value in config.items()
        if key not in ("layers", "input_layers", "output_layers", "trainable")
    }
    inputs, outputs = (drawing.ends(config[key]) for key in ("input_layers", "output_layers"))
    model = cls(inputs=inputs, outputs=outputs, **rest)
    if config.get("trainable") is False:
        model.trainable = False
    return model


class _Drawing:
    """Layers from a config, called on each other as soon as what they are called on is there."""

    def __init__(self, records: Any) -> None:
        if not isinstance(records, list) or not all(map(_is_record, records)):
            raise SavingError("The layers of a functional model must be a list of named records.")
        self._records: dict[str, Config] = {record["name"]: record for record in records}
        if len(self._records) != len(records):
            raise SavingError("Two layers of a functional model have the same name in the file.")
        layers = {name: r for name, r in self._records.items() if not is_operation(r)}
        made = map(_layer, layers, deserialize_keras_object(list(layers.values())))
        self._owners: dict[str, Layer] = dict(zip(layers, made, strict=True))
        self._outputs: dict[tuple[str, int], list[SymbolicTensor]] = {}
        for name, owner in self._owners.items():
            if isinstance(owner, InputLayer):
                self._outputs[name, 0] = [owner.output]

    def draw(self) -> None:
        """Make all calls, each after those it depends on."""
        waiting: dict[tuple[str, int], list[tuple[str, int]]] = {}
        missing: dict[tuple[str, int], int] = {}
        for name, record in self._records.items():
            for number, call in enumerate(record["inbound_nodes"]):
                needed = {(place[0], place[1]) for place in map(_place, places_in(call))}
                needed |= {(name, number - 1)} if number else set()
                needed -= self._outputs.keys()
                missing[name, number] = len(needed)
                for key in needed:
                    waiting.setdefault(key, []).append((name, number))
        ready = deque(key for key, count in missing.items() if not count)
        while ready:
            done = ready.popleft()
            del missing[done]
            self._call(*done)
            for key in waiting.get(done, ()):
                missing[key] -= 1
                if not missing[key]:
                    ready.append(key)
        if missing:
            listed = ", ".join(repr(name) for name, _ in list(missing)[:5])
            raise SavingError(
                f"The calls of {listed} in the file depend on themselves, or on calls that are not "
                "there."
            )

    def _call(self, name: str, number: int) -> None:
        record, owner = self._records[name], self._owners.get(name)
        args, kwargs = self._arguments(record["inbound_nodes"][number])
        if owner is not None:
            outputs = owner(*args, **kwargs)
        elif number:
            raise SavingError(f"The operation {name!r} is called twice in the file.")
        else:
            outputs = self._operate(name, record, args, kwargs)
        self._outputs[name, number] = leaves(outputs)

    def _operate(self, name: str, record: Config, args: list[Any], kwargs: dict[str, Any]) -> Any:
        operation, args, kwargs = read_operation(record, args, kwargs)
        if not any(map(is_symbolic, leaves((args, kwargs)))):
            raise SavingError(f"The operation {name!r} is called on no tensor in the file.")
        return attach(operation, name, tuple(args), kwargs, infer(operation, *args, **kwargs))

    def _arguments(self, call: Any) -> tuple[list[Any], dict[str, Any]]:
        read = read_arguments(call, self.tensor)
        read = read if isinstance(read, dict) else {}
        args, kwargs = read.get("args"), read.get("kwargs", {})
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise SavingError("A call of a layer in the file has no arguments.")
        kwargs = {k: v for k, v in kwargs.items() if k != "training" and (k, v) != ("mask", None)}
        return args, kwargs | ({"training": read["training"]} if "training" in read else {})

    def tensor(self, place: Any) -> SymbolicTensor:
        """Return the symbolic tensor of a place.

        Args:
            place: the name of an operation, which of its calls, which output.
        """
        name, number, index = _place(place)
        outputs = self._outputs.get((name, number), [])
        if not 0 <= index < len(outputs):
            raise SavingError(f"The file refers to output {index} of call {number} of {name!r}.")
        return outputs[index]

    def ends(self, structure: Any) -> Any:
        """Return the inputs or outputs of the model from their places.

        Args:
            structure: places in lists and dicts.
        """
        if isinstance(structure, Mapping):
            return {key: self.ends(value) for key, value in structure.items()}
        if not isinstance(structure, list):
            raise SavingError(
                f"The inputs and outputs in the file must be places, got {structure!r}."
            )
        if len(structure) == 3 and isinstance(structure[0], str):
            name, number, index = _place(structure)
            return self.tensor((name, number - _first_call(self._owners.get(name)), index))
        return [self.ends(item) for item in structure]


def _is_record(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("name"), str)
        and isinstance(record.get("inbound_nodes"), list)
    )


def _layer(name: str, layer: Any) -> Layer:
    if not isinstance(layer, Layer):
        raise SavingError(f"{name!r} in the file is no layer but a {type(layer).__name__}.")
    return layer


def _place(place: Any) -> Place:
    if isinstance(place, (list, tuple)) and len(place) == 3:
        name, number, index = place
        if isinstance(name, str) and isinstance(number, int) and isinstance(index, int):
            return name, number, index
    raise SavingError(f"The file refers to a tensor by {place!r}.")
