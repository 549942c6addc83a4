"""Exported models: what was trained runs elsewhere, without the code that made it."""

from deepkit.export._artifact import Artifact, Signature
from deepkit.export._endpoint import Endpoint
from deepkit.export._export_archive import ExportArchive
from deepkit.export._input_specs import input_specs
from deepkit.export._load import Parts, load, open_manifest, open_parts
from deepkit.export._manifest import (
    Given,
    Manifest,
    Program,
    SignatureSpec,
    TensorSpec,
    manifest_record,
)
from deepkit.export._report import ExportReport
from deepkit.export._tables import Preprocessing, preprocessing_record
from deepkit.export._write import Contents, fill, write

__all__ = [
    "Artifact",
    "Contents",
    "Endpoint",
    "ExportArchive",
    "ExportReport",
    "Given",
    "Manifest",
    "Parts",
    "Preprocessing",
    "Program",
    "Signature",
    "SignatureSpec",
    "TensorSpec",
    "fill",
    "input_specs",
    "load",
    "manifest_record",
    "open_manifest",
    "open_parts",
    "preprocessing_record",
    "write",
]
