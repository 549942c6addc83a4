"""The base of all layers: weights, and a call that builds them when the shapes are known."""

import functools
import inspect
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from deepkit import constraints, initializers, regularizers
from deepkit.backend import (
    Node,
    SymbolicTensor,
    Variable,
    any_symbolic,
    as_policy,
    attach,
    call_context,
    compute_dtype,
    current_call,
    infer,
    name_scope,
    open_spec,
    remat_mode,
    scope,
    symbols,
    training_mode,
    without_remat,
)
from deepkit.configurable import auto_name, snake_case
from deepkit.errors import NotBuiltError, StateError
from deepkit.layers._call import (
    cast_inputs,
    describe,
    penalize_activity,
    resolve_training,
    set_masks,
)
from deepkit.layers._description import Described, map_shapes
from deepkit.layers._input_spec import check_inputs
from deepkit.layers._ownership import Ownership
from deepkit.layers._rematerialized import rematerialized
from deepkit.layers._signature import call_signature, dtypes_of, shapes_for, shapes_of
from deepkit.typing import Shape, Tensor


class Layer(Ownership, Described):
    """A function of tensors with weights of its own.

    A subclass stores its options in `__init__`, makes its weights in `build`, where the shapes of
    the inputs are known, and computes in `call`. Layers, Variables, seed generators and metrics
    that it keeps as attributes, in lists or dicts too, belong to it.

    Args:
        activity_regularizer: a penalty on the output, per sample.
        trainable: whether gradients reach the weights.
        dtype: the dtype, or policy such as `"mixed_bfloat16"`, it computes in; the default if None.
        autocast: whether floating inputs are cast to the compute dtype.
        name: its name; made up from the class if None.

    Raises:
        TypeError: if it is given an argument it does not know.

    Example:
        >>> import deepkit
        >>> class Scale(deepkit.layers.Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight((input_shape[-1],), "ones", name="factor")
        ...     def call(self, x):
        ...         return x * self.factor
        >>> Scale()([[1.0, 2.0]]).shape
        (1, 2)
    """

    input_spec: Any = None
    supports_masking: bool = False
    is_whole: bool = False  # whether it is trained by itself, as a model is

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _named_build(cls.__dict__["build"])
        if "compute_mask" in cls.__dict__:
            cls.supports_masking = True

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **unknown: Any,
    ) -> None:
        self._weights: list[Variable] = []
        self._losses: list[Any] = []
        self._inbound: list[Any] = []
        self._trainable = bool(trainable)
        self._build_shapes: dict[str, Any] | None = None
        self.remat_mode = remat_mode()
        self.built = False
        self.name = name or auto_name(snake_case(type(self).__name__))
        self.dtype_policy = as_policy(dtype)
        self.autocast = autocast
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self._input_shape = _early_shape(type(self).__name__, unknown)

    # --- what subclasses write ---------------------------------------------------------------

    def build(self, *shapes: Any, **named: Any) -> None:
        """Make the weights; nothing by default.

        A subclass writes `build(self, input_shape)`, or one parameter for each tensor of `call`:
        `query_shape` for `query`.

        Args:
            *shapes: the shape of the first argument of `call`, None for open axes.
            **named: the shapes by name.
        """
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the outputs; a subclass writes it.

        Args:
            *args: tensors, and what else the layer takes.
            **kwargs: the same by name.
        """
        raise NotImplementedError(f"Layer {type(self).__name__} must define a `call` method.")

    def compute_mask(self, inputs: Tensor, previous_mask: Any = None) -> Any:
        """Return the mask of the outputs; that of the inputs by default.

        Args:
            inputs: the first argument of `call`.
            previous_mask: the mask that came with it.
        """
        return previous_mask

    # --- weights -----------------------------------------------------------------------------

    def add_weight(
        self,
        shape: Shape | None = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        name: str | None = None,
        autocast: bool = True,
        aggregation: str = "none",
    ) -> Variable:
        """Make a weight of this layer.

        Args:
            shape: sizes of the axes, all known; `()` if None.
            initializer: how it starts: Glorot-uniform floats, or zeros, if None.
            dtype: the dtype kept; the policy's variable dtype if None.
            trainable: whether gradients reach it.
            regularizer: a penalty on it that joins the loss.
            constraint: a projection applied after each update.
            name: the last part of its path.
            autocast: whether a mixed policy reads it in the compute dtype.
            aggregation: accepted for Keras's sake.

        Raises:
            ValueError: if a size is open.
            StateError: if the layer is built already.
        """
        if self.built and not self._building:
            raise StateError(
                f"Layer {self.name!r} is built already: make all weights in `__init__` or `build`."
            )
        start = initializer or ("glorot_uniform" if shape else "zeros")
        with name_scope(self.name, self):
            weight = Variable(
                initializers.get(start),
                shape=tuple(shape or ()),
                dtype=dtype or self.variable_dtype,
                trainable=trainable,
                name=name,
                regularizer=regularizers.get(regularizer),
                constraint=constraints.get(constraint),
                autocast=autocast,
            )
        weight.trainable = trainable and self._trainable  # it may be frozen already
        self._weights.append(weight)
        return weight

    # --- calling -----------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if "_weights" not in self.__dict__:
            raise RuntimeError(
                f"In {type(self).__name__}.__init__, call `super().__init__()` before all else."
            )
        if current_call() is not None:
            return self._run(args, kwargs)
        with call_context() as call:
            outputs = self._run(args, kwargs)
        self.keep_losses(call.losses)
        return outputs

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, kwargs = cast_inputs(args, kwargs, self.compute_dtype if self.autocast else None)
        try:
            if not self.built:
                self._build_for(args, kwargs)
            check_inputs(self.input_spec, args[0] if args else None, self.name)
            if any_symbolic((args, kwargs)):
                return self._draw(args, kwargs)
            return self._compute(args, kwargs)
        except Exception as error:
            error.add_note(f"while calling layer {self.name!r} on {describe(args, kwargs)}")
            raise

    def _compute(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        call, signature = current_call(), call_signature(type(self))
        assert call is not None  # `__call__` opened it
        call.outermost = self if call.outermost is None else call.outermost
        training, inner = resolve_training(signature, call, args, kwargs)
        inner.update(signature.missing_masks(args, inner, call))
        # Weights are cast by reading them; a layer of one dtype reads them as they are.
        wanted = self.compute_dtype if self.compute_dtype != self.variable_dtype else None
        with training_mode(training), compute_dtype(wanted), name_scope(self.name, self):
            compute = rematerialized(self, args, inner) if self.remat_mode else self.call
            compute = compute if call.around is None else call.around(self, compute)
            outputs = compute(*args, **inner)
        if self.activity_regularizer is not None:
            self.add_loss(penalize_activity(self.activity_regularizer, outputs))
        set_masks(self, call, args, kwargs, outputs)
        return outputs

    def _draw(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Record the call in the graph."""
        outputs = attach(self, self.name, args, kwargs, infer(self._compute_alone, args, kwargs))
        first = next(iter(symbols(outputs)), None)
        if first is not None:
            self._inbound.append(first.node)
        return outputs

    def _compute_alone(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # Symbolic tensors could not be cast: what stands for them in the trace can.
        args, kwargs = cast_inputs(args, kwargs, self.compute_dtype if self.autocast else None)
        with call_context(), without_remat():
            return self._compute(args, kwargs)

    def _build_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        shapes = self._remember_shapes(args, kwargs)
        self.build(**shapes_for(self.build, shapes))
        self.built = True

    def _remember_shapes(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the shapes of the tensors of a call by name; files tell them."""
        tensors = call_signature(type(self)).tensors(args, kwargs)
        shapes = {name: shapes_of(value) for name, value in tensors.items()}
        self._build_shapes = {f"{name}_shape": shape for name, shape in shapes.items()}
        self._build_dtypes = {name: dtypes_of(value) for name, value in tensors.items()}
        return shapes

    @property
    def nodes(self) -> list[Node]:
        """The places that the layer has in graphs, in the order they were drawn."""
        return self._inbound

    @property
    def input(self) -> Any:
        """The symbolic inputs of the layer's first place in a graph."""
        inputs = self._first_node("input").inputs
        return inputs[0] if len(inputs) == 1 else inputs

    @property
    def output(self) -> Any:
        """The symbolic outputs of the layer's first place in a graph."""
        outputs = self._first_node("output").outputs
        return outputs[0] if len(outputs) == 1 else outputs

    def _first_node(self, what: str) -> Node:
        if not self._inbound:
            raise AttributeError(
                f"Layer {self.name!r} has no `{what}`: it was never called on symbolic tensors."
            )
        return self._inbound[0]

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Return the symbolic outputs for symbolic inputs, recording nothing.

        Args:
            *args: symbolic tensors in place of arrays.
            **kwargs: the same by name.
        """
        if not self.built:
            self._build_for(args, kwargs)
        return infer(self._compute_alone, args, kwargs)

    def compute_output_shape(self, *shapes: Any, **named: Any) -> Any:
        """Return the shape of the outputs for the shapes of the inputs.

        Args:
            *shapes: of the arguments of `call`: sizes, None for open axes; a list or dict of
                shapes for a list or dict of tensors.
            **named: the same by name: `query_shape` for `query`.
        """

        def symbolic(shape: Any) -> SymbolicTensor:
            return SymbolicTensor(open_spec(shape, self.compute_dtype))

        args = [map_shapes(symbolic, shape) for shape in shapes]
        tensors = {n.removesuffix("_shape"): map_shapes(symbolic, s) for n, s in named.items()}
        first = tensors.pop("input", None)  # what Keras calls it, whatever `call` does
        args = args if first is None else [first, *args]
        return shapes_of(self.compute_output_spec(*args, **tensors))

    def stateless_call(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Call the layer as a pure function, for hand-written JAX loops.

        Args:
            trainable_variables: arrays to use for `self.trainable_variables`.
            non_trainable_variables: arrays to use for `self.non_trainable_variables`.
            *args: of the call.
            return_losses: whether to return the penalties too.
            **kwargs: of the call.

        Returns:
            The outputs and the new non-trainable arrays; then the penalties if asked for.

        Raises:
            ValueError: if the layer is not built.
        """
        self._require_built("stateless_call")
        fixed = self.non_trainable_variables
        variables = [*self.trainable_variables, *fixed]
        values = [*trainable_variables, *non_trainable_variables]
        outer = current_call()
        with scope(variables, values) as inner, call_context() as call:
            outputs = self._run(args, kwargs)
            if outer is not None:  # a loss computed from the outputs goes by their mask
                outer.set_masks(outputs, call.masks_of(outputs))
            losses = [*(value for _, value in call.losses), *self.regularization_losses()]
            updated = [inner[id(v)] for v in fixed]
        return (outputs, updated, losses) if return_losses else (outputs, updated)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"

    _building = False

    def _require_built(self, what: str) -> None:
        if not self.built:
            raise NotBuiltError(
                f"`{what}` needs the weights of {self.name!r}: call it on data, or `build` it with "
                "the shape of its input, first."
            )


def _named_build(build: Callable[..., None]) -> Callable[..., None]:
    """Let weights made in `build` carry the layer's name, and mark the layer as built."""

    @functools.wraps(build)
    def named(self: Layer, *args: Any, **kwargs: Any) -> None:
        if self._building:
            build(self, *args, **kwargs)
            return
        self._building = True
        try:
            with name_scope(self.name, self):
                build(self, *args, **kwargs)
        finally:
            self._building = False
        bound = inspect.signature(build).bind(self, *args, **kwargs).arguments
        self._build_shapes = {k: v for k, v in bound.items() if k != "self" and v is not None}
        self.built = True

    return named


def _early_shape(layer: str, unknown: dict[str, Any]) -> tuple[int | None, ...] | None:
    """Return the input shape that old code gives to a first layer; refuse anything else."""
    shape = unknown.pop("input_shape", None)
    width = unknown.pop("input_dim", None)
    batch_shape = unknown.pop("batch_input_shape", None)
    if unknown:
        raise TypeError(f"{layer} got unknown arguments: {', '.join(sorted(unknown))}.")
    if batch_shape is not None:
        shape = batch_shape[1:]
    shape = (width,) if shape is None and width is not None else shape
    if shape is not None:
        warnings.warn(
            f"Prefer an `Input(shape)` as the first layer to `input_shape` in {layer}.",
            stacklevel=4,
        )
    return None if shape is None else tuple(shape)
