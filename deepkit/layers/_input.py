"""The inputs of a functional model."""

from typing import Any

from deepkit.backend import SymbolicTensor, attach, open_spec, standardize_dtype
from deepkit.layers._layer import Layer
from deepkit.typing import Config, Shape, Tensor


class InputLayer(Layer):
    """The source of an input of a functional model.

    Args:
        shape: sizes without the batch axis, None for open axes.
        batch_size: the size of the batch axis, if it is fixed.
        dtype: the dtype of the input; the floatx if None.
        sparse: accepted for Keras's sake; only False.
        ragged: accepted for Keras's sake; only False.
        batch_shape: sizes with the batch axis, instead of `shape`.
        input_tensor: a symbolic tensor whose shape and dtype to take.
        optional: whether None may be given for it.
        name: the name of the input.

    Raises:
        ValueError: if neither or both of `shape` and `batch_shape` are given.
    """

    def __init__(
        self,
        shape: Shape | int | None = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Shape | None = None,
        input_tensor: SymbolicTensor | None = None,
        optional: bool = False,
        name: str | None = None,
        **base: Any,
    ) -> None:
        super().__init__(name=name, **base)
        if sparse or ragged:
            raise ValueError("`sparse` and `ragged` inputs are not supported; give dense arrays.")
        if input_tensor is not None:
            batch_shape, shape, dtype = input_tensor.shape, None, dtype or input_tensor.dtype
        self.batch_shape = _batch_shape(shape, batch_size, batch_shape)
        self.sparse = self.ragged = False
        self.optional, self.built = optional, True
        self._dtype = standardize_dtype(dtype)
        tensor = SymbolicTensor(open_spec(self.batch_shape, self._dtype))
        attach(self, self.name, (), {}, tensor)
        self._inbound.append(tensor.node)

    @property
    def dtype(self) -> str:
        """The dtype of the input."""
        return self._dtype

    def call(self, inputs: Tensor = None) -> Tensor:
        return inputs

    def get_config(self) -> Config:
        """Return what defines the input."""
        return {
            "batch_shape": self.batch_shape,
            "dtype": self._dtype,
            "sparse": False,
            "ragged": False,
            "optional": self.optional,
            "name": self.name,
        }


def Input(  # noqa: N802  Keras's name
    shape: Shape | int | None = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Shape | None = None,
    name: str | None = None,
    tensor: SymbolicTensor | None = None,
    optional: bool = False,
) -> Any:
    """Return a symbolic tensor to draw a functional model with.

    Args:
        shape: sizes without the batch axis, None for open axes.
        batch_size: the size of the batch axis, if it is fixed.
        dtype: the dtype of the input; the floatx if None.
        sparse: accepted for Keras's sake; only False.
        ragged: accepted for Keras's sake; only False.
        batch_shape: sizes with the batch axis, instead of `shape`.
        name: the name of the input.
        tensor: a symbolic tensor whose shape and dtype to take.
        optional: whether None may be given for it.

    Raises:
        ValueError: if neither or both of `shape` and `batch_shape` are given.

    Example:
        >>> import deepkit
        >>> deepkit.Input((28, 28, 1)).shape
        (None, 28, 28, 1)
    """
    layer = InputLayer(
        shape, batch_size, dtype, sparse, ragged, batch_shape, tensor, optional, name
    )
    return layer.output


def _batch_shape(
    shape: Shape | int | None, batch_size: int | None, batch_shape: Shape | None
) -> tuple[int | None, ...]:
    if batch_shape is not None:
        if shape is not None:
            raise ValueError("Give `shape` or `batch_shape`, not both.")
        return _sizes(tuple(batch_shape), "batch_shape")
    if shape is None:
        raise ValueError("`shape` must be given: the sizes of one sample, as in `Input((28, 28))`.")
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    return _sizes((batch_size, *sizes), "shape")


def _sizes(sizes: tuple[Any, ...], name: str) -> tuple[int | None, ...]:
    for size in sizes:
        if size is not None and (isinstance(size, bool) or not isinstance(size, int) or size < 0):
            raise ValueError(f"`{name}` must hold whole numbers and None, got {sizes}.")
    return sizes
