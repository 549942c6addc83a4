"""Models: layers that can be trained, saved and summed up."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

from deepkit import saving
from deepkit.backend import Graph, SymbolicTensor, current_call, leaves, map_structure, symbols
from deepkit.configurable import auto_name
from deepkit.errors import unknown
from deepkit.layers import Layer
from deepkit.models._export import export_model
from deepkit.models._functional_config import functional_config, functional_from_config
from deepkit.models._inputs import match_inputs
from deepkit.models._rebuild import build_by_call
from deepkit.models._rewire import refuse_equal_names, with_new_inputs
from deepkit.models._summary import print_summary
from deepkit.training import Trainer
from deepkit.typing import Config

if TYPE_CHECKING:
    from deepkit.export import ExportReport


class Model(Trainer, Layer):
    """A layer that can be trained on data.

    There are three ways to make one: draw it from symbolic tensors, `Model(inputs, outputs)`;
    stack layers, `Sequential([...])`; or subclass it and write `call`.

    Args:
        inputs: a symbolic tensor, or a list or dict of them, made by `Input`; tensors from the
            middle of another model do too.
        outputs: symbolic tensors computed from them, in any structure.
        name: its name; made up if None.
        **base: of `Layer`, such as `dtype` and `trainable`.

    Raises:
        ValueError: if only one of inputs and outputs is given, the outputs do not depend on the
            inputs alone, or two layers have the same name.

    Example:
        >>> import deepkit
        >>> x = deepkit.Input((4,))
        >>> y = deepkit.layers.Dense(2)(deepkit.layers.Dense(8, activation="relu")(x))
        >>> model = deepkit.Model(x, y)
        >>> model.count_params()
        58
    """

    is_whole = True
    _graph: Graph | None = None

    def __init__(
        self, inputs: Any = None, outputs: Any = None, name: str | None = None, **base: Any
    ) -> None:
        if (inputs is None) != (outputs is None):
            raise ValueError("Give both `inputs` and `outputs`, or neither in a subclass.")
        is_plain = type(self) is Model and inputs is not None
        super().__init__(name=name or (auto_name("functional") if is_plain else None), **base)
        if inputs is not None:
            self._set_graph(inputs, outputs)

    def _set_graph(self, inputs: Any, outputs: Any) -> None:
        for what, tree in (("inputs", inputs), ("outputs", outputs)):
            for leaf in leaves(tree):
                if not isinstance(leaf, SymbolicTensor):
                    raise ValueError(
                        f"`{what}` must be symbolic tensors that come from `Input`, got "
                        f"{type(leaf).__name__}."
                    )
        if any(tensor.node is None or tensor.node.inputs for tensor in symbols(inputs)):
            inputs, outputs = with_new_inputs(inputs, outputs)
        self._graph = Graph(inputs, outputs)
        refuse_equal_names(self._graph.operations)
        self.built = True

    # --- layers ------------------------------------------------------------------------------

    def sublayers(self) -> list[Any]:
        drawn = [] if self._graph is None else self._graph_layers()
        return list({id(layer): layer for layer in (*drawn, *super().sublayers())}.values())

    def _graph_layers(self) -> list[Layer]:
        assert self._graph is not None  # asked for by functional models only
        return [operation for operation in self._graph.operations if isinstance(operation, Layer)]

    @property
    def layers(self) -> list[Layer]:
        """The layers directly in the model: in the order of the graph, or of their attributes."""
        return self.sublayers()

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return a layer by its name or its place.

        Args:
            name: of the layer.
            index: its place in `layers`.

        Raises:
            ValueError: if there is none, or neither or both are given.
        """
        if (name is None) == (index is None):
            raise ValueError("Give a `name` or an `index`, one of them.")
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise ValueError(f"`index` must be below {len(self.layers)}, got {index}.")
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise unknown("layer", name, (layer.name for layer in self.layers))

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Sequence[str] | None = None,
    ) -> None:
        """Print the layers, their output shapes and numbers of parameters.

        Args:
            line_length: the width of the table.
            positions: accepted for Keras's sake.
            print_fn: takes the text instead of `print`.
            expand_nested: whether to list the layers of models within.
            show_trainable: whether to tell which layers are trained.
            layer_range: the names of the first and last layer to list.
        """
        print_summary(
            self,
            line_length=line_length,
            print_fn=print_fn or print,
            expand_nested=expand_nested,
            show_trainable=show_trainable,
            layer_range=layer_range,
        )

    # --- the graph ---------------------------------------------------------------------------

    @property
    def graph(self) -> Graph | None:
        """The graph of a functional model, None in a subclass that computes in `call`."""
        return self._graph

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Compute the outputs of a functional model; a subclass writes its own.

        Args:
            inputs: values for the inputs, by order or by name.
            training: whether this is a call of training.
            mask: masks for the inputs.
        """
        if self._graph is None:
            raise NotImplementedError(
                f"Model {type(self).__name__} must define a `call` method, or be made of "
                "`inputs` and `outputs`."
            )
        graph = self._graph
        values = match_inputs(self.name, graph.input_structure, self.input_names, inputs)
        call = current_call()
        if call is not None:
            # Casting made new arrays: the masks of those that came go with them.
            given = mask if mask is not None else call.masks_of(inputs)
            if given is not None:
                call.set_masks(values, leaves(given, none_is_leaf=True))
        return graph.run(values)

    def build(self, input_shape: Any = None) -> None:
        """Make the weights for inputs of a shape.

        Args:
            input_shape: sizes with the batch axis, None where open; a list or dict of shapes for
                several inputs.
        """
        if self._graph is None and input_shape is not None:
            known = self._build_dtypes
            self.compute_output_shape(input_shape)
            self._build_dtypes = known  # shapes alone tell of no dtypes

    @property
    def build_dtypes(self) -> Config | None:
        """The dtypes that a model which computes in `call` first took, by its arguments."""
        return None if self._graph is not None else self._build_dtypes

    @build_dtypes.setter
    def build_dtypes(self, dtypes: Config | None) -> None:
        self._build_dtypes = dtypes

    def build_from_config(self, config: Config) -> None:
        """Make the weights for inputs of the shapes in a file.

        Args:
            config: what `get_build_config` returned.
        """
        shapes = config.get("shapes_dict")
        if shapes and type(self).build is Model.build:
            build_by_call(self, shapes)
            self.built = True
        else:
            super().build_from_config(config)

    def _build_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if type(self).build is not Model.build:
            super()._build_for(args, kwargs)
            return
        # The layers within are built by the call itself.
        self._remember_shapes(args, kwargs)
        self.built = True

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        before = self.built
        try:
            return super()._run(args, kwargs)
        except Exception:
            self.built = before  # a call that failed may have left layers without weights
            raise

    def _drawn(self, what: str) -> Graph:
        if self._graph is None:
            raise AttributeError(
                f"Model {self.name!r} has no `{what}`: it is not made of `inputs` and `outputs`"
                + ("." if self.built else ", and not built yet.")
            )
        return self._graph

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """The symbolic inputs, in a list."""
        return self._drawn("inputs").inputs

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """The symbolic outputs, in a list."""
        return self._drawn("outputs").outputs

    @property
    def input(self) -> Any:
        """The symbolic inputs, as the model was made of them."""
        return self._drawn("input").input_structure

    @property
    def output(self) -> Any:
        """The symbolic outputs, as the model was made of them."""
        return self._drawn("output").output_structure

    @property
    def input_shape(self) -> Any:
        """The shapes of the inputs."""
        return map_structure(lambda tensor: tensor.shape, self.input)

    @property
    def output_shape(self) -> Any:
        """The shapes of the outputs."""
        return map_structure(lambda tensor: tensor.shape, self.output)

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs."""
        return [tensor.name for tensor in self._drawn("input_names").inputs]

    @property
    def output_names(self) -> list[str] | None:
        """The names of the outputs of a functional model: those of the layers they come from."""
        if self._graph is None:
            return None
        return [t.node.name if t.node else t.name for t in self._graph.outputs]

    # --- files -------------------------------------------------------------------------------

    def get_config(self) -> Config:
        """Return the graph of a functional model, the constructor's arguments of any other."""
        if self._graph is not None and type(self).__init__ is Model.__init__:
            return functional_config(self)
        return super().get_config()

    @classmethod
    def from_config(cls, config: Config, custom_objects: Any = None) -> Self:
        """Make a model from what `get_config` returned.

        Args:
            config: the description of the graph, or the constructor's arguments.
            custom_objects: classes and functions of yours by name.
        """
        with saving.custom_object_scope(custom_objects or {}):
            if "input_layers" in config and "layers" in config:
                return functional_from_config(cls, config)
            return super().from_config(config)

    def save(self, filepath: Any, overwrite: bool = True, **options: Any) -> None:
        """Write architecture, weights and optimizer state to a `.keras` file.

        Args:
            filepath: ends in `.keras`.
            overwrite: whether to replace a file without asking.
            **options: accepted for Keras's sake.

        Raises:
            SavingError: if it cannot be written.
        """
        saving.save_model(self, filepath, overwrite=overwrite, **options)

    def save_weights(self, filepath: Any, overwrite: bool = True) -> None:
        """Write the weights to a `.weights.h5` file.

        Args:
            filepath: ends in `.weights.h5`.
            overwrite: whether to replace a file without asking.

        Raises:
            SavingError: if it cannot be written.
        """
        saving.save_weights(self, filepath, overwrite=overwrite)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **options: Any) -> None:
        """Read the weights from a `.weights.h5` or `.keras` file.

        Args:
            filepath: what `save_weights` or `save` wrote, here or in Keras.
            skip_mismatch: whether to leave out layers that do not fit, with a warning.
            **options: accepted for Keras's sake.

        Raises:
            SavingError: if it cannot be read or does not fit.
        """
        saving.load_weights(self, filepath, skip_mismatch=skip_mismatch, **options)

    def export(
        self,
        filepath: Any,
        format: str | None = None,
        verbose: Any = None,
        input_signature: Any = None,
        *,
        signatures: Any = None,
        **options: Any,
    ) -> "ExportReport":
        """Export what the model computes, to be run elsewhere without its code.

        Each program is run before anything has its name, and compared with the model for batches
        of different sizes. `deepkit.export.load` reads what was written; the guide on exports
        describes the format.

        Args:
            filepath: where to: a folder, or one file if it ends in `.zip` or `.onnx`.
            format: `"deepkit"`, or `"onnx"` for other runtimes; told by the path if None.
            verbose: accepted for Keras's sake.
            input_signature: what the model takes, if it was not drawn from symbolic tensors: a list
                or dict of `InputSpec`s, symbolic inputs or arrays. None in a shape is open.
            signatures: more functions to export beside `"serving_default"`, by name: models,
                functions of the same inputs, or pairs of a function and its `input_signature`.
            **options: of the format. For `"deepkit"`: `examples`, inputs to compare the results on;
                `targets`, what they should be; `quantize`, `"int8"` or `"bfloat16"` for smaller
                weights, with the loss of accuracy on the examples in the report; `platforms`, where
                it is to run, `("cpu", "cuda", "tpu")`; `overwrite`, True: an older export gives
                way, a folder with a moment in between without any; `extra`, files to put beside, by
                name. For `"onnx"`: `examples`; `tolerance`, how far onnxruntime may be off;
                `overwrite`.

        Returns:
            Where it lies, how large it is, and what the form of weights cost; for ONNX, which
            nodes it consists of.

        Raises:
            SavingError: if it cannot be exported: where a branch in Python asks for the number of
                rows, say.
            NotBuiltError: if the model has no weights yet.
            ValueError: if an option is none of these.
        """
        return export_model(self, filepath, format, input_signature, signatures, options)

    def to_json(self, **options: Any) -> str:
        """Return the architecture as JSON.

        Args:
            **options: of `json.dumps`.
        """
        return saving.model_to_json(self, **options)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.built:
            return saving.from_bytes, saving.parts_for_pickle(self)
        return super().__reduce__()  # pyright: ignore[reportReturnType]
