"""Symbolic tensors for tests of the backend, which knows no layers."""

from types import SimpleNamespace

from deepkit import backend, ops  # noqa: F401  ops gives tensors their operators


def drawn(*shape, dtype=None, name="x", batched=True):
    """Return the symbolic input of a graph; None is an open axis."""
    tensor = backend.SymbolicTensor(backend.open_spec(shape, dtype, batched=batched))
    return backend.attach(SimpleNamespace(name=name), name, (), {}, tensor)
