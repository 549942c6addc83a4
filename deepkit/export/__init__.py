"""Exported models: what was trained runs elsewhere, without the code that made it."""

from deepkit.export._agreement import difference, rounding
from deepkit.export._architecture import rebuilds
from deepkit.export._arguments import arguments
from deepkit.export._artifact import Artifact, Signature
from deepkit.export._endpoint import Endpoint, named_shapes
from deepkit.export._export_archive import ExportArchive
from deepkit.export._forms import rounded
from deepkit.export._golden import examples_for
from deepkit.export._input_specs import input_specs
from deepkit.export._layout import DEFAULT, LABELS, PREPROCESSING, ROWS
from deepkit.export._load import Parts, load, open_manifest, open_parts
from deepkit.export._made_up import made_up, of_rows
from deepkit.export._manifest import (
    Given,
    Manifest,
    Program,
    SignatureSpec,
    TensorSpec,
    manifest_record,
)
from deepkit.export._report import ExportReport
from deepkit.export._running import give_weights
from deepkit.export._tables import Preprocessing, preprocessing_record
from deepkit.export._write import Contents, fill, write

__all__ = [
    "Artifact",
    "Contents",
    "DEFAULT",
    "Endpoint",
    "ExportArchive",
    "ExportReport",
    "Given",
    "LABELS",
    "Manifest",
    "PREPROCESSING",
    "Parts",
    "Preprocessing",
    "Program",
    "ROWS",
    "Signature",
    "SignatureSpec",
    "TensorSpec",
    "arguments",
    "difference",
    "examples_for",
    "fill",
    "give_weights",
    "input_specs",
    "load",
    "made_up",
    "manifest_record",
    "named_shapes",
    "of_rows",
    "open_manifest",
    "open_parts",
    "preprocessing_record",
    "rebuilds",
    "rounded",
    "rounding",
    "write",
]
