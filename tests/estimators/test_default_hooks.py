"""Every training is watched as its RunConfig asks for."""

import json
import logging
import math

import pytest

from deepkit.estimators._checkpoint_hooks import CheckpointSaverListener
from deepkit.estimators._default_hooks import default_hooks
from deepkit.estimators._hook_callback import as_callbacks, steps_between_looks
from deepkit.estimators._run_config import RunConfig
from deepkit.estimators._session_hooks import NanLossDuringTrainingError
from tests.estimators._stand_in import run

OFTEN = RunConfig(save_checkpoints_steps=20, log_step_count_steps=10, save_summary_steps=15)
NEVER = RunConfig(save_checkpoints_secs=None, log_step_count_steps=0, save_summary_steps=None)


def test_what_is_asked_for_comes_in_time(tmp_path, caplog):
    caplog.set_level(logging.INFO, logger="deepkit")
    saved = []
    hooks = default_hooks(OFTEN, saved.append, model_dir=str(tmp_path))
    assert steps_between_looks(as_callbacks(hooks, None)) == 5
    run(hooks, 50, segment=5)
    lines = (tmp_path / "scalars.jsonl").read_text().splitlines()
    assert (saved, [json.loads(line)["loss"] for line in lines]) == ([20, 40, 50], [15, 30, 45])
    logged = [text for text in caplog.messages if text.startswith("loss")]
    assert logged[:2] == ["loss = 10.0, global_step = 10", "loss = 20.0, global_step = 20"]


def test_what_is_not_asked_for_does_not_come(tmp_path, caplog):
    caplog.set_level(logging.INFO, logger="deepkit")
    saved = []
    hooks = default_hooks(NEVER, saved.append, model_dir=str(tmp_path))
    run(hooks, 50, segment=5)
    assert (saved, caplog.messages, list(tmp_path.iterdir())) == ([50], [], [])
    assert steps_between_looks(as_callbacks(hooks, None)) == 0


def test_nothing_is_written_without_a_folder():
    saved = []
    run(default_hooks(OFTEN, saved.append, model_dir=None), 50, segment=5)
    assert saved == []


def test_nan_is_found_before_it_is_saved(tmp_path):
    saved = []
    hooks = default_hooks(OFTEN, saved.append, model_dir=str(tmp_path))
    with pytest.raises(NanLossDuringTrainingError, match="after step 40"):
        run(hooks, 50, segment=5, loss=lambda step: math.nan if step >= 40 else 1.0)
    assert saved == [20]


def test_listeners_need_a_folder():
    listeners = [CheckpointSaverListener()]
    default_hooks(OFTEN, print, listeners, model_dir="somewhere")
    with pytest.raises(ValueError, match="`saving_listeners` need a `model_dir`"):
        default_hooks(OFTEN, print, listeners, model_dir=None)
