"""Training is evaluated after checkpoints when it is time and at the end, and exported then."""

from pathlib import Path

import numpy as np
import pytest

from deepkit.estimators import LinearRegressor, RunConfig, _timer, numpy_input_fn
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._early_stopping import stop_if_no_decrease_hook
from deepkit.estimators._evaluations import read_eval_metrics
from deepkit.estimators._exporters import BestExporter, FinalExporter, LatestExporter
from deepkit.estimators._session_hooks import InMemoryEvaluatorHook
from deepkit.estimators._specs import EvalSpec, TrainSpec
from deepkit.estimators._stopping_hooks import StopAtStepHook
from deepkit.estimators._train_and_evaluate import train_and_evaluate
from tests.estimators._stand_in import StandIn


def steps_in(folder):
    return [(path / "step").read_text() for path in sorted(Path(folder).glob("*/"))]


def test_each_checkpoint_is_evaluated_once(tmp_path):
    estimator = StandIn(tmp_path)
    found, exported = train_and_evaluate(
        estimator, TrainSpec(list, max_steps=25), EvalSpec(list, throttle_secs=0)
    )
    assert estimator.evaluated == [10, 20, 25]
    assert (found, exported) == ({"loss": 25.0, "global_step": 25}, [])


def test_too_soon_after_an_evaluation_there_is_none_but_at_the_end(tmp_path, monkeypatch):
    clock = iter(range(0, 10_000, 20))  # 20 seconds pass at each look
    monkeypatch.setattr(_timer, "time", lambda: next(clock))
    estimator = StandIn(tmp_path)
    train_and_evaluate(estimator, TrainSpec(list, max_steps=60), EvalSpec(list, throttle_secs=50))
    assert estimator.evaluated == [10, 40, 60]


def test_training_ends_where_the_data_or_a_hook_ends_it(tmp_path):
    by_data, by_hook = StandIn(tmp_path / "a", last=15), StandIn(tmp_path / "b")
    train_and_evaluate(by_data, TrainSpec(list), EvalSpec(list))
    hooks = [StopAtStepHook(last_step=15)]
    train_and_evaluate(by_hook, TrainSpec(list, max_steps=50, hooks=hooks), EvalSpec(list))
    assert by_data.evaluated == by_hook.evaluated == [10, 15]


def test_what_is_trained_already_is_evaluated_and_exported(tmp_path):
    estimator = StandIn(tmp_path)
    specs = TrainSpec(list, max_steps=10), EvalSpec(list, exporters=FinalExporter("final"))
    _, first = train_and_evaluate(estimator, *specs)
    found, second = train_and_evaluate(estimator, *specs)
    assert (estimator.evaluated, found["global_step"]) == ([10, 10], 10)
    assert len({*first, *second}) == 2


def test_exporters_export_what_they_are_for(tmp_path):
    losses = {10: 3.0, 20: 1.0, 30: 2.0}
    estimator = StandIn(tmp_path, losses.get)
    exporters = [LatestExporter("latest"), BestExporter("best"), FinalExporter("final")]
    spec = EvalSpec(list, exporters=exporters, throttle_secs=0)
    _, exported = train_and_evaluate(estimator, TrainSpec(list, max_steps=30), spec)
    folder = tmp_path / "export"
    assert steps_in(folder / "latest") == ["10", "20", "30"]
    assert steps_in(folder / "best") == ["10", "20"]
    assert steps_in(folder / "final") == ["30"]
    assert [Path(path).parent.name for path in exported] == ["latest", "final"]


def test_the_final_export_comes_also_if_training_ends_early(tmp_path):
    estimator = StandIn(tmp_path, last=10)
    exporters = [LatestExporter("latest"), FinalExporter("final")]
    _, exported = train_and_evaluate(
        estimator, TrainSpec(list), EvalSpec(list, exporters=exporters)
    )
    assert estimator.evaluated == [10]
    assert [Path(path).parent.name for path in exported] == ["latest", "final"]
    assert steps_in(tmp_path / "export" / "latest") == ["10"]


def test_early_stopping_is_asked_after_each_evaluation(tmp_path):
    losses = {10: 3.0, 20: 1.0, 30: 2.0, 40: 2.0}
    estimator = StandIn(tmp_path, losses.get)
    hooks = [stop_if_no_decrease_hook(estimator, "loss", 20)]
    spec = TrainSpec(list, max_steps=100, hooks=hooks)
    train_and_evaluate(estimator, spec, EvalSpec(list, throttle_secs=0))
    assert estimator.evaluated == [10, 20, 30, 40]
    assert list(read_eval_metrics(estimator.eval_dir())) == [10, 20, 30, 40]


def test_the_name_of_the_evaluation_is_passed_on(tmp_path):
    estimator = StandIn(tmp_path)
    train_and_evaluate(estimator, TrainSpec(list, max_steps=5), EvalSpec(list, name="test"))
    assert list(read_eval_metrics(tmp_path / "eval_test")) == [5]


def test_a_real_estimator_goes_on_from_its_last_checkpoint(tmp_path):
    x = np.arange(64.0).reshape(32, 2) / 64
    data = numpy_input_fn({"x": x}, x @ [1.0, 2.0], batch_size=8, num_epochs=None, shuffle=True)
    judged = numpy_input_fn({"x": x}, x @ [1.0, 2.0], batch_size=8, shuffle=False)
    found = []
    for last in (30, 50, 40):  # a job that is started anew when it is over trains no further
        config = RunConfig(tmp_path, tf_random_seed=1, save_checkpoints_steps=20)
        estimator = LinearRegressor(config=config)
        hooks = [
            InMemoryEvaluatorHook(estimator, judged, every_n_iter=10),
            StopAtStepHook(None, last),
        ]
        train = TrainSpec(data, max_steps=100, hooks=hooks)
        found.append(train_and_evaluate(estimator, train, EvalSpec(judged))[0])
    assert [each["global_step"] for each in found] == [30, 50, 50]
    assert found[2]["loss"] == found[1]["loss"] < found[0]["loss"]
    assert list(read_eval_metrics(tmp_path / "eval")) == [10, 20, 30, 40, 50]
    assert Checkpoints.step_of(estimator.latest_checkpoint()) == 50


def test_without_a_model_dir_there_is_one_evaluation_at_the_end(tmp_path):
    estimator = StandIn(tmp_path)
    estimator.model_dir = None
    estimator.eval_dir = lambda name: tmp_path
    train_and_evaluate(estimator, TrainSpec(list, max_steps=25), EvalSpec(list, throttle_secs=0))
    assert estimator.evaluated == [25]


def test_exporters_need_a_model_dir(tmp_path):
    estimator = StandIn(tmp_path)
    estimator.model_dir = None
    spec = EvalSpec(list, exporters=FinalExporter("final"))
    with pytest.raises(ValueError, match="`model_dir` must be given to an estimator"):
        train_and_evaluate(estimator, TrainSpec(list, max_steps=5), spec)


def test_specs_in_the_wrong_places_are_refused(tmp_path):
    train, evaluate = TrainSpec(list, max_steps=5), EvalSpec(list)
    with pytest.raises(TypeError, match="`train_spec` must be of type TrainSpec, got EvalSpec"):
        train_and_evaluate(StandIn(tmp_path), evaluate, evaluate)
    with pytest.raises(TypeError, match="`eval_spec` must be of type EvalSpec, got TrainSpec"):
        train_and_evaluate(StandIn(tmp_path), train, train)
