"""Keras's way to export: an archive that layers and functions are put into one by one."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deepkit.backend import Variable
from deepkit.errors import SavingError
from deepkit.export._arguments import arguments
from deepkit.export._endpoint import Endpoint
from deepkit.export._input_specs import input_specs
from deepkit.export._report import ExportReport
from deepkit.export._write import Contents, write


class ExportArchive:
    """An exported model put together by hand: functions, and the layers that they use.

    Args:
        format: accepted for Keras's sake; what is written is deepkit's.

    Example:
        >>> import tempfile, deepkit
        >>> layer = deepkit.layers.Dense(2)
        >>> layer.build((None, 3))
        >>> archive = deepkit.export.ExportArchive()
        >>> archive.track(layer)
        >>> x = deepkit.InputSpec(shape=(None, 3), dtype="float32")
        >>> _ = archive.add_endpoint("serve", lambda x: layer(x), input_signature=[x])
        >>> _ = archive.write_out(f"{tempfile.mkdtemp()}/model")
    """

    def __init__(self, format: str = "deepkit") -> None:
        del format
        self._endpoints: dict[str, Endpoint] = {}
        self._variables: list[Variable] = []

    @property
    def variables(self) -> list[Variable]:
        """The Variables of what is tracked."""
        return list(dict.fromkeys(self._variables))

    @property
    def trainable_variables(self) -> list[Variable]:
        """Those of them that are trained."""
        return [variable for variable in self.variables if variable.trainable]

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """Those of them that are not."""
        return [variable for variable in self.variables if not variable.trainable]

    def track(self, resource: Any) -> None:
        """Let functions read the Variables of a layer or model by their names.

        Args:
            resource: a built layer or model.

        Raises:
            ValueError: if it is neither, or not built.
        """
        if not hasattr(resource, "variables") or not getattr(resource, "built", True):
            raise ValueError(
                f"`resource` must be a layer or model that is built, got {resource!r}."
            )
        self._variables += resource.variables

    def add_variable_collection(self, name: str, variables: Sequence[Variable]) -> None:
        """Let functions read Variables by their names.

        Args:
            name: accepted for Keras's sake.
            variables: the Variables.
        """
        del name
        self._variables += variables

    def add_endpoint(
        self, name: str, fn: Callable[..., Any], input_signature: Any = None, **options: Any
    ) -> Callable[..., Any]:
        """Add a function, which becomes a signature.

        Args:
            name: of the signature.
            fn: a function of arrays, or a model.
            input_signature: what it takes: a list or dict of `InputSpec`s, symbolic inputs or
                arrays, called by their names if they have some; may be left out for a model that
                was drawn.
            **options: accepted for Keras's sake.

        Returns:
            The function.

        Raises:
            ValueError: if the name is taken, or nothing tells what the function takes.
        """
        del options
        if name in self._endpoints:
            raise ValueError(f"There is an endpoint {name!r} already.")
        if hasattr(fn, "variables"):
            self.track(fn)
        if input_signature is None:
            input_signature = list(getattr(fn, "inputs", ()))
        if not input_signature:
            raise ValueError(f"Give the `input_signature` of endpoint {name!r}.")
        specs = input_specs(input_signature)
        names, keyed = [spec.name for spec in specs], isinstance(input_signature, Mapping)

        def call(*arrays: Any) -> Any:
            args, named = arguments(fn, dict(zip(names, arrays, strict=True)), keyed=keyed)
            return fn(*args, **named)

        self._endpoints[name] = Endpoint(call, specs)
        return fn

    def write_out(
        self, filepath: str | os.PathLike[str], options: Any = None, verbose: bool = True
    ) -> ExportReport:
        """Write everything to a folder, or one zip file.

        Args:
            filepath: where to; an older export gives way.
            options: accepted for Keras's sake.
            verbose: accepted for Keras's sake.

        Raises:
            SavingError: if there is no endpoint, or one cannot be exported.
        """
        del options, verbose
        if not self._endpoints:
            raise SavingError("There is nothing to export yet: `add_endpoint` first.")
        contents = Contents(name=next(iter(self._endpoints)))
        return write(filepath, self._endpoints, self.variables, contents, overwrite=True)
