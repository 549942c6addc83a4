"""Configurations of runs have TensorFlow's arguments and refuse what one process cannot do."""

import copy
import dataclasses
import json
import pickle
from types import SimpleNamespace

import pytest

from deepkit.estimators._run_config import RunConfig, model_dir_of

# tf.estimator.RunConfig of TensorFlow 2.15.
THEIRS = {
    "model_dir": None,
    "tf_random_seed": None,
    "save_summary_steps": 100,
    "save_checkpoints_steps": None,
    "save_checkpoints_secs": 600,
    "session_config": None,
    "keep_checkpoint_max": 5,
    "keep_checkpoint_every_n_hours": 10000,
    "log_step_count_steps": 100,
    "train_distribute": None,
    "device_fn": None,
    "protocol": None,
    "eval_distribute": None,
    "experimental_distribute": None,
    "experimental_max_worker_delay_secs": None,
    "session_creation_timeout_secs": 7200,
    "checkpoint_save_graph_def": True,
}


@pytest.fixture(autouse=True)
def no_cluster(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)


def test_the_arguments_their_order_and_defaults_are_those_of_tensorflow():
    assert list(dataclasses.asdict(RunConfig()).items()) == list(THEIRS.items())


def test_steps_given_put_the_seconds_away():
    config = RunConfig(save_checkpoints_steps=50)
    assert (config.save_checkpoints_steps, config.save_checkpoints_secs) == (50, None)


@pytest.mark.parametrize(
    ("options", "timing"),
    [
        ({"save_checkpoints_secs": 5}, (None, 5)),
        ({"save_checkpoints_secs": None}, (None, None)),
        ({"save_checkpoints_steps": None}, (None, None)),
        ({"save_checkpoints_steps": 5, "save_checkpoints_secs": None}, (5, None)),
        ({"save_checkpoints_steps": None, "save_checkpoints_secs": None}, (None, None)),
    ],
)
def test_what_is_said_of_checkpoints_counts(options, timing):
    config = RunConfig(**options)
    assert (config.save_checkpoints_steps, config.save_checkpoints_secs) == timing


def test_both_ways_to_time_checkpoints_are_refused():
    with pytest.raises(ValueError, match="must not both be given, got 5 and 7"):
        RunConfig(save_checkpoints_steps=5, save_checkpoints_secs=7)
    with pytest.raises(ValueError, match="must not both be given"):
        RunConfig().replace(save_checkpoints_steps=5, save_checkpoints_secs=7)


def test_a_replaced_way_to_time_checkpoints_puts_the_other_away():
    by_steps = RunConfig().replace(save_checkpoints_steps=5)
    assert (by_steps.save_checkpoints_steps, by_steps.save_checkpoints_secs) == (5, None)
    by_secs = by_steps.replace(save_checkpoints_secs=7)
    assert (by_secs.save_checkpoints_steps, by_secs.save_checkpoints_secs) == (None, 7)
    assert by_secs.replace(tf_random_seed=1).save_checkpoints_secs == 7


def test_a_property_that_does_not_exist_cannot_be_replaced():
    with pytest.raises(ValueError, match=r"Unknown property of RunConfig 'save_steps'"):
        RunConfig().replace(save_steps=5)


def test_a_config_is_a_value():
    config = RunConfig(model_dir="m", tf_random_seed=3)
    assert config == RunConfig("m", 3) != RunConfig("m", 4)
    assert pickle.loads(pickle.dumps(config)) == copy.deepcopy(config) == config
    assert len({config, RunConfig("m", 3)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.model_dir = "other"


def test_an_estimator_writes_where_it_or_its_configuration_says(tmp_path):
    for given, config, found in [
        (tmp_path, RunConfig("b"), str(tmp_path)),
        (None, RunConfig("b"), "b"),
        (None, None, None),
    ]:
        assert model_dir_of(SimpleNamespace(model_dir=given, config=config)) == found


def test_a_path_becomes_text(tmp_path):
    assert RunConfig(tmp_path).model_dir == str(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "session_config",
        "train_distribute",
        "device_fn",
        "protocol",
        "eval_distribute",
        "experimental_distribute",
        "experimental_max_worker_delay_secs",
    ],
)
def test_what_speaks_of_clusters_and_graphs_is_refused_with_a_reason(name):
    with pytest.raises(ValueError, match=rf"`{name}` must be None, got 1\. \w+"):
        RunConfig(**{name: 1})


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("save_summary_steps", -1, ">= 0"),
        ("save_checkpoints_steps", 0, ">= 1"),
        ("save_checkpoints_secs", -1, ">= 0"),
        ("keep_checkpoint_max", -1, ">= 0"),
        ("keep_checkpoint_every_n_hours", 0, "> 0"),
        ("log_step_count_steps", -1, ">= 0"),
        ("tf_random_seed", 1.5, "a whole number"),
    ],
)
def test_a_number_out_of_range_is_refused(name, value, text):
    with pytest.raises(ValueError, match=f"`{name}` must be {text}|`{name}` must be a whole .*"):
        RunConfig(**{name: value})


def test_an_empty_model_dir_is_refused():
    with pytest.raises(ValueError, match="`model_dir` must not be empty"):
        RunConfig(model_dir="")


def test_one_machine_in_the_environment_is_this_one(monkeypatch):
    told = {"cluster": {"chief": ["a:1"]}, "task": {"type": "chief", "index": 0}, "model_dir": "m"}
    monkeypatch.setenv("TF_CONFIG", json.dumps(told))
    config = RunConfig()
    assert (config.model_dir, config.is_chief, config.num_worker_replicas) == ("m", True, 1)
    assert (config.task_type, config.task_id, config.num_ps_replicas) == ("worker", 0, 0)


@pytest.mark.parametrize(
    "cluster", [{"chief": ["a:1"], "worker": ["b:1"]}, {"worker": ["a:1", "b:1"]}, {"ps": ["a:1"]}]
)
def test_several_machines_in_the_environment_are_refused(monkeypatch, cluster):
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": cluster}))
    with pytest.raises(ValueError, match="TF_CONFIG must describe at most one machine"):
        RunConfig()


@pytest.mark.parametrize(("text", "error"), [("{", "must be JSON, got"), ("[]", "a JSON object")])
def test_an_environment_that_cannot_be_read_is_refused(monkeypatch, text, error):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(ValueError, match=f"TF_CONFIG must be .*{error.split()[-1]}"):
        RunConfig()


def test_two_model_dirs_are_refused(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", '{"model_dir": "theirs"}')
    with pytest.raises(ValueError, match="must be the one in TF_CONFIG, 'theirs', got 'ours'"):
        RunConfig("ours")
    assert RunConfig("theirs").model_dir == "theirs"
