"""From what users hand in to batches of numpy arrays."""

from deepkit.data._aligned import aligned_empty
from deepkit.data._array_source import ArraySource
from deepkit.data._categorical import to_categorical
from deepkit.data._checks import check_targets
from deepkit.data._choose import choose
from deepkit.data._dataset import PyDataset
from deepkit.data._dataset_source import DatasetSource
from deepkit.data._normalize import normalize
from deepkit.data._packing import Batch, pack_x_y_sample_weight, unpack_x_y_sample_weight
from deepkit.data._source import Source
from deepkit.data._split import train_validation_split
from deepkit.data._stream_source import StreamSource
from deepkit.data._weights import ClassWeight

__all__ = [
    "ArraySource",
    "Batch",
    "ClassWeight",
    "DatasetSource",
    "PyDataset",
    "Source",
    "StreamSource",
    "aligned_empty",
    "check_targets",
    "choose",
    "normalize",
    "pack_x_y_sample_weight",
    "to_categorical",
    "train_validation_split",
    "unpack_x_y_sample_weight",
]
