"""Tests of the base: fit, partial_fit and train."""

import numpy as np
import pytest

from deepkit.callbacks import History, LambdaCallback
from deepkit.errors import DataError
from tests.estimators._tables import LABELS, X, deep, shuffled, weights


def same(first, second):
    a, b = weights(first), weights(second)
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def test_fit_makes_so_many_steps_and_returns_the_estimator():
    estimator = deep(steps=7)
    assert estimator.fit(X, LABELS) is estimator
    assert estimator.global_step_ == 7


def test_steps_of_the_call_go_before_those_of_the_constructor():
    assert deep(steps=7).fit(X, LABELS, steps=3).global_step_ == 3


def test_epochs_are_passes_over_the_data():
    assert deep(steps=None, epochs=4).fit(X, LABELS).global_step_ == 4 * 3


def test_fit_starts_afresh():
    estimator = deep()
    once = weights(estimator.fit(X, LABELS))
    again = weights(estimator.fit(X, LABELS))
    for name, value in once.items():
        np.testing.assert_array_equal(again[name], value)


def test_a_warm_start_goes_on():
    estimator = deep(warm_start=True).fit(X, LABELS)
    assert estimator.fit(X, LABELS).global_step_ == 60


def test_the_seed_decides():
    assert same(deep().fit(X, LABELS), deep().fit(X, LABELS))
    assert not same(deep().fit(X, LABELS), deep(random_state=1).fit(X, LABELS))


def test_partial_fit_makes_one_pass_and_goes_on():
    estimator = deep().partial_fit(X, LABELS, classes=[0, 1, 2])
    assert estimator.global_step_ == 3
    assert estimator.partial_fit(X[:20], LABELS[:20]).global_step_ == 4
    assert estimator.classes_.tolist() == [0, 1, 2]


def test_train_counts_steps_up_and_max_steps_in_all():
    estimator = deep().train(shuffled(), steps=10)
    assert estimator.train(shuffled(), steps=5).global_step_ == 15
    assert estimator.train(shuffled(), max_steps=18).global_step_ == 18
    assert estimator.train(shuffled(), max_steps=10).global_step_ == 18


def test_train_goes_on_until_the_input_ends():
    batches = [({"x": X[:20]}, LABELS[:20])] * 4
    assert deep().train(lambda: iter(batches)).global_step_ == 4


def test_no_steps_draw_the_model_and_train_nothing():
    estimator = deep().train(shuffled(), steps=0)
    assert estimator.global_step_ == 0
    assert estimator.predict_proba(X).shape == (60, 2)
    assert same(deep().train(shuffled(), steps=5), estimator.train(shuffled(), steps=5))


def test_a_function_as_data_is_an_input_fn():
    assert deep().fit(shuffled(), steps=4).global_step_ == 4
    assert deep().fit(input_fn=shuffled(), steps=4).global_step_ == 4


def test_whole_rows_of_an_input_fn_are_as_data():
    whole, data = (deep().fit(*given) for given in ((lambda: (X, LABELS),), (X, LABELS)))
    assert same(whole, data)
    assert whole.global_step_ == 30


def test_fit_ends_where_the_input_does_not():
    assert deep(steps=None, epochs=4).fit(shuffled()).global_step_ == 4 * 3


def test_fit_on_an_input_fn_starts_afresh_even_where_checkpoints_are(tmp_path):
    for _ in range(2):
        estimator = deep(model_dir=tmp_path).fit(shuffled(), steps=4)
        assert estimator.global_step_ == 4


def test_fit_needs_labels():
    with pytest.raises(DataError, match="DNNClassifier requires y to be passed, but the target y"):
        deep().fit(X)


@pytest.mark.parametrize("wrong", [[print], History(), print])
def test_fit_refuses_callbacks_that_are_none_before_it_forgets(wrong):
    made = deep().fit(X, LABELS)
    with pytest.raises(TypeError, match=r"`callbacks` must (hold Callback objects|be a list)"):
        made.fit(X, LABELS, callbacks=wrong)
    assert made.global_step_ == 30


def test_early_stopping_ends_before_all_steps():
    noisy = np.where(np.arange(60) % 4 == 0, 1 - LABELS, LABELS)
    estimator = deep(steps=3000, early_stopping=2, learning_rate=0.1).fit(X, noisy)
    assert estimator.global_step_ < 3000
    assert len(estimator.history_["val_loss"]) == len(estimator.history_["step"])


@pytest.mark.parametrize("start", ["fit", "train"])
def test_early_stopping_without_rows_to_keep_aside_is_no_silent_matter(start):
    estimator = deep(early_stopping=2)
    with pytest.warns(UserWarning, match="`early_stopping` keeps rows .* an `input_fn` of batches"):
        getattr(estimator, start)(shuffled(), steps=30)
    assert estimator.global_step_ == 30


def test_lines_tell_how_many_steps_were_made_of_all(capsys):
    deep(steps=100, verbose=2).fit(X, LABELS)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" - ")[0] for line in lines] == [" 50/100", "100/100"]


def parts():
    """Yield the small data in three batches."""
    for first in range(0, 60, 20):
        yield {"x": X[first : first + 20]}, LABELS[first : first + 20]


@pytest.mark.parametrize("once", [parts, shuffled(num_epochs=1)])
def test_epochs_are_passes_over_a_stream_too(once):
    estimator = deep(steps=None, epochs=4)
    assert estimator.fit(once).global_step_ == 4 * 3
    assert estimator.fit(once, steps=2).global_step_ == 2
    assert deep(steps=None).fit(once).global_step_ == 3


def test_passes_over_a_stream_are_those_of_a_stream_that_repeats_itself():
    def twice():
        yield from parts()
        yield from parts()

    assert same(deep(steps=None, epochs=2).fit(parts), deep(steps=None).fit(twice))


def test_a_stream_without_an_end_takes_steps_and_tells_of_them(capsys):
    def endless():
        while True:
            yield {"x": X}, LABELS

    made = deep(steps=250, verbose=2).fit(endless)
    assert made.global_step_ == 250
    text = capsys.readouterr().out
    assert "100/250 - " in text
    assert "Epoch" not in text


def test_a_stream_of_unknown_length_is_no_two_billion_epochs(capsys):
    deep(steps=None, epochs=40, verbose=2).fit(parts)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["100/Unknown", "120/Unknown"]


@pytest.mark.parametrize("once", [parts, shuffled(num_epochs=1)])
def test_who_asks_for_more_steps_than_there_are_batches_is_told(once):
    with pytest.warns(UserWarning, match=r"after 3 of 30 `steps`, .* or say by `epochs` how often"):
        assert deep().fit(once).global_step_ == 3


def test_a_training_that_a_callback_ends_is_not_short_of_batches():
    stop = LambdaCallback(on_epoch_end=lambda epoch, logs: setattr(stop.model, "stop_training", 1))
    assert deep(steps=300).fit(shuffled(), callbacks=[stop]).global_step_ == 100


def test_batches_without_a_function_around_them_are_refused_with_the_cure():
    with pytest.raises(DataError, match=r"Wrap batches in a function: `fit\(lambda: batches\)`"):
        deep().fit(parts())


def test_history_has_a_loss_that_falls():
    losses = deep(steps=200).fit(X, LABELS).history_["loss"]
    assert losses[-1] < losses[0]


def test_30_steps_and_20_are_50_bit_for_bit():
    together = deep().train(shuffled(), steps=50)
    parted = deep().train(shuffled(), steps=30).train(shuffled(), steps=20)
    assert same(together, parted)


def test_a_fit_that_fails_leaves_what_was_learned_before():
    made = deep().fit(X, LABELS)
    before = made.predict_proba(X)
    for x, y in ((X, LABELS[:3]), (X * np.nan, LABELS), (X, X[:, 0])):
        with pytest.raises(DataError):
            made.fit(x, y)
        np.testing.assert_array_equal(made.predict_proba(X), before)
