"""Tests of going on from a checkpoint: the same steps, other parameters, a kill in between."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit import optimizers
from deepkit.errors import SavingError
from deepkit.estimators import (
    BinaryClassHead,
    DNNEstimator,
    DNNRegressor,
    MultiHead,
    RegressionHead,
    RunConfig,
    numpy_input_fn,
)
from deepkit.estimators._resuming import (
    changed,
    check_columns,
    config_without_code,
    encoder_again,
    head_again,
    names_with_code,
    of_model,
)
from deepkit.estimators.heads import serialize
from tests.estimators._tables import (
    LABELS,
    TARGETS,
    X,
    deep,
    linear,
    shuffled,
    weights,
    wide_and_deep,
)

ROOT = Path(__file__).parents[2]
AGE, JOB = fc.numeric_column("age"), fc.categorical_column_with_vocabulary_list("job")
DATA = {"age": [1.0, 2.0], "job": ["clerk", "cook"]}


def same(first, second):
    a, b = weights(first), weights(second)
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def run(program, *arguments):
    """Run a program in a new process."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


# --- the same steps -------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [(30, 20), (33, 17)])
@pytest.mark.parametrize(
    "make",
    [deep, linear, wide_and_deep, lambda **options: deep(dropout=0.5, **options)],
    ids=["deep", "linear", "wide_and_deep", "dropout"],
)
def test_steps_in_two_parts_are_those_in_one_bit_for_bit(make, parts, tmp_path):
    together = make().train(shuffled(), steps=50)
    for steps in parts:
        parted = make(model_dir=tmp_path).train(shuffled(), steps=steps)
    assert parted.global_step_ == 50
    assert same(together, parted)


def test_steps_in_a_new_process_are_those_in_one_bit_for_bit(tmp_path):
    program = """
import sys
from tests.estimators._tables import deep, shuffled
deep(dropout=0.5, model_dir=sys.argv[1]).train(shuffled(), steps=30)
"""
    with run(program, tmp_path) as process:
        assert process.wait() == 0
    parted = deep(dropout=0.5, model_dir=tmp_path).train(shuffled(), max_steps=50)
    assert same(deep(dropout=0.5).train(shuffled(), steps=50), parted)


def test_steps_in_a_pickle_are_those_in_one_bit_for_bit():
    parted = pickle.loads(pickle.dumps(deep(dropout=0.5).train(shuffled(), steps=30)))
    parted.train(shuffled(), steps=20)
    assert same(deep(dropout=0.5).train(shuffled(), steps=50), parted)


def test_an_object_takes_up_what_another_one_trained(tmp_path):
    first, second = deep(model_dir=tmp_path), deep(model_dir=tmp_path)
    first.train(shuffled(), steps=10)
    second.train(shuffled(), steps=10)
    assert first.train(shuffled(), steps=10).global_step_ == 30


def test_fit_starts_afresh_and_leaves_what_it_learned(tmp_path):
    deep(model_dir=tmp_path, random_state=1).train(shuffled(), steps=100)
    fitted = deep(model_dir=tmp_path).fit(X, LABELS)
    assert [path.name for path in tmp_path.glob("ckpt-*")] == ["ckpt-30"]
    assert same(fitted, deep().fit(X, LABELS))
    assert same(fitted, deep(model_dir=tmp_path))


def test_a_solved_model_leaves_what_it_learned(tmp_path):
    fitted = linear(optimizer="auto", model_dir=tmp_path).fit(X, LABELS)
    again = linear(optimizer="auto", model_dir=tmp_path)
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert again.global_step_ == fitted.global_step_ > 0


def test_the_best_weights_of_early_stopping_are_what_is_left(tmp_path):
    noisy = np.where(np.arange(60) % 4 == 0, 1 - LABELS, LABELS)
    options = {"early_stopping": 2, "learning_rate": 0.1, "steps": 2000, "model_dir": tmp_path}
    config = RunConfig(save_checkpoints_steps=50)
    fitted = deep(config=config, **options).fit(X, noisy)
    assert fitted.global_step_ < 2000
    np.testing.assert_array_equal(
        deep(model_dir=tmp_path).predict_proba(X), fitted.predict_proba(X)
    )


# --- other parameters -----------------------------------------------------------------------------


def test_another_learning_rate_takes_effect(tmp_path):
    deep(model_dir=tmp_path).train(shuffled(), steps=30)
    before = weights(deep(model_dir=tmp_path))
    after = weights(deep(model_dir=tmp_path, learning_rate=1e-12).train(shuffled(), steps=20))
    for name in before.keys() - {"global_step"}:
        np.testing.assert_allclose(after[name], before[name], atol=1e-9)


@pytest.mark.parametrize("go_on", ["train", "partial_fit", "fit"])
def test_another_learning_rate_takes_effect_in_memory_too(go_on):
    estimator = deep(warm_start=True).train(shuffled(), steps=30)
    before = weights(estimator)
    estimator.set_params(learning_rate=1e-12)
    data = (shuffled(), None, 20) if go_on == "train" else (X, LABELS)
    getattr(estimator, go_on)(*data)
    assert estimator.global_step_ > 30
    for name in before.keys() - {"global_step"}:
        np.testing.assert_allclose(weights(estimator)[name], before[name], atol=1e-9)


def test_another_optimizer_begins_anew_with_a_warning_and_steps_count_on(tmp_path):
    trained = deep(model_dir=tmp_path).train(shuffled(), steps=30)
    other = deep(model_dir=tmp_path, optimizer=optimizers.SGD(1e-12, momentum=0.9))
    with pytest.warns(UserWarning, match="The optimizer is SGD, and the checkpoint has .* of Adam"):
        other.train(shuffled(), max_steps=50)
    assert other.global_step_ == 50
    assert int(other._fitted.trainer.optimizer.iterations.numpy()) == 20
    np.testing.assert_allclose(other.predict_proba(X), trained.predict_proba(X), atol=1e-6)
    assert other.train(shuffled(), steps=5).global_step_ == 55  # and no second warning


def test_another_architecture_is_refused_with_the_differences(tmp_path):
    deep(model_dir=tmp_path).train(shuffled(), steps=5)
    with pytest.raises(SavingError) as error:
        deep(model_dir=tmp_path, hidden_units=(16, 8)).train(shuffled(), steps=5)
    assert "+ hiddenlayer_1/kernel: only in the model" in str(error.value)
    assert "* logits/kernel: (16, 1) in the checkpoint, (8, 1) in the model" in str(error.value)
    assert deep(model_dir=tmp_path).train(shuffled(), steps=5).global_step_ == 10


def test_another_kind_of_estimator_is_refused_with_the_differences(tmp_path):
    deep(model_dir=tmp_path).train(shuffled(), steps=5)
    with pytest.raises(
        SavingError, match=r"(?s)\+ linear: only in the model.*- dnn/x: only in the"
    ):
        linear(model_dir=tmp_path).train(shuffled(), steps=5)


def test_another_architecture_is_refused_in_memory_too():
    estimator = deep().train(shuffled(), steps=5)
    before = estimator.predict_proba(X)
    with pytest.raises(SavingError, match="of another architecture"):
        estimator.set_params(hidden_units=(8,)).train(shuffled(), steps=5)
    np.testing.assert_array_equal(estimator.predict_proba(X), before)


def test_dropout_may_come_and_go(tmp_path):
    for dropout in (None, 0.5, None):
        estimator = deep(model_dir=tmp_path, dropout=dropout).train(shuffled(), steps=5)
    assert estimator.global_step_ == 15


def test_a_checkpoint_goes_on_from_the_newest_step_alone(tmp_path):
    estimator = deep(model_dir=tmp_path).train(shuffled(), steps=10)
    assert estimator.train(shuffled(), max_steps=10).global_step_ == 10


def test_passes_over_an_input_that_ends_add_up():
    def once():
        return numpy_input_fn({"x": X}, LABELS, 20, num_epochs=1, shuffle=True)()

    estimator = deep().train(once).train(once)
    assert estimator.global_step_ == 6


# --- columns and heads ----------------------------------------------------------------------------


def test_columns_that_became_what_they_are_can_go_on():
    encoder = fc.learn([AGE, JOB], DATA)
    check_columns({"linear": [AGE, JOB]}, {"linear": ("age", "job")}, encoder)
    check_columns({"linear": None}, {"linear": ("age", "job")}, encoder)


def test_other_columns_are_refused():
    encoder = fc.learn([AGE, JOB], DATA)
    with pytest.raises(SavingError) as error:
        check_columns(
            {"linear": [fc.numeric_column("pay"), fc.numeric_column("age", shape=(2,))]},
            {"linear": ("age", "job")},
            encoder,
        )
    changes, added, removed = str(error.value).splitlines()[1:-1]
    assert changes.startswith("  * linear/age: NumericColumn(key='age'")
    assert changes.endswith("in the model")
    assert added == "  + linear/pay: only in the model"
    assert removed == "  - linear/job: only in the checkpoint"


def test_functions_of_columns_come_from_the_declared_ones():
    column = fc.bucketized_column(fc.numeric_column("age", normalizer_fn=np.negative), [-1.5])
    encoder = fc.learn([column, JOB], DATA)
    config = json.loads(json.dumps(config_without_code(encoder)))
    again = encoder_again(config, names_with_code(encoder), {"linear": [column, JOB]})
    assert names_with_code(encoder) == ["age_bucketized"]
    for name, array in encoder.encode(DATA).items():
        np.testing.assert_array_equal(again.encode(DATA)[name], array)


def test_a_column_with_a_function_must_be_declared_again():
    encoder = fc.learn([fc.numeric_column("age", normalizer_fn=np.negative)], DATA)
    with pytest.raises(
        SavingError, match="'age' was declared with a function, which no checkpoint"
    ):
        encoder_again(config_without_code(encoder), ["age"], {"linear": None})


def test_columns_with_functions_can_be_trained_with_checkpoints(tmp_path):
    columns = [fc.numeric_column("x", (3,), normalizer_fn=lambda x: 2 * x)]
    fitted = deep(feature_columns=columns, model_dir=tmp_path).fit(X, LABELS)
    assert same(deep(feature_columns=columns, model_dir=tmp_path), fitted)


@pytest.mark.parametrize(
    ("learned", "now"),
    [
        (BinaryClassHead().learn(["a", "b"]), BinaryClassHead(loss_reduction="sum")),
        (RegressionHead(standardize=([1.0], [2.0])), RegressionHead(standardize=True, name="h")),
    ],
)
def test_a_head_has_what_was_learned_and_else_what_is_said_now(learned, now):
    again = head_again(lambda labels: now, json.loads(json.dumps(serialize(learned))))
    was, is_ = serialize(learned)["config"], serialize(again)["config"]
    assert is_["loss_reduction"] == now.loss_reduction
    assert is_["name"] == now.name
    for name in {"label_vocabulary", "standardize"} & is_.keys():
        assert json.dumps(is_[name]) == json.dumps(was[name])


def test_several_heads_have_each_what_they_learned():
    learned = MultiHead([RegressionHead(name="p", standardize=([1.0], [2.0]))], [3.0])
    now = MultiHead([RegressionHead(name="p", standardize=True)], [5.0])
    again = head_again(lambda labels: now, serialize(learned))
    assert again.heads[0].standardize == ([1.0], [2.0])
    assert again.head_weights == [5.0]


def test_several_heads_of_other_names_are_refused():
    learned, now = (MultiHead([RegressionHead(name=name)]) for name in "pq")
    with pytest.raises(SavingError, match="The heads of the checkpoint have other names"):
        head_again(lambda labels: now, serialize(learned))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"label_vocabulary": [1, 0]}, r"has `label_vocabulary` \[0, 1\], and the model \[1, 0\]"),
        ({"n_classes": 3}, "it has a BinaryClassHead, and the model a MultiClassHead"),
        ({"label_vocabulary": ["a", "b"]}, "The labels of the checkpoint are others"),
    ],
)
def test_other_classes_are_refused(options, message, tmp_path):
    deep(model_dir=tmp_path).train(shuffled(), steps=1)
    with pytest.raises(SavingError, match=message):
        deep(model_dir=tmp_path, **options).train(shuffled(), steps=1)


def test_another_scale_of_targets_is_refused(tmp_path):
    DNNRegressor((16,), model_dir=tmp_path, steps=1).fit(X, TARGETS)
    with pytest.raises(SavingError, match=r"it has `standardize` .*, and the model False"):
        DNNRegressor((16,), model_dir=tmp_path, standardize=False).predict(X)


def test_another_number_of_targets_is_refused(tmp_path):
    DNNRegressor((16,), model_dir=tmp_path, steps=1).fit(X, TARGETS)
    with pytest.raises(SavingError, match="of another architecture"):
        DNNRegressor((16,), label_dimension=2, model_dir=tmp_path).predict(X)


def test_a_head_with_a_function_can_be_trained_with_checkpoints(tmp_path):
    def estimator():
        head = RegressionHead(inverse_link_fn=lambda logits: 2 * logits)
        return DNNEstimator(head, (16,), model_dir=tmp_path, steps=5, random_state=0)

    fitted = estimator().fit(X, TARGETS)
    np.testing.assert_array_equal(estimator().predict(X), fitted.predict(X))


# --- parameters -----------------------------------------------------------------------------------


def test_how_long_to_run_is_nothing_about_the_model():
    assert not changed(of_model(deep().get_params()), of_model(deep(steps=5).get_params()))
    assert changed(of_model(deep().get_params()), of_model(deep(dropout=0.5).get_params()))


def test_arrays_among_parameters_are_compared_by_identity():
    array = np.arange(3)
    assert not changed({"a": array}, {"a": array})
    assert changed({"a": array}, {"a": array.copy()})


def test_a_pickle_survives_parameters_that_were_changed_after_fit():
    fitted = deep().fit(X, LABELS).set_params(hidden_units=(3,))
    copy = pickle.loads(pickle.dumps(fitted))
    assert copy.hidden_units == (3,)
    np.testing.assert_array_equal(copy.predict_proba(X), fitted.predict_proba(X))
    assert copy.history_ == fitted.history_


# --- a kill ---------------------------------------------------------------------------------------

ENDLESS = """
import sys
from deepkit.callbacks import Callback
from deepkit.estimators import RunConfig
from tests.estimators._tables import deep, shuffled

class Telling(Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(self.model.optimizer.iterations.numpy(), flush=True)

config = RunConfig(save_checkpoints_steps=20)
deep(config=config, model_dir=sys.argv[1]).train(shuffled(), [Telling()], steps=10**9)
"""


def test_a_kill_loses_at_most_the_steps_since_the_last_checkpoint(tmp_path):
    with run(ENDLESS, tmp_path) as process:
        told = [int(process.stdout.readline()) for _ in range(3)]
        time.sleep(0.1)  # the kill comes at a moment that nobody chose
        os.kill(process.pid, signal.SIGKILL)
        told += map(int, process.stdout.read().split())
    again = deep(model_dir=tmp_path)
    step = again.global_step_
    assert step >= max(told) - 20  # steps are told just before they are saved
    assert again.train(shuffled(), steps=7).global_step_ == step + 7
    assert same(deep().train(shuffled(), steps=step + 7), again)
