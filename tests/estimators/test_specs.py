"""Specs have TensorFlow's fields and defaults, and refuse what cannot be."""

import dataclasses

import numpy as np
import pytest

from deepkit.callbacks import History
from deepkit.estimators._checkpoint_hooks import CheckpointSaverListener
from deepkit.estimators._exporters import FinalExporter
from deepkit.estimators._specs import EstimatorSpec, EvalSpec, ModeKeys, TrainSpec


def defaults(spec):
    return {field.name: field.default for field in dataclasses.fields(spec)}


def test_the_modes_are_those_of_tensorflow():
    assert [(mode.name, mode.value) for mode in ModeKeys] == [
        ("TRAIN", "train"),
        ("EVAL", "eval"),
        ("PREDICT", "infer"),
    ]
    assert f"{ModeKeys.PREDICT}" == "infer"


def test_the_fields_of_the_specs_are_those_of_tensorflow():
    missing = dataclasses.MISSING
    none = dict.fromkeys
    assert defaults(TrainSpec) == {
        "input_fn": missing,
        **none(["max_steps", "hooks", "saving_listeners"]),
    }
    assert defaults(EvalSpec) == {
        "input_fn": missing,
        "steps": 100,
        **none(["name", "hooks", "exporters"]),
        "start_delay_secs": 120,
        "throttle_secs": 600,
    }
    assert [field.name for field in dataclasses.fields(EstimatorSpec)] == [
        *("mode", "predictions", "loss", "train_op", "eval_metric_ops", "export_outputs"),
        *("training_chief_hooks", "training_hooks", "scaffold", "evaluation_hooks"),
        *("prediction_hooks", "optimizer"),
    ]


def test_hooks_listeners_and_exporters_are_kept():
    history, listener, exporter = History(), CheckpointSaverListener(), FinalExporter("a")
    train = TrainSpec(list, hooks=[history], saving_listeners=[listener])
    assert (train.hooks, train.saving_listeners) == ((history,), (listener,))
    assert EvalSpec(list, exporters=exporter).exporters == (exporter,)
    assert EvalSpec(list, exporters=[exporter]).exporters == (exporter,)
    assert EvalSpec(list).exporters == ()


@pytest.mark.parametrize("make", [TrainSpec, EvalSpec])
def test_an_input_must_be_a_function(make):
    with pytest.raises(TypeError, match="`input_fn` must be a function, got list"):
        make([1.0])


@pytest.mark.parametrize(
    ("make", "options", "error"),
    [
        (TrainSpec, {"max_steps": 0}, "`max_steps` must be a whole number >= 1, got 0"),
        (TrainSpec, {"hooks": [1]}, "`hooks` must hold"),
        (TrainSpec, {"saving_listeners": [1]}, "`saving_listeners` must hold"),
        (EvalSpec, {"steps": 0}, "`steps` must be a whole number >= 1, got 0"),
        (EvalSpec, {"name": 1}, "`name` must be a string, got 1"),
        (EvalSpec, {"hooks": [1]}, "`hooks` must hold"),
        (EvalSpec, {"start_delay_secs": -1}, "`start_delay_secs` must be >= 0"),
        (EvalSpec, {"throttle_secs": -1}, "`throttle_secs` must be >= 0"),
        (EvalSpec, {"exporters": [1]}, "`exporters` must hold Exporter objects, got int"),
        (
            EvalSpec,
            {"exporters": [FinalExporter("a"), FinalExporter("a")]},
            r"`exporters` must have different names, got \['a', 'a'\]",
        ),
    ],
)
def test_what_cannot_be_is_refused(make, options, error):
    with pytest.raises((TypeError, ValueError), match=error):
        make(list, **options)


@pytest.mark.parametrize(
    ("mode", "given"),
    [
        ("train", {"loss": 0.5, "optimizer": "sgd"}),
        ("train", {"loss": np.zeros(1), "train_op": 1}),
        (ModeKeys.EVAL, {"loss": np.float32(0.5)}),
        ("infer", {"predictions": {"a": 1}}),
    ],
)
def test_what_a_mode_needs_is_enough(mode, given):
    spec = EstimatorSpec(mode, **given)
    assert (spec.mode, spec.eval_metric_ops, spec.training_hooks) == (ModeKeys(mode), {}, ())


@pytest.mark.parametrize(
    ("mode", "given", "error"),
    [
        ("train", {"optimizer": "sgd"}, "`loss` must be given in the mode 'train'"),
        ("eval", {}, "`loss` must be given in the mode 'eval'"),
        ("infer", {"loss": 1.0}, "`predictions` must be given in the mode 'infer'"),
        ("train", {"loss": 1.0}, "exactly one of `optimizer` and `train_op`"),
        ("train", {"loss": 1.0, "optimizer": "sgd", "train_op": 1}, "exactly one of `optimizer`"),
        ("eval", {"loss": np.zeros(3)}, r"`loss` must be one number, got the shape \(3,\)"),
        ("eval", {"loss": 1.0, "eval_metric_ops": [1]}, "`eval_metric_ops` must be a dict"),
        ("eval", {"loss": 1.0, "export_outputs": {1: 1}}, "`export_outputs` must be a dict"),
        ("eval", {"loss": 1.0, "evaluation_hooks": [1]}, "`evaluation_hooks` must hold"),
        ("eval", {"loss": 1.0, "scaffold": 1}, "`scaffold` must be None"),
        ("predict", {"predictions": 1}, "`mode` must be one of 'train', 'eval', 'infer'"),
    ],
)
def test_a_model_function_that_forgets_something_is_told(mode, given, error):
    with pytest.raises((TypeError, ValueError), match=error):
        EstimatorSpec(mode, **given)
