"""Model functions that the tests of custom estimators share."""

import numpy as np

from deepkit import feature_column as fc
from deepkit import layers, metrics, ops
from deepkit.estimators import BinaryClassHead, Estimator, EstimatorSpec, ModeKeys
from deepkit.optimizers import SGD
from tests.estimators._tables import LABELS, X

X32 = X.astype(np.float32)
JOB = fc.categorical_column_with_vocabulary_list("job")
COLUMNS = [fc.numeric_column("age"), fc.indicator_column(JOB)]


def two_logits(x):
    """Return the logits of a small network."""
    return layers.Dense(2, name="logits")(layers.Dense(8, "relu", name="hidden")(x))


def own(features, labels, mode):
    """Make a model with a loss, metrics and predictions of its own."""
    logits = two_logits(features["x"])
    predictions = {"logits": logits, "probabilities": ops.softmax(logits)}
    if mode is ModeKeys.PREDICT:
        return EstimatorSpec(mode, predictions=predictions)
    loss = ops.mean(ops.sparse_categorical_crossentropy(labels, logits, from_logits=True))
    accuracy = metrics.SparseCategoricalAccuracy(), (labels, logits)
    told = {"accuracy": accuracy}
    return EstimatorSpec(mode, predictions, loss, optimizer=SGD(0.5), eval_metric_ops=told)


def headed(features, labels, mode, params):
    """Leave all but the network to a head."""
    x = fc.input_layer(features, params["feature_columns"])
    logits = layers.Dense(1, name="logits")(layers.Dense(8, "relu", name="hiddenlayer_0")(x))
    told = "adam" if mode == "train" else None
    return BinaryClassHead().create_estimator_spec(features, mode, logits, labels, told)


def rows():
    """Return all rows as one batch."""
    return {"x": X32}, LABELS


def trained(model_fn=own, steps=20, **options):
    """Return an estimator of a function, trained on all rows."""
    return Estimator(model_fn, random_state=0, **options).train(rows, steps=steps)
