"""The tree under check, and small trees with a violation sown into them."""

import pytest


@pytest.fixture
def root(request):
    """Return the root of this checkout."""
    return request.config.rootpath


@pytest.fixture
def sow(tmp_path):
    """Return a function that writes a source tree, `{path: text}`, and returns its root."""

    def write(files):
        for place, text in files.items():
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write
