"""The fingerprints are FarmHash's: known values, and the reference beside the checkout."""

import importlib.util
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepkit.columns._farmhash import fingerprint64, fingerprint_cat64

# From the documentation of `tf.strings.to_hash_bucket_fast` and of Keras's layer `Hashing`.
PUBLISHED = {"Hello": 0, "TensorFlow": 2, "2.x": 2, "A": 1, "B": 0, "C": 1, "D": 1, "E": 2}


@pytest.fixture(scope="module")
def reference(request):
    path = request.config.rootpath.parent / "shared" / "reference" / "farmhash64.py"
    if not path.exists():
        pytest.skip(f"needs the reference implementation beside the checkout, not at {path}")
    spec = importlib.util.spec_from_file_location("farmhash64", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def test_published_buckets_are_found_again():
    assert (fingerprint64(list(PUBLISHED)) % np.uint64(3)).tolist() == list(PUBLISHED.values())
    assert fingerprint64([""]).tolist() == [0x9AE16A3B2F90404F]


@given(texts=st.lists(st.one_of(st.text(max_size=40), st.binary(max_size=300)), max_size=20))
def test_any_texts_have_the_fingerprints_of_the_reference(texts, reference):
    assert fingerprint64(texts).tolist() == [reference.fingerprint64(text) for text in texts]


@pytest.mark.parametrize("first", [0, 4, 8, 16, 17, 32, 33, 64, 65, 128, 129, 191])
def test_each_length_has_the_fingerprint_of_the_reference(first, reference):
    texts = [bytes(range(7, 7 + n % 200)) * (1 + n // 200) for n in range(first, first + 3)]
    assert fingerprint64(texts).tolist() == [reference.fingerprint64(text) for text in texts]


@given(pairs=st.lists(st.tuples(*[st.integers(0, 2**64 - 1)] * 2), min_size=1, max_size=9))
def test_two_fingerprints_become_one_as_in_the_reference(pairs, reference):
    first, second = np.array(pairs, np.uint64).T
    assert fingerprint_cat64(first, second).tolist() == reference.cat64(first, second).tolist()


def test_texts_of_many_lengths_keep_their_places():
    texts = ["bb", "a", "", "bb", "a" * 100, "a"]
    prints = fingerprint64(texts)
    assert prints[0] == prints[3]
    assert prints[1] == prints[5]
    assert len(set(prints.tolist())) == 4


def test_no_texts_have_no_fingerprints():
    assert fingerprint64([]).shape == (0,)
