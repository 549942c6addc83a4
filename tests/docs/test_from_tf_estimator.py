"""The migration guide names every public name of tf.estimator, and only names that deepkit has."""

import re
from pathlib import Path

import pytest

import deepkit
from deepkit import estimators, feature_column

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "from-tf-estimator.md"

# `dir(tf.estimator)`, its sub-packages and `dir(tf.feature_column)` of TensorFlow 2.15.
ESTIMATOR = """
BaselineClassifier BaselineEstimator BaselineRegressor BestExporter BinaryClassHead
CheckpointSaverHook CheckpointSaverListener DNNClassifier DNNEstimator DNNLinearCombinedClassifier
DNNLinearCombinedEstimator DNNLinearCombinedRegressor DNNRegressor Estimator EstimatorSpec EvalSpec
Exporter FeedFnHook FinalExporter FinalOpsHook GlobalStepWaiterHook Head LatestExporter
LinearClassifier LinearEstimator LinearRegressor LoggingTensorHook LogisticRegressionHead ModeKeys
MultiClassHead MultiHead MultiLabelHead NanLossDuringTrainingError NanTensorHook
PoissonRegressionHead ProfilerHook RegressionHead RunConfig SecondOrStepTimer SessionRunArgs
SessionRunContext SessionRunHook SessionRunValues StepCounterHook StopAtStepHook SummarySaverHook
TrainSpec VocabInfo WarmStartSettings add_metrics classifier_parse_example_spec
regressor_parse_example_spec train_and_evaluate
experimental.InMemoryEvaluatorHook experimental.KMeans experimental.LinearSDCA
experimental.RNNClassifier experimental.RNNEstimator
experimental.build_raw_supervised_input_receiver_fn experimental.call_logit_fn
experimental.dnn_logit_fn_builder experimental.linear_logit_fn_builder
experimental.make_early_stopping_hook experimental.make_stop_at_checkpoint_step_hook
experimental.stop_if_higher_hook experimental.stop_if_lower_hook
experimental.stop_if_no_decrease_hook experimental.stop_if_no_increase_hook
export.ClassificationOutput export.EvalOutput export.ExportOutput export.PredictOutput
export.RegressionOutput export.ServingInputReceiver export.TensorServingInputReceiver
export.build_parsing_serving_input_receiver_fn export.build_raw_serving_input_receiver_fn
inputs.numpy_input_fn inputs.pandas_input_fn
BoostedTreesClassifier BoostedTreesEstimator BoostedTreesRegressor
"""
FEATURE_COLUMN = """
bucketized_column categorical_column_with_hash_bucket categorical_column_with_identity
categorical_column_with_vocabulary_file categorical_column_with_vocabulary_list crossed_column
embedding_column indicator_column input_layer linear_model make_parse_example_spec numeric_column
sequence_categorical_column_with_hash_bucket sequence_categorical_column_with_identity
sequence_categorical_column_with_vocabulary_file sequence_categorical_column_with_vocabulary_list
sequence_numeric_column shared_embedding_columns shared_embeddings weighted_categorical_column
"""


def rows():
    """Return the old names of each row of the tables of names, and what stands beside them."""
    text = PAGE.read_text(encoding="utf-8").split("## All names")[1]
    cells = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return [(re.findall("`([^`]+)`", old), new) for old, new, _ in cells]


def test_every_name_has_a_row():
    told = {name for old, _ in rows() for name in old}
    assert not {*ESTIMATOR.split(), *FEATURE_COLUMN.split()} - told


@pytest.mark.parametrize(("old", "new"), rows(), ids=lambda part: str(part)[:60])
def test_a_row_says_what_is_there(old, new):
    names = re.findall("`((?:estimators|feature_column)[.][^`]+)`", new)
    for path in names:
        found = deepkit
        for part in path.split("."):
            found = getattr(found, part)
    if not names:  # then nothing of that name may be there
        assert "none" in new
        for name in (path.rpartition(".")[2] for path in old):
            assert not hasattr(estimators, name)
            assert not hasattr(feature_column, name)
