"""The config of a model beside its programs: what it is built anew from when none of them runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deepkit.backend import Variable
from deepkit.export._layout import ARCHITECTURE
from deepkit.export._manifest import Manifest


def write_architecture(
    folder: Path,
    text: str,
    variables: Sequence[Variable],
    *,
    program: str,
    named: Mapping[str, Variable],
    stored: Mapping[str, Any],
) -> dict[str, Any]:
    """Write a config; return what the manifest says of it.

    Args:
        folder: of the export.
        text: the config as JSON.
        variables: those of a model that is built from it, in their order.
        program: what the model computes.
        named: Variables by the names of their weights.
        stored: the weights in the export, by name.
    """
    (folder / ARCHITECTURE).write_text(text, encoding="utf-8")
    names = {id(variable): name for name, variable in named.items()}
    kept = [names.get(id(variable)) for variable in variables]
    return {
        "file": ARCHITECTURE,
        "program": program,
        "variables": [name if name is not None and name in stored else None for name in kept],
    }


def rebuilds(manifest: Manifest, name: str) -> bool:
    """Tell whether a program is what a model built of the architecture computes.

    That of an estimator gives what its signatures are made of, and is for deepkit to go on from.

    Args:
        manifest: of the export.
        name: of the program.
    """
    told = manifest.architecture
    return told is not None and manifest.preprocessing is None and told.get("program") == name
