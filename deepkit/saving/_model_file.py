"""Whole models in `.keras` files: architecture, weights, and what `compile` was told."""

import datetime
import io
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import deepkit
from deepkit.backend import allowance
from deepkit.configurable import custom_object_scope
from deepkit.durable import read_json, whole_file, write_json
from deepkit.errors import SavingError
from deepkit.saving._archive import CONFIG, METADATA, WEIGHTS, Archive, write_archive
from deepkit.saving._deserialize import reading
from deepkit.saving._h5_read import H5Reader
from deepkit.saving._h5_write import h5_bytes
from deepkit.saving._overwriting import may_write
from deepkit.saving._places import base
from deepkit.saving._serialize import writing
from deepkit.saving._state import read_state, write_state

_FORMAT = "3.15.1"  # the release of Keras whose format this is
_SPARE = 1 << 24  # bytes of weights that need not be in the file


def save_model(
    model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None
) -> None:
    """Write a model to a `.keras` file, which Keras opens too.

    The file holds the architecture, the weights, and if the model was compiled what `compile` was
    told and the state of the optimizer. It replaces an older one only when it is whole.

    Args:
        model: a model.
        filepath: where to; ends in `.keras`.
        overwrite: whether to replace a file without asking.
        zipped: accepted for Keras's sake; not False.

    Raises:
        SavingError: if the name or place is wrong, or a part of the model cannot be written.

    Example:
        >>> import tempfile, deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     deepkit.saving.save_model(model, f"{folder}/model.keras")
        ...     deepkit.saving.load_model(f"{folder}/model.keras").count_params()
        5
    """
    path = _keras_path(filepath)
    if zipped is False:
        raise SavingError("`zipped=False` is not supported: models are saved as one `.keras` file.")
    if may_write(path, overwrite=overwrite):
        content = to_bytes(model)
        with whole_file(path) as file:
            file.write(content)


def load_model(
    filepath: Any,
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """Return the model in a `.keras` file, written by deepkit or by Keras.

    Nothing in the file is run or imported: it can name deepkit's own classes and functions, those
    registered with `register_keras_serializable`, and `custom_objects`.

    Args:
        filepath: of the file.
        custom_objects: classes and functions of yours by name.
        compile: whether the model is compiled as it was, its optimizer where it stopped.
        safe_mode: accepted for Keras's sake; code in a file is never run.

    Raises:
        SavingError: if there is no such file, or it is damaged, asks for what it may not have, or
            does not fit the model that it describes.
    """
    path = _keras_path(filepath)
    try:
        file = path.open("rb")
    except OSError as error:
        raise SavingError(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        return _read(file, str(path), custom_objects, compile=compile)


def to_bytes(model: Any) -> bytes:
    """Return a model as the bytes of a `.keras` file.

    Args:
        model: a model.

    Raises:
        SavingError: if a part of the model cannot be written.
    """
    target = io.BytesIO()
    write_archive(target, _members(model, model_to_json(model)))
    return target.getvalue()


def from_bytes(
    content: bytes, custom_objects: Mapping[str, Any] | None = None, compile: bool = True
) -> Any:
    """Return the model that `to_bytes` wrote.

    Args:
        content: the bytes.
        custom_objects: classes and functions of yours by name.
        compile: whether the model is compiled as it was.

    Raises:
        SavingError: if they are damaged, or ask for what they may not have.
    """
    return _read(io.BytesIO(content), "The content", custom_objects, compile=compile)


def parts_for_pickle(model: Any) -> tuple[bytes, dict[str, type]]:
    """Return a model as bytes, and the classes in it that are not deepkit's, by name.

    Args:
        model: a model.
    """
    with writing() as now:
        record = now.value(model)
    target = io.BytesIO()
    write_archive(target, _members(model, write_json(record, "The config")))
    return target.getvalue(), now.custom


def model_to_json(model: Any, **options: Any) -> str:
    """Return the architecture of a model as JSON.

    Args:
        model: a model.
        **options: of `json.dumps`.

    Raises:
        SavingError: if a part of the model cannot be written.
    """
    with writing() as now:
        return write_json(now.value(model), f"The config of {model.name!r}", **options)


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Return a model of the architecture that `to_json` wrote, its weights new.

    Args:
        json_string: the JSON.
        custom_objects: classes and functions of yours by name.

    Raises:
        SavingError: if it is malformed, or asks for what it may not have.

    Example:
        >>> import deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)])
        >>> deepkit.models.model_from_json(model.to_json()).output_shape
        (None, 1)
    """
    return _made(json_string, "The JSON", custom_objects, compile=True)


def _keras_path(filepath: Any) -> Path:
    try:
        path = Path(filepath)
    except TypeError:
        raise SavingError(f"`filepath` must be a path, got {filepath!r}.") from None
    if path.suffix != ".keras":
        raise SavingError(
            f"`filepath` must end in `.keras`, got {str(filepath)!r}. For weights alone, use "
            "`save_weights` and `load_weights` with a name that ends in `.weights.h5`."
        )
    return path


def _members(model: Any, config: str) -> dict[str, bytes]:
    if not model.built:
        warnings.warn(
            f"Model {model.name!r} is written without weights, for it is not built: call it on "
            "data, or `build` it, before saving.",
            stacklevel=4,
        )
    date = datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
    about = {
        "keras_version": _FORMAT,
        "date_saved": date,
        "deepkit_version": deepkit.__version__,
    }
    return {
        METADATA: write_json(about, METADATA).encode(),
        CONFIG: config.encode(),
        WEIGHTS: h5_bytes(lambda writer: write_state(model, writer)),
    }


def _read(
    file: IO[bytes], called: str, custom_objects: Mapping[str, Any] | None, *, compile: bool
) -> Any:
    archive = Archive(file, called)
    config, state = archive.read(CONFIG), archive.read(WEIGHTS)
    archive.close()
    weights = f"{called}: {WEIGHTS}"
    reader = H5Reader(io.BytesIO(state), weights)
    try:
        # A config of some bytes could ask for weights of any size.
        with allowance(2 * len(state) + _SPARE):
            model = _made(config, f"{called}: {CONFIG}", custom_objects, compile=compile)
        read_state(model, reader, weights)
    finally:
        reader.close()
    return model


def _made(
    text: bytes | str, called: str, custom_objects: Mapping[str, Any] | None, *, compile: bool
) -> Any:
    record = read_json(text, called)
    if not isinstance(record, dict) or "class_name" not in record:
        raise SavingError(f"{called} does not describe a model.")
    with custom_object_scope(custom_objects or {}), reading(compile=compile) as now:
        model = now.value(record)
    if not isinstance(model, base("models")):
        raise SavingError(f"{called} describes a {type(model).__name__}, not a model.")
    return model
