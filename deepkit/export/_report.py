"""What was exported, for the one who exported it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ExportReport:
    """Where an exported model lies, how large it is, and what its form of weights cost.

    Args:
        path: of the folder or the zip file.
        weight_bytes: the size of the weights.
        program_bytes: the size of each program, by name.
        quantization: the form of the weights, or None.
        accuracy: by signature and output, how far outputs are off with the weights in that form.

    Example:
        >>> import tempfile, deepkit
        >>> model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(2)])
        >>> report = model.export(f"{tempfile.mkdtemp()}/model")
        >>> report.path.name, report.quantization
        ('model', None)
    """

    path: Path
    weight_bytes: int
    program_bytes: Mapping[str, int]
    quantization: str | None = None
    accuracy: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
