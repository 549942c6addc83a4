"""Large programs are compressed, and others are not."""

import gzip

import numpy as np
import pytest

from deepkit import export, ops
from deepkit.errors import SavingError
from deepkit.export._layout import LARGEST
from deepkit.export._squeezed import PLAIN, squeezed, unsqueezed
from tests.export._models import called, numbers

LARGE = bytes(range(256)) * 200


@pytest.mark.parametrize("content", [b"", b"a", LARGE, bytes(PLAIN), bytes(PLAIN + 1)])
def test_what_goes_in_comes_out(content):
    name, stored = squeezed("a.jaxexport", content)
    assert unsqueezed(name, stored) == content
    assert name.endswith(".gz") == (len(content) > PLAIN)


def test_the_same_program_is_the_same_file():
    assert squeezed("a", LARGE) == squeezed("a", LARGE)
    assert gzip.decompress(squeezed("a", LARGE)[1]) == LARGE


@pytest.mark.parametrize("damaged", [b"", LARGE, gzip.compress(LARGE)[:-9], gzip.compress(b"") * 2])
def test_what_is_damaged_is_refused(damaged):
    with pytest.raises(SavingError, match=r"a\.gz is damaged"):
        unsqueezed("a.gz", damaged)


def test_what_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setitem(LARGEST, "program", 1000)
    with pytest.raises(SavingError, match=r"a\.gz holds more than 1,000 bytes"):
        unsqueezed("a.gz", gzip.compress(bytes(1001)))
    assert unsqueezed("a.gz", gzip.compress(bytes(1000))) == bytes(1000)


def test_a_model_of_very_many_operations_has_a_small_file(tmp_path):
    def deep(y, x):
        for k in range(1500):
            y = ops.sin(y) + k / 7
        return y

    model = called(deep)
    report = model.export(tmp_path / "m")
    assert (tmp_path / "m" / "programs" / "serving_default.jaxexport.gz").is_file()
    assert report.program_bytes["serving_default"] < PLAIN
    found = export.load(tmp_path / "m").predict(numbers(3))
    np.testing.assert_allclose(found, model.predict(numbers(3), verbose=0), atol=1e-5)
