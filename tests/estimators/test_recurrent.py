"""The networks of the recurrent estimators."""

import numpy as np
import pytest

from deepkit import Input, Model, layers
from deepkit.estimators._recurrent import rnn_layers, sequence_logits

X = np.random.default_rng(0).normal(size=(4, 3, 2)).astype("float32")
CONTEXT = np.random.default_rng(1).normal(size=(4, 5)).astype("float32")
STEPS = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 1, 1]], bool)


@pytest.mark.parametrize("name", ["simple_rnn", "lstm", "gru"])
def test_a_type_is_known_by_its_name(name):
    [layer] = rnn_layers(4, name, None, return_sequences=False)
    assert type(layer).__name__.lower() == name.replace("_", "")
    assert (layer.units, layer.return_sequences, layer.name) == (4, False, "rnn_0")


def test_layers_below_the_last_return_sequences():
    found = rnn_layers((4, 3), "lstm", None, return_sequences=False)
    assert [layer.return_sequences for layer in found] == [True, False]
    assert [layer.units for layer in found] == [4, 3]


def test_classes_of_cells_and_functions_that_make_cells_are_taken():
    [first] = rnn_layers([4], layers.GRUCell, None, return_sequences=True)
    [second] = rnn_layers(None, None, lambda: layers.LSTMCell(2), return_sequences=False)
    assert (type(first.cell), first.cell.units) == (layers.GRUCell, 4)
    assert (type(second.cell), second.cell.units) == (layers.LSTMCell, 2)


def test_what_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="Give either `rnn_cell_fn`, or `units` and `cell_type`"):
        rnn_layers(4, None, lambda: layers.LSTMCell(2), return_sequences=False)
    with pytest.raises(
        ValueError, match=r"`units` must be a size, or a list of sizes .*, got \[\]"
    ):
        rnn_layers([], "lstm", None, return_sequences=False)
    with pytest.raises(ValueError, match="`cell_type` must be one of"):
        rnn_layers(4, "transformer", None, return_sequences=False)


def test_the_context_is_repeated_and_missing_steps_do_not_count():
    x, c = Input((None, 2), name="x"), Input((5,), name="c")
    mask = Input((None,), dtype="bool", name="mask")
    rnn = rnn_layers(4, "lstm", None, return_sequences=False)
    model = Model({"x": x, "c": c, "mask": mask}, sequence_logits(x, c, mask, 2, rnn=rnn))
    found = model.predict({"x": X, "c": CONTEXT, "mask": STEPS}, verbose=0)
    lstm, dense = model.get_layer("rnn_0"), model.get_layer("logits")
    for row, length in enumerate(STEPS.sum(1)):
        repeated = np.tile(CONTEXT[row], (length, 1))
        steps = np.concatenate([X[row, :length], repeated], axis=1)[None]
        np.testing.assert_allclose(found[row], np.asarray(dense(lstm(steps)))[0], atol=1e-6)
