"""What the tests of ONNX files share: writing a function, and running the file."""

import numpy as np

from deepkit import backend
from deepkit.export import Endpoint, TensorSpec
from deepkit.onnx import onnx_model
from deepkit.onnx._check import run_session


def specs_of(arrays, free=(0,)):
    """Return specs of arrays, with open axes."""
    return [
        TensorSpec(
            f"input_{place}",
            tuple(None if axis in free else size for axis, size in enumerate(x.shape)),
            x.dtype.name,
        )
        for place, x in enumerate(arrays)
    ]


def written(fn, arrays, variables=(), free=(0,)):
    """Return a function of arrays as an ONNX model."""
    return onnx_model(Endpoint(fn, specs_of(arrays, free)), variables)


def run(model, arrays, path):
    """Return what a model gives for arrays."""
    file = path / "model.onnx"
    file.write_bytes(model.SerializeToString())
    session = run_session(str(file))
    names = {each.name for each in session.get_inputs()}
    given = {f"input_{place}": x for place, x in enumerate(arrays)}
    return session.run(None, {name: x for name, x in given.items() if name in names})


def kinds(model):
    """Return the kinds of the nodes of a model, in order."""
    return [node.op_type for node in model.graph.node]


def rows(arrays, count):
    """Return arrays with so many rows: theirs, again and again."""
    return [np.resize(x, (count, *x.shape[1:])) for x in arrays]


def agree(fn, arrays, path, *, batches=(1, 3, 17), variables=(), free=(0,), atol=1e-5):
    """Check that a function and its file agree for batches of several sizes; return the model."""
    model = written(fn, arrays, variables, free)
    compiled = backend.jit(lambda *x: backend.leaves(fn(*x)))
    for count in batches:
        batch = rows(arrays, count)
        found, expected = run(model, batch, path), compiled(*batch)
        assert len(found) == len(expected)
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, np.asarray(theirs), rtol=1e-5, atol=atol)
    return model
