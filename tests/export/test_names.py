"""What weights and files of an exported model are called."""

import numpy as np

from deepkit import Variable
from deepkit.export._names import file_names, named_weights


def test_weights_of_one_path_are_numbered_and_none_looks_like_padding():
    weights = [Variable(np.float32(k), name=name) for k, name in enumerate(["w", "w", "__w", "b"])]
    assert list(named_weights([*weights, weights[0]])) == ["w", "w:1", "w:2", "b"]


def test_files_of_names_that_are_alike_on_some_disk_are_numbered():
    assert file_names(["a b", "a/b", "A_b"]) == {"a b": "a_b", "a/b": "a_b_1", "A_b": "A_b_2"}
