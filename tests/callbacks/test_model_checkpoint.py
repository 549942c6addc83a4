"""Models are saved when Keras saves them, under the same names, and only when complete."""

import inspect
import os

import keras
import numpy as np
import pytest

from deepkit.callbacks import ModelCheckpoint

EPOCHS = [{"loss": value, "val_loss": value + 1} for value in (0.5, 0.25, 0.75, 0.125)]


def files(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("{epoch:02d}-{val_loss:.2f}.keras", {}),
        ("last.keras", {}),
        ("best.keras", {"save_best_only": True, "monitor": "loss"}),
        ("{epoch}.keras", {"save_best_only": True}),
        ("{epoch}.keras", {"save_best_only": True, "mode": "max"}),
        ("{epoch}.keras", {"save_best_only": True, "initial_value_threshold": 1.3}),
        ("{epoch}.weights.h5", {"save_weights_only": True}),
    ],
)
def test_files_are_those_of_keras(run_epochs, tmp_path, name, options):
    written = []
    for library in (ModelCheckpoint, keras.callbacks.ModelCheckpoint):
        folder = tmp_path / library.__module__
        folder.mkdir()
        run_epochs(library(os.path.join(folder, name), **options), EPOCHS)
        written.append(files(folder))
    assert written[0] == written[1]
    assert written[0]


@pytest.mark.parametrize(("freq", "chunk"), [(1, 1), (3, 1), (5, 2), (4, 7)])
def test_batches_are_counted_as_keras_counts_them(model, tmp_path, freq, chunk):
    written = []
    for library in (ModelCheckpoint, keras.callbacks.ModelCheckpoint):
        folder = tmp_path / library.__module__
        folder.mkdir()
        checkpoint = library(str(folder / "{epoch}-{batch}.keras"), save_freq=freq)
        checkpoint.set_model(model)
        checkpoint.on_train_begin()
        for epoch in range(2):
            checkpoint.on_epoch_begin(epoch)
            for batch in range(chunk - 1, 7, chunk):
                checkpoint.on_train_batch_end(batch, {"loss": 1.0})
            checkpoint.on_epoch_end(epoch, {"loss": 1.0, "val_loss": 1.0})
        written.append(set(files(folder)))
    assert written[0] == written[1]


def test_the_arguments_are_those_of_keras():
    ours = inspect.signature(ModelCheckpoint).parameters
    theirs = inspect.signature(keras.callbacks.ModelCheckpoint).parameters
    assert [(p.name, p.default) for p in ours.values()] == [
        (p.name, p.default) for p in theirs.values()
    ]


def test_a_failed_save_leaves_the_last_checkpoint_and_nothing_else(run_epochs, model, tmp_path):
    path = tmp_path / "model.keras"
    run_epochs(ModelCheckpoint(path), EPOCHS[:1], model)

    def full_disk(filepath):
        with open(filepath, "w") as file:
            file.write("half a mod")
        raise OSError("no space left")

    model.save = full_disk
    with pytest.raises(OSError, match="no space left"):
        run_epochs(ModelCheckpoint(path), EPOCHS[:1], model)
    assert files(tmp_path) == {"model.keras": "model 0"}


def test_folders_are_made(run_epochs, tmp_path):
    run_epochs(ModelCheckpoint(tmp_path / "a" / "b" / "{epoch}.keras"), EPOCHS[:1])
    assert files(tmp_path / "a" / "b") == {"1.keras": "model 0"}


def test_the_best_of_the_best_stays_across_fits(run_epochs, tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "best.keras", "loss", save_best_only=True)
    run_epochs(checkpoint, EPOCHS)
    run_epochs(checkpoint, [{"loss": 0.5}])
    assert (checkpoint.best, files(tmp_path)) == (0.125, {"best.keras": "model 3"})


def test_a_missing_value_warns_and_saves_as_keras_does(run_epochs, tmp_path):
    with pytest.warns(UserWarning, match="ModelCheckpoint is conditioned on metric `val_loss`"):
        run_epochs(ModelCheckpoint(tmp_path / "a.keras", save_best_only=True), [{"loss": 1.0}])
    assert files(tmp_path) == {"a.keras": "model 0"}


def test_a_loss_of_nan_is_not_the_best(run_epochs, tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}.keras", "loss", save_best_only=True)
    run_epochs(checkpoint, [{"loss": np.nan}, {"loss": 1.0}])
    assert set(files(tmp_path)) == {"2.keras"}


def test_it_says_what_it_does_when_asked(run_epochs, tmp_path, capsys):
    checkpoint = ModelCheckpoint(tmp_path / "a.keras", "loss", 1, save_best_only=True)
    run_epochs(checkpoint, [{"loss": 2.0}, {"loss": 1.0}, {"loss": 3.0}])
    assert [line for line in capsys.readouterr().out.splitlines() if line] == [
        "Epoch 1: loss improved from none to 2.00000",
        f"Epoch 1: saving model to {tmp_path}/a.keras",
        "Epoch 2: loss improved from 2.00000 to 1.00000",
        f"Epoch 2: saving model to {tmp_path}/a.keras",
        "Epoch 3: loss did not improve from 1.00000",
    ]


def test_a_name_that_is_not_in_the_logs_is_refused(run_epochs, tmp_path):
    with pytest.raises(KeyError, match="names 'mae', and there is only: epoch, loss, val_loss"):
        run_epochs(ModelCheckpoint(tmp_path / "{mae}.keras"), EPOCHS)


def test_a_folder_is_refused(run_epochs, tmp_path):
    (tmp_path / "model.keras").mkdir()
    with pytest.raises(IsADirectoryError, match=r"`filepath` must be a file, and .* is a folder"):
        run_epochs(ModelCheckpoint(tmp_path / "model.keras"), EPOCHS)


@pytest.mark.parametrize(
    ("path", "options", "text"),
    [
        ("model.h5", {}, "`filepath` must end in '.keras' with `save_weights_only=False`"),
        ("a.keras", {"save_weights_only": True}, "`filepath` must end in '.weights.h5'"),
        ("a.keras", {"save_freq": "batch"}, "`save_freq` must be 'epoch' or a number of batches"),
        ("a.keras", {"save_freq": 0}, "`save_freq` must be a whole number >= 1, got 0"),
        ("a.keras", {"mode": "best"}, "`mode` must be one of"),
    ],
)
def test_arguments_out_of_range_are_refused(path, options, text):
    with pytest.raises(ValueError, match=text):
        ModelCheckpoint(path, **options)
