"""Exported models: what was trained runs elsewhere, without the code that made it."""

from deepkit.export._artifact import Artifact, Signature
from deepkit.export._endpoint import Endpoint
from deepkit.export._input_specs import input_specs
from deepkit.export._load import load, open_manifest
from deepkit.export._manifest import Manifest, TensorSpec
from deepkit.export._report import ExportReport
from deepkit.export._write import Contents, write

__all__ = [
    "Artifact",
    "Contents",
    "Endpoint",
    "ExportReport",
    "Manifest",
    "Signature",
    "TensorSpec",
    "input_specs",
    "load",
    "open_manifest",
    "write",
]
