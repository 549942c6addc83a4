"""The configuration that an estimator runs with, whatever it was given."""

import os
from dataclasses import replace
from typing import Any

from deepkit.estimators._run_config import RunConfig

_NAME = "config"


class ConfigInForce:
    """An attribute that holds what was given as `config`, and tells the `RunConfig` that is meant.

    None stands for one with all defaults. The `model_dir` of the estimator goes before its own.
    """

    def __get__(self, estimator: Any, kind: type | None = None) -> Any:
        if estimator is None:
            return None  # the default, for which dataclasses ask the class
        given = config_given(estimator)
        config = RunConfig() if given is None else given
        if estimator.model_dir is None or not isinstance(config, RunConfig):
            return config
        told = os.fspath(estimator.model_dir)
        return config if told == config.model_dir else replace(config, model_dir=told)

    def __set__(self, estimator: Any, value: Any) -> None:
        vars(estimator)[_NAME] = value


def config_given(estimator: Any) -> Any:
    """Return what an estimator was given as `config`.

    Args:
        estimator: the estimator.
    """
    return vars(estimator).get(_NAME)
