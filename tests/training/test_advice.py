"""Whatever takes long is named, with what helps."""

from types import SimpleNamespace

import numpy as np
import pytest

from deepkit.callbacks import Callback, CallbackList, FitProfile
from deepkit.data import ArraySource, Source
from deepkit.training._advice import advice_on

ARRAYS = ArraySource(np.ones((4, 1), "f"))
COMPILED = SimpleNamespace(run_eagerly=False)


def said(seconds, *, model=COMPILED, source=ARRAYS, callbacks=(), **counts):
    """Return the advice on epochs that took these seconds."""
    profile = FitProfile([{}, seconds], {}, **counts)
    return advice_on(profile, model, source, CallbackList(list(callbacks)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("compile", "Compiling takes 60% of an epoch: it is done once"),
        ("data", "Making batches takes 60% of an epoch: larger batches"),
        ("transfer", "Moving batches to the device takes 60% of an epoch: send smaller"),
        ("callbacks", "Callbacks take 60% of an epoch: let them act less often"),
        ("validation", "Validation takes 60% of an epoch: validate less often"),
        ("Python", "Python around the steps takes 60% of an epoch: epochs are short"),
    ],
)
def test_what_takes_much_is_named(kind, text):
    (sentence,) = said({kind: 6.0, "device": 4.0})
    assert text in sentence


def test_the_device_is_named_only_if_there_is_hardly_anything_else():
    assert said({"device": 7.0, "data": 1.5, "Python": 1.5}) == []
    (sentence,) = said({"device": 9.0, "data": 1.0})
    assert "The device takes 90% of an epoch: larger batches" in sentence


def test_the_two_that_take_most_are_named_in_this_order():
    found = said({"data": 3.0, "validation": 4.0, "transfer": 2.5, "device": 0.5})
    assert [sentence.split()[0] for sentence in found] == ["Validation", "Making"]


def test_the_callback_that_takes_most_is_named():
    seconds = {"callbacks": 5.0, "device": 5.0}
    (sentence,) = said(seconds, callbacks=())
    assert "`" not in sentence
    profile = FitProfile([seconds], {}, callbacks={"CSVLogger": 1.0, "ModelCheckpoint": 3.0})
    (sentence,) = advice_on(profile, COMPILED, ARRAYS, CallbackList())
    assert "`ModelCheckpoint` has 75% of it" in sentence


def test_compiling_in_later_epochs_has_another_cure():
    (sentence,) = said({"compile": 9.0, "device": 1.0}, late_programs=2)
    assert "for batches of another shape" in sentence


def test_streams_and_eager_steps_have_cures_of_their_own():
    (sentence,) = said({"data": 9.0, "device": 1.0}, source=Source())
    assert "`PyDataset` with `workers`" in sentence
    (sentence,) = said({"Python": 9.0}, model=SimpleNamespace(run_eagerly=True))
    assert "`run_eagerly=True` runs each step as Python" in sentence


class Watching(Callback):
    """Acts at each batch."""

    def on_train_batch_end(self, batch, logs=None):
        pass


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"callbacks": [Watching()]}, "`Watching` is shown every batch"),
        ({"source": Source()}, "`steps_per_execution=16`"),
        ({}, "larger batches put more into a call"),
    ],
)
def test_small_steps_that_are_calls_of_their_own_are_named(options, text):
    (sentence,) = said({"device": 0.4, "Python": 0.1}, steps=1000, calls=1000, **options)
    assert sentence.startswith("Each step was a call of its own")
    assert text in sentence


def test_large_steps_and_steps_in_chunks_are_not_called_small():
    assert "Each" not in said({"device": 9.0}, steps=1000, calls=1000)[0]
    assert "Each" not in said({"device": 0.1}, steps=1000, calls=8)[0]


def test_nothing_is_said_of_nothing_and_hardly_anything_of_short_epochs():
    assert said({}) == []
    assert said({"data": 0.01, "device": 0.001}, steps=50, calls=50) == []
    assert len(said({"compile": 0.008, "data": 0.008})) == 1
