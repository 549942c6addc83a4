"""What all heads share: files, copies, training, and what a head of your own must say."""

import copy
import pickle
import time

import numpy as np
import pytest

from deepkit import Input, Model, backend, layers, ops, saving
from deepkit.estimators.heads import (
    BinaryClassHead,
    Head,
    LogisticRegressionHead,
    MultiClassHead,
    MultiHead,
    MultiLabelHead,
    PoissonRegressionHead,
    RegressionHead,
)
from deepkit.estimators.heads._head import chosen, split

HEADS = [
    (BinaryClassHead(thresholds=[0.3]), [0, 1, 1, 0]),
    (MultiClassHead(3), [0, 2, 1, 1]),
    (MultiLabelHead(3, classes_for_class_based_metrics=[1]), [[0], [1, 2], [], [2]]),
    (RegressionHead(2, standardize=([1.0, 2.0], [3.0, 4.0])), np.arange(8.0).reshape(4, 2)),
    (PoissonRegressionHead(), [0, 3, 1, 2]),
    (LogisticRegressionHead(), [0.0, 0.5, 1.0, 1.0]),
    (
        MultiHead([BinaryClassHead(name="a"), RegressionHead(name="b")]),
        {"a": [0, 1, 0, 1], "b": [1.0, 2.0, 3.0, 4.0]},
    ),
]
by_name = pytest.mark.parametrize(
    ("head", "y"), HEADS, ids=[type(head).__name__ for head, _ in HEADS]
)


def trained_by(head, y):
    """Return an ordinary model that was trained by a head, and its inputs."""
    x = Input((3,))
    model = Model(x, head.outputs(layers.Dense(head.logits_dimension)(x)))
    model.compile(
        "adam",
        loss=head.training_loss(),
        loss_weights=head.loss_weights() if isinstance(head, MultiHead) else None,
        weighted_metrics=head.metrics(),
    )
    inputs = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    model.fit(inputs, head.encode_labels(y), batch_size=4, epochs=2, verbose=0)
    return model, inputs


@by_name
def test_a_model_trains_is_saved_and_loaded_with_a_head(head, y, tmp_path):
    model, inputs = trained_by(head, y)
    model.save(tmp_path / "model.keras")
    loaded = saving.load_model(tmp_path / "model.keras")
    encoded = head.encode_labels(y)
    logs = model.evaluate(inputs, encoded, verbose=0, return_dict=True)
    again = loaded.evaluate(inputs, encoded, verbose=0, return_dict=True)
    assert head.logs(again) == head.logs(logs)
    assert all(np.isfinite(value) for value in head.logs(logs).values())


@by_name
def test_a_head_survives_pickle_and_copy(head, y):
    for made in (pickle.loads(pickle.dumps(head)), copy.deepcopy(head)):
        assert repr(made) == repr(head)
        encoded, expected = made.encode_labels(y), head.encode_labels(y)
        backend.map_structure(np.testing.assert_array_equal, encoded, expected)


@by_name
def test_one_row_is_predicted_fast(head, y):
    logits = np.zeros((1, head.logits_dimension), np.float32)
    head.predictions(logits)
    laps = []
    for _ in range(50):
        start = time.perf_counter()
        head.predictions(logits)
        laps.append(time.perf_counter() - start)
    assert min(laps) < 1e-4


@by_name
def test_a_loss_by_hand_is_that_of_training(head, y):
    logits = np.full((4, head.logits_dimension), 0.5, np.float32)
    losses, encoded = head.training_loss(), head.encode_labels(y)
    outputs = head.outputs(logits)
    if isinstance(head, MultiHead):
        expected = sum(float(losses[name](encoded[name], outputs[name])) for name in losses)
    else:
        expected = float(losses(encoded, outputs))
    assert float(head.loss(y, logits)) == pytest.approx(expected, rel=1e-6)


@by_name
def test_a_loss_by_hand_can_be_compiled(head, y):
    if isinstance(head, MultiHead):
        pytest.skip("its labels are a dict")
    logits = ops.full((4, head.logits_dimension), 0.5)
    labels = ops.convert_to_tensor(head.encode_labels(y))
    compiled = backend.jit(lambda labels, logits: head.loss(labels, logits))
    assert float(compiled(labels, logits)) == pytest.approx(float(head.loss(y, logits)), rel=1e-6)


def test_logs_without_measures_of_heads_are_kept():
    assert BinaryClassHead().logs({"loss": 2.0, "own": 1.0}) == {"loss": 2.0, "own": 1.0}
    assert BinaryClassHead(name="h").logs({"loss": 2.0, "own": 1.0}) == {"loss": 2.0, "own/h": 1.0}


class Bare(Head):
    """A head that says nothing."""

    def __init__(self):
        super().__init__(None, "sum", None, None)

    logits_dimension = 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda head: head.encode_labels([1]),
        lambda head: head.predictions([[1.0]]),
        lambda head: head.signatures({}),
        lambda head: head.training_loss(),
        lambda head: Head.logits_dimension.fget(head),
    ],
)
def test_a_head_of_your_own_must_say_what_it_means(ask):
    with pytest.raises(NotImplementedError, match=r"Bare must define"):
        ask(Bare())


def test_what_nobody_asks_for_is_not_computed():
    table = {"a": lambda: np.ones(1), "b": lambda: 1 / 0}
    assert list(chosen(table, ["a"])) == ["a"]


def test_logits_are_split_along_their_last_axis():
    pieces = split(np.arange(6.0, dtype=np.float32).reshape(2, 3), [1, 2])
    assert [piece.tolist() for piece in pieces] == [[[0.0], [3.0]], [[1.0, 2.0], [4.0, 5.0]]]
