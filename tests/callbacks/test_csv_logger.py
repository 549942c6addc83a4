"""The file is the one that Keras writes, byte for byte."""

from pathlib import Path

import keras
import numpy as np
import pytest

from deepkit.callbacks import CSVLogger

VALIDATED = [{"mae": 0.5, "loss": 1.0, "val_mae": 0.25, "val_loss": 2.0}] * 2


@pytest.mark.parametrize(
    "epochs",
    [
        VALIDATED,
        [{"loss": 1.0, "acc": 1e-9}, {"loss": 2.0, "acc": 0.5, "val_loss": 3.0}],
        [{"loss": 1.0, "val_loss": 2.0}, {"loss": 1.0, "learning_rate": 0.1}],
        [{"loss": np.array([1.0, 2.0]), "val_loss": "text"}],
        [],
    ],
)
@pytest.mark.parametrize("separator", [",", ";"])
def test_the_file_is_that_of_keras(run_epochs, tmp_path, epochs, separator):
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    run_epochs(CSVLogger(ours, separator=separator), epochs)
    run_epochs(keras.callbacks.CSVLogger(str(theirs), separator=separator), epochs)
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("before", ["", "a note\n"])
def test_appending_is_that_of_keras(run_epochs, tmp_path, before):
    for library, name in ((CSVLogger, "ours"), (keras.callbacks.CSVLogger, "theirs")):
        (tmp_path / name).write_text(before)
        for _ in range(2):
            run_epochs(library(str(tmp_path / name), append=True), VALIDATED)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


def test_appending_keeps_to_the_columns_that_are_there(run_epochs, tmp_path):
    file = tmp_path / "log.csv"
    file.write_text("epoch,val_loss,loss\n0,2,1\n")
    run_epochs(CSVLogger(file, append=True), [{"acc": 0.5, "loss": 3.0, "val_loss": 4.0}])
    assert file.read_text().split() == ["epoch,val_loss,loss", "0,2,1", "0,4.0,3.0"]


def test_appending_to_a_file_that_is_not_there_makes_it(run_epochs, tmp_path):
    run_epochs(CSVLogger(tmp_path / "log.csv", append=True), [{"loss": 1.0, "val_loss": 2.0}])
    assert (tmp_path / "log.csv").read_text().split() == ["epoch,loss,val_loss", "0,1.0,2.0"]


def test_without_append_each_fit_begins_a_new_file(run_epochs, tmp_path):
    logger = CSVLogger(tmp_path / "log.csv")
    run_epochs(logger, VALIDATED)
    run_epochs(logger, [{"loss": 9.0, "val_loss": 8.0}])
    assert (tmp_path / "log.csv").read_text().split() == ["epoch,loss,val_loss", "0,9.0,8.0"]


def test_a_row_is_there_as_soon_as_its_epoch_ends(tmp_path):
    logger = CSVLogger(tmp_path / "log.csv")
    logger.on_train_begin()
    logger.on_epoch_end(0, {"loss": 1.0, "val_loss": 2.0})
    assert Path(logger.filename).read_text().endswith("0,1.0,2.0\n")
