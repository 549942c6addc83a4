"""Choose the source for whatever the user passed to `fit`, `evaluate` or `predict`."""

from functools import partial

from deepkit.data._array_source import ArraySource
from deepkit.data._checks import count_rows
from deepkit.data._convert import is_array, to_arrays
from deepkit.data._dataset import PyDataset
from deepkit.data._dataset_source import DatasetSource
from deepkit.data._packing import Batch, unpack_x_y_sample_weight
from deepkit.data._source import Source
from deepkit.data._stream_source import StreamSource
from deepkit.data._structure import is_nested, named_map
from deepkit.data._weights import ClassWeight, weigh
from deepkit.errors import DataError, one_of, whole
from deepkit.typing import Tensor


def choose(  # noqa: PLR0913 - it is handed what `fit` was handed
    x: Tensor,
    y: Tensor = None,
    sample_weight: Tensor = None,
    *,
    batch_size: int | None = None,
    shuffle: bool | str = True,
    steps: int | None = None,
    class_weight: ClassWeight | None = None,
    seed: int = 0,
    floatx: str = "float32",
) -> Source:
    """Choose the source of batches for what was passed as `x`.

    * arrays - numpy, JAX, torch, pandas, polars, lists of numbers, and lists, tuples and dicts of
      them - are cut into batches;
    * a `PyDataset`, or another object that returns batch `index` for `x[index]`, is asked for them;
    * generators, iterators and other iterables, such as a torch `DataLoader`, are walked.

    The last two yield `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`, or a dict as inputs alone.

    Args:
        x: inputs, or a data set that yields whole batches.
        y: targets; only with arrays.
        sample_weight: a weight for each row, of shape (rows,) or (rows, 1), or for each step of a
            row; one array for all outputs or the structure of `y`. Only with arrays.
        batch_size: rows in a batch of arrays; 32 if None, or `ceil(rows / steps)` with `steps`.
        shuffle: True, False or `"batch"`; streams come in their own order whatever this says.
        steps: batches in an epoch, or None for all.
        class_weight: a weight for each class, by its whole number; 1 for those that are missing.
        seed: of the orders that shuffling makes.
        floatx: the dtype that floating-point arrays are converted to.

    Raises:
        DataError: if the data cannot be used, with the part that is wrong.
        ValueError: if an option is out of range.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import choose
        >>> source = choose(np.zeros((100, 4)), np.zeros(100))
        >>> source.steps, source.batch_size
        (4, 32)
        >>> x, y, sample_weight = source.peek()
        >>> x.shape, x.dtype, y.shape, sample_weight
        ((32, 4), dtype('float32'), (32,), None)
    """
    if isinstance(x, Source):
        return x
    one_of((True, False, "batch"), shuffle=shuffle)
    for option, value in (("batch_size", batch_size), ("steps", steps)):
        if value is not None:
            whole(**{option: value})
    if is_nested(x) or is_array(x):
        arrays = _to_batch(x, y, sample_weight, class_weight=class_weight, floatx=floatx)
        return ArraySource(*arrays, batch_size=batch_size, shuffle=shuffle, steps=steps, seed=seed)
    _refuse_extra(x, y, sample_weight)
    prepare = partial(_prepare, class_weight=class_weight, floatx=floatx)
    if _is_indexed(x):
        return DatasetSource(x, steps=steps, shuffle=shuffle, seed=seed, prepare=prepare)
    if hasattr(x, "__iter__"):
        return StreamSource(x, steps=steps, prepare=prepare)
    raise DataError(
        "`x` must be arrays, a PyDataset, a generator or another iterable of batches, got "
        f"{'None' if x is None else type(x).__name__}."
    )


def _prepare(data: Tensor, *, class_weight: ClassWeight | None, floatx: str) -> Batch:
    """Turn one batch of a stream into numpy arrays, and check it as arrays are checked."""
    batch = unpack_x_y_sample_weight(data)
    batch = _to_batch(*batch, class_weight=class_weight, floatx=floatx)
    count_rows(*batch)
    # On the CPU a compiled step reads the batch where it lies, while the stream, which may fill the
    # same memory again, makes the next one.
    x, y, weights = (named_map(lambda leaf, _: leaf.copy(), part, "") for part in batch)
    return x, y, weights


def _to_batch(
    x: Tensor, y: Tensor, sample_weight: Tensor, *, class_weight: ClassWeight | None, floatx: str
) -> Batch:
    x, y = to_arrays(x, "x", floatx), to_arrays(y, "y", floatx)
    return x, y, weigh(y, sample_weight, class_weight, floatx)


def _is_indexed(x: Tensor) -> bool:
    if not hasattr(x, "__getitem__"):
        return False
    if isinstance(x, PyDataset) or hasattr(x, "num_batches"):
        return True
    return hasattr(x, "__len__") and not hasattr(x, "__iter__")


def _refuse_extra(x: Tensor, y: Tensor, sample_weight: Tensor) -> None:
    kind = type(x).__name__
    for name, value in (("y", y), ("sample_weight", sample_weight)):
        if value is not None:
            raise DataError(
                f"`{name}` must not be passed when `x` is a {kind}: put it into the batches, as "
                "`(x, y)` or `(x, y, sample_weight)`."
            )
    bases = {base.__name__ for base in type(x).__mro__ if "torch.utils.data" in base.__module__}
    if bases and "DataLoader" not in bases:
        raise DataError(
            f"`x` is a {kind}, a torch data set of single samples. Wrap it: "
            "`torch.utils.data.DataLoader(x, batch_size=32, shuffle=True)`."
        )
