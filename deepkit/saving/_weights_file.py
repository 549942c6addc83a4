"""Weights alone, in `.weights.h5` files."""

import io
from pathlib import Path
from typing import Any

from deepkit.durable import whole_file
from deepkit.errors import NotBuiltError, SavingError
from deepkit.saving._archive import WEIGHTS, Archive
from deepkit.saving._h5_read import H5Reader
from deepkit.saving._h5_write import h5_bytes
from deepkit.saving._overwriting import may_write
from deepkit.saving._state import read_state, write_state

_END = ".weights.h5"


def save_weights(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Write the weights of a model, and the state of its optimizer, to a `.weights.h5` file.

    Args:
        model: a built model.
        filepath: where to; ends in `.weights.h5`.
        overwrite: whether to replace a file without asking.

    Raises:
        SavingError: if the name or place is wrong.
        NotBuiltError: if the model has no weights yet.
    """
    path = Path(filepath)
    if not path.name.endswith(_END):
        raise SavingError(f"`filepath` must end in `{_END}`, got {str(filepath)!r}.")
    _require_built(model, "save_weights")
    if may_write(path, overwrite=overwrite):
        content = h5_bytes(lambda writer: write_state(model, writer))
        with whole_file(path) as file:
            file.write(content)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False) -> None:
    """Read the weights of a model from a `.weights.h5` or `.keras` file of deepkit or Keras.

    Args:
        model: a built model of the same architecture.
        filepath: of the file.
        skip_mismatch: whether to warn of what does not fit, and read the rest.

    Raises:
        SavingError: if there is no such file, it is damaged, or it does not fit the model, which
            is then as it was.
        NotBuiltError: if the model has no weights yet.
    """
    path = Path(filepath)
    if not path.name.endswith((_END, ".keras")):
        raise SavingError(f"`filepath` must end in `{_END}` or `.keras`, got {str(filepath)!r}.")
    _require_built(model, "load_weights")
    try:
        file = path.open("rb")
    except OSError as error:
        raise SavingError(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        source, called = file, str(path)
        if path.suffix == ".keras":
            source, called = io.BytesIO(Archive(file, called).read(WEIGHTS)), f"{path}: {WEIGHTS}"
        reader = H5Reader(source, called)
        try:
            read_state(model, reader, called, skip_mismatch=skip_mismatch)
        finally:
            reader.close()


def _require_built(model: Any, what: str) -> None:
    if not model.built:
        raise NotBuiltError(
            f"`{what}` needs the weights of {model.name!r}: call it on data, or `build` it with "
            "the shape of its input, first."
        )
