"""Recurrent estimators, beside models written by hand."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from deepkit import Input, Model, estimators, layers, losses, optimizers
from deepkit import feature_column as fc
from deepkit.errors import DataError
from deepkit.estimators import RNNClassifier, RNNEstimator
from deepkit.estimators._rnn import sequence_column
from tests.estimators._tables import weights

WORDS = [["so", "good"], ["bad"], ["good", "bad", "good"], ["so", "so", "bad", "so", "bad"]]
DATA = {"words": WORDS, "stars": [5.0, 1.0, 3.0, 2.0]}
MOOD = ["+", "-", "+", "-"]
COLUMN = fc.sequence_categorical_column_with_vocabulary_list("words", ["bad", "good", "so"])
EMBEDDED = [fc.embedding_column(COLUMN, 2)]
STARS = [fc.numeric_column("stars")]
SMALL = {"units": 4, "steps": 3, "batch_size": 4, "random_state": 0}


def by_hand(cell, return_sequences=False):
    """Return the model that an estimator should be, in deepkit's own layers."""
    ids, stars = Input((8, 1), dtype="int32", name="words"), Input((1,), name="stars")
    mask = Input((8,), dtype="bool", name="sequence_mask")
    x = layers.EmbeddingBag(3, 2, name="words_embedding")(ids)
    x = layers.Concatenate()([x, layers.RepeatVector(8)(stars)])
    rnn = cell(4, return_sequences=return_sequences, name="rnn_0")
    logits = layers.Dense(1, name="logits")(rnn(x, mask=mask))
    return Model({"words": ids, "stars": stars, "sequence_mask": mask}, logits)


@pytest.mark.parametrize(
    ("name", "layer"),
    [("simple_rnn", layers.SimpleRNN), ("lstm", layers.LSTM), ("gru", layers.GRU)],
)
def test_it_learns_what_a_model_written_by_hand_learns(name, layer):
    estimator = RNNClassifier(EMBEDDED, STARS, cell_type=name, **SMALL)
    estimator.train(lambda: (DATA, MOOD), steps=1)
    model = by_hand(layer)
    start = {weight.path: weight.numpy() for weight in estimator.model_.weights}
    model.set_weights([start[weight.path] for weight in model.weights])
    # Steps from here on with TensorFlow's optimizer, whose memory is what one step left.
    made = optimizers.Adagrad(0.05, 0.1, 1e-7, clipnorm=5.0)
    model.compile(made, losses.BinaryCrossentropy(from_logits=True))
    made.build(model.trainable_variables)
    theirs = estimator._fitted.trainer.optimizer
    slots = {v.path: v.numpy() for v in theirs.variables}
    for variable in made.variables:
        variable.assign(slots[variable.path])
    encoded = estimator.encoder_.encode(fc.as_table(DATA))
    y = np.array([[mood == "-"] for mood in MOOD], "float32")
    model.fit(encoded, y, 4, epochs=3, verbose=0)
    estimator.train(lambda: (DATA, MOOD), steps=3)
    for ours, peer in zip(estimator.model_.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), peer.numpy(), rtol=1e-5, atol=1e-6)


def test_the_optimizer_of_a_name_shortens_gradients():
    made = RNNClassifier()._make_optimizer({})
    assert type(made) is optimizers.Adagrad
    assert (float(made.learning_rate), made.clipnorm) == (pytest.approx(0.05), 5.0)
    assert RNNClassifier(optimizer=optimizers.SGD(0.1))._make_optimizer({}).clipnorm is None


def test_a_model_of_sequences_learns_them():
    fitted = RNNClassifier(EMBEDDED, STARS, **{**SMALL, "steps": 100}).fit(DATA, MOOD)
    assert fitted.predict(DATA).tolist() == MOOD
    assert fitted.score(DATA, MOOD) == 1.0
    assert fitted.evaluate(DATA, MOOD)["accuracy"] == 1.0


def test_what_a_row_is_filled_up_with_changes_nothing():
    fitted = RNNClassifier(EMBEDDED, **SMALL).fit(DATA, MOOD)
    alone = [fitted.predict_proba({"words": [row]})[0] for row in WORDS]
    np.testing.assert_allclose(fitted.predict_proba(DATA), alone, atol=1e-6)


def test_batches_of_other_lengths_train_one_model():
    batches = [({"words": WORDS[:2]}, MOOD[:2]), ({"words": WORDS[2:]}, MOOD[2:])]
    fitted = RNNClassifier(EMBEDDED, **SMALL).train(lambda: iter(batches * 6))
    assert fitted.global_step_ == 12
    found = fitted.evaluate(lambda: iter(batches))
    assert found["average_loss"] == pytest.approx(
        fitted.evaluate({"words": WORDS}, MOOD)["average_loss"], rel=1e-5
    )


@pytest.mark.parametrize("options", [{"units": [4, 3]}, {"cell_type": layers.LSTMCell}])
def test_layers_and_cells_are_copied_and_saved(options, tmp_path):
    told = {**SMALL, "model_dir": tmp_path, **options}
    fitted = RNNClassifier(EMBEDDED, **told).train(lambda: (DATA, MOOD), steps=2)
    copy, again = pickle.loads(pickle.dumps(fitted)), RNNClassifier(EMBEDDED, **told)
    for other in (copy, again):
        assert other.global_step_ == 2
        np.testing.assert_array_equal(other.predict_proba(DATA), fitted.predict_proba(DATA))


def test_a_cell_of_the_users_own_is_walked():
    made = {"rnn_cell_fn": lambda: layers.GRUCell(3), "steps": 2, "random_state": 0}
    fitted = RNNClassifier(EMBEDDED, **made).fit(DATA, MOOD)
    assert "rnn/gru_cell/kernel" in {weight.path for weight in fitted.model_.weights}


STEPS = [["p", "q"], ["q"], ["p", "q", "p"], ["p", "p", "q", "p", "q"]]


def test_labels_of_steps_are_learned_as_by_hand():
    given = {**SMALL, "optimizer": optimizers.SGD(0.1), "cell_type": "gru"}
    estimator = RNNClassifier(EMBEDDED, STARS, return_sequences=True, **given)
    estimator.train(lambda: (DATA, STEPS), steps=1)
    model = by_hand(layers.GRU, return_sequences=True)
    start = {weight.path: weight.numpy() for weight in estimator.model_.weights}
    model.set_weights([start[weight.path] for weight in model.weights])
    model.compile(optimizers.SGD(0.1), losses.BinaryCrossentropy(from_logits=True))
    encoded = estimator.encoder_.encode(fc.as_table(DATA))
    mask = encoded["sequence_mask"]
    y = np.zeros((4, 8, 1), "float32")
    y[mask] = [[label == "q"] for row in STEPS for label in row]
    counts = (mask / mask.mean()).astype("float32")  # the mean is over the steps that there are
    model.fit(encoded, y, 4, epochs=3, sample_weight=counts, verbose=0)
    estimator.train(lambda: (DATA, STEPS), steps=3)
    for ours, peer in zip(estimator.model_.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), peer.numpy(), rtol=1e-5, atol=1e-6)


def test_predictions_of_steps_tell_which_steps_there_are(tmp_path):
    told = {**SMALL, "return_sequences": True, "sequence_mask": "seen"}
    fitted = RNNClassifier(EMBEDDED, **told).fit(DATA, STEPS)
    rows = list(fitted.predict(lambda: DATA))
    assert [int(row["seen"].sum()) for row in rows] == [2, 1, 3, 5]
    assert rows[0]["probabilities"].shape == (8, 2)
    served = estimators.SavedModel(fitted.export_saved_model(tmp_path)).predict(DATA)
    np.testing.assert_array_equal(served["seen"], [row["seen"] for row in rows])
    np.testing.assert_array_equal(served["logits"], [row["logits"] for row in rows])


def test_a_head_of_numbers_predicts_them():
    lengths = [float(len(row)) for row in WORDS]
    fitted = RNNEstimator(estimators.RegressionHead(), EMBEDDED, units=8, steps=300, random_state=0)
    assert fitted.fit(DATA, lengths).score(DATA, lengths) > 0.9


def test_columns_are_found_by_looking():
    fitted = RNNClassifier(**SMALL).fit(DATA, MOOD)
    assert fitted._fitted.parts == {"sequence": ("words_embedding",), "context": ("stars",)}
    image = {"x": np.zeros((4, 3, 2))}
    assert sequence_column(fc.as_table(image), "x").numeric_column.shape == (2,)
    assert sequence_column(fc.as_table(DATA), "stars") is None


def test_a_matrix_is_a_sequence_in_each_row():
    x = np.random.default_rng(0).normal(size=(40, 5))
    fitted = RNNClassifier(random_state=0, steps=200).fit(x, x.sum(1) > 0)
    assert fitted.score(x, x.sum(1) > 0) > 0.9
    assert "x" in fitted.encoder_.specs
    frame = pd.DataFrame(x, columns=list("abcde"))
    peer = RNNClassifier(random_state=0, steps=200).fit(frame, x.sum(1) > 0)
    np.testing.assert_array_equal(fitted.predict_proba(x), peer.predict_proba(frame))


def test_data_without_sequences_is_refused():
    with pytest.raises(DataError, match="No column of the data holds sequences"):
        RNNClassifier().fit({"sky": ["blue", "gray"]}, [0, 1])


def test_the_same_seed_gives_the_same_model():
    first, second = (RNNClassifier(EMBEDDED, **SMALL).fit(DATA, MOOD) for _ in range(2))
    for name, value in weights(first).items():
        np.testing.assert_array_equal(value, weights(second)[name])


FAST = {"units": 8, "steps": 300, "optimizer": "Adam", "learning_rate": 0.02, "batch_size": 50}
KNOWN = {"check_sample_weight_equivalence_on_dense_data": "batches differ"}


@pytest.mark.slow
@parametrize_with_checks(
    [RNNClassifier(**FAST), RNNEstimator(estimators.RegressionHead(), **FAST)],
    expected_failed_checks=lambda _: KNOWN,
)
def test_scikit_learn_accepts_them(estimator, check):
    check(estimator)
