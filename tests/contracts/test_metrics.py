"""What every metric promises: Keras's numbers over batches, eager, compiled, saved and symbolic."""

import warnings
from dataclasses import dataclass, field

import jax
import keras
import numpy as np
import pytest

from deepkit import backend, metrics
from deepkit.metrics._family import FAMILY

ATOL = 1e-6


@dataclass
class Row:
    """A metric, its options and the kind of labels and predictions it is for."""

    name: str
    data: str
    options: dict = field(default_factory=dict)

    def __str__(self):
        given = ", ".join(f"{k}={v}" for k, v in self.options.items())
        return f"{self.name}({given})"


INNER = [0.2, 0.35, 0.8]
TABLE = [
    *(Row("AUC", "binary", {"curve": c}) for c in ("ROC", "PR", "PRGAIN")),
    *(Row("AUC", "binary", {"curve": c, "summation_method": "minoring"}) for c in ("ROC", "PR")),
    Row("AUC", "binary", {"summation_method": "majoring", "num_thresholds": 5}),
    Row("AUC", "binary", {"thresholds": INNER, "label_weights": [1.0, 2.0, 0.5, 1.0, 1.0]}),
    Row("AUC", "binary_logits", {"multi_label": True, "from_logits": True, "num_labels": 5}),
    Row("AUC", "binary", {"multi_label": True, "curve": "PR"}),
    Row("Accuracy", "labels"),
    Row("BinaryAccuracy", "column", {"threshold": 0.4}),
    Row("BinaryCrossentropy", "binary", {"label_smoothing": 0.1}),
    Row("BinaryIoU", "column", {"target_class_ids": [1], "threshold": 0.3}),
    Row("CategoricalAccuracy", "one_hot"),
    Row("CategoricalCrossentropy", "one_hot_logits", {"from_logits": True}),
    Row("CategoricalHinge", "one_hot"),
    Row("ConcordanceCorrelation", "real"),
    Row("CosineSimilarity", "real"),
    Row("F1Score", "binary", {"threshold": 0.25}),
    Row("F1Score", "one_hot", {"average": "micro"}),
    Row("FBetaScore", "one_hot", {"average": "macro", "beta": 2.0}),
    Row("FBetaScore", "binary", {"average": "weighted", "beta": 0.5, "threshold": 0.2}),
    Row("FalseNegatives", "binary", {"thresholds": INNER}),
    Row("FalsePositives", "binary", {"thresholds": 0.2}),
    Row("Hinge", "signs"),
    Row("IoU", "classes_found", {"num_classes": 5, "target_class_ids": [0, 3], "ignore_class": 4}),
    Row("KLDivergence", "one_hot"),
    Row("LogCoshError", "real"),
    Row("Mean", "values"),
    Row("MeanAbsoluteError", "real"),
    Row("MeanAbsolutePercentageError", "real"),
    Row("MeanIoU", "classes", {"num_classes": 5, "sparse_y_pred": False}),
    Row("MeanSquaredError", "real"),
    Row("MeanSquaredLogarithmicError", "counts"),
    Row("OneHotIoU", "one_hot", {"num_classes": 5, "target_class_ids": [1, 2]}),
    Row("OneHotMeanIoU", "one_hot", {"num_classes": 5}),
    Row("PearsonCorrelation", "real"),
    Row("Poisson", "counts"),
    Row("Precision", "binary"),
    Row("Precision", "binary", {"thresholds": [0.0, 0.5, 1.0]}),
    Row("Precision", "binary", {"top_k": 2, "class_id": 1}),
    Row("PrecisionAtRecall", "binary", {"recall": 0.6}),
    Row("R2Score", "real"),
    Row("R2Score", "real", {"class_aggregation": None, "num_regressors": 3}),
    Row("R2Score", "real", {"class_aggregation": "variance_weighted_average"}),
    Row("Recall", "binary", {"thresholds": [0.8, 0.2]}),
    Row("Recall", "binary", {"top_k": 3, "thresholds": 0.2}),
    Row("RecallAtPrecision", "binary", {"precision": 0.6, "num_thresholds": 20}),
    Row("RootMeanSquaredError", "real"),
    Row("SensitivityAtSpecificity", "binary", {"specificity": 0.5, "class_id": 2}),
    Row("SparseCategoricalAccuracy", "classes"),
    Row("SparseCategoricalCrossentropy", "classes"),
    Row("SparseTopKCategoricalAccuracy", "classes", {"k": 2}),
    Row("SparseTopKCategoricalAccuracy", "sorted_ids", {"k": 2, "from_sorted_ids": True}),
    Row("SpecificityAtSensitivity", "binary", {"sensitivity": 0.5, "num_thresholds": 1}),
    Row("SquaredHinge", "signs"),
    Row("Sum", "values"),
    Row("TopKCategoricalAccuracy", "one_hot", {"k": 2}),
    Row("TrueNegatives", "binary", {"thresholds": [0.1, 0.1, 0.6]}),
    Row("TruePositives", "column"),
]
BASES = {"Metric", "MeanMetricWrapper"}
WEIGHT = np.array([0.5, 1.0, 0.0, 2.0, 1.5, 1.0], "float32")


def make_batches(kind):
    return [make_data(kind, np.random.default_rng(seed)) for seed in (3, 4, 5)]


def make_data(kind, random):
    real = random.normal(size=(2, 6, 5)).astype("float32")
    p = np.exp(real[0]) / np.exp(real[0]).sum(-1, keepdims=True)
    classes = random.integers(0, 5, 6).astype("int32")
    yes = (real[1] > 0).astype("float32")
    return {
        "binary": (yes, p),
        "binary_logits": (yes, real[0]),
        "column": (yes[:, 0], p[:, :1] * 2),
        "labels": (classes % 2, random.integers(0, 2, 6).astype("int32")),
        "signs": (2 * yes - 1, real[0]),
        "one_hot": (np.eye(5, dtype="float32")[classes], p),
        "one_hot_logits": (np.eye(5, dtype="float32")[classes], real[0]),
        "classes": (classes, p),
        "classes_found": (classes, random.integers(0, 5, 6).astype("int32")),
        "sorted_ids": (classes, np.argsort(-p).astype("int32")),
        "real": (real[1], real[0]),
        "counts": (random.poisson(2.0, (6, 5)).astype("float32"), np.abs(real[0])),
        "values": (real[0],),
    }[kind]


def make_ours(row, **more):
    return getattr(metrics, row.name)(**row.options, **more)


def run(metric, batches, **kwargs):
    for batch in batches:
        metric.update_state(*batch, **kwargs)
    return np.asarray(metric.result())


def run_keras(metric, batches, **kwargs):
    with jax.numpy_dtype_promotion("standard"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its IoU asks for int64
        return run(metric, batches, **kwargs)


every_metric = pytest.mark.parametrize("row", TABLE, ids=str)


def test_every_public_metric_has_a_row():
    members = {name: getattr(metrics, name) for name in metrics.__all__}
    kinds = (n for n, m in members.items() if isinstance(m, type) and issubclass(m, metrics.Metric))
    assert set(kinds) - BASES == {row.name for row in TABLE}


def test_every_public_metric_of_keras_is_here():
    theirs = {name for name in dir(keras.metrics) if not name.startswith("_")}
    assert theirs - set(metrics.__all__) == set()


def test_every_name_of_keras_stands_for_the_same():
    theirs = keras.src.metrics.ALL_OBJECTS_DICT
    assert {n: m.__name__ for n, m in FAMILY.members.items() if n in theirs} == {
        name: member.__name__ for name, member in theirs.items()
    }


@every_metric
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
def test_the_value_over_batches_is_that_of_keras(row, weight):
    batches = make_batches(row.data)
    given = {} if weight is None else {"sample_weight": weight}
    if row.name.endswith("IoU") and weight is not None:  # Keras cuts weights down to whole numbers
        given = {"sample_weight": np.ceil(weight).astype("int32")}
    theirs = getattr(keras.metrics, row.name)(**row.options)
    expected = run_keras(theirs, batches, **given)
    np.testing.assert_allclose(run(make_ours(row), batches, **given), expected, 1e-5, ATOL)


@every_metric
def test_a_reset_metric_is_a_fresh_one(row):
    batches = make_batches(row.data)
    metric = make_ours(row)
    run(metric, batches[:2])
    metric.reset_state()
    again = run(metric, batches[2:])
    np.testing.assert_array_equal(again, run(make_ours(row), batches[2:]))
    assert metric.stateless_result(metric.stateless_reset_state()).shape == again.shape


@every_metric
def test_compiled_updates_are_the_eager_ones(row):
    batches = make_batches(row.data)
    metric = make_ours(row)
    expected = run(metric, batches, sample_weight=WEIGHT)
    state = metric.stateless_reset_state()
    update = backend.jit(metric.stateless_update_state)
    for batch in batches:
        state = update(state, *batch, sample_weight=WEIGHT)
    value = backend.jit(metric.stateless_result)(state)
    np.testing.assert_allclose(value, expected, rtol=1e-6, atol=ATOL)


@every_metric
def test_open_batches_make_the_variables(row):
    batch = make_batches(row.data)[0]
    metric = make_ours(row)
    symbolic = [
        backend.SymbolicTensor(backend.open_spec((None, *y.shape[1:]), y.dtype.name)) for y in batch
    ]
    value = backend.infer(metric, *symbolic)
    assert value.shape == run(make_ours(row), [batch]).shape
    assert all(v.numpy().sum() == 0 for v in metric.variables)


@every_metric
def test_a_config_makes_an_equal_metric(row):
    metric = make_ours(row, name="mine")
    copy = type(metric).from_config(metric.get_config())
    assert copy.get_config() == metric.get_config() == metric.get_config() | row.options
    assert copy.name == "mine"
    unnamed = make_ours(row)
    assert type(unnamed).from_config(unnamed.get_config()).name == unnamed.name


@every_metric
def test_keras_reads_our_metrics_and_we_read_those_of_keras(row):
    batches = make_batches(row.data)[:1]
    keras.backend.clear_session(free_memory=False)  # it counts names on
    ours = make_ours(row, name="mine")
    record = metrics.serialize(ours)
    read = keras.metrics.deserialize(record)
    value = run(ours, batches)
    np.testing.assert_allclose(run_keras(read, batches), value, rtol=1e-5, atol=ATOL)
    np.testing.assert_array_equal(run(metrics.deserialize(record), batches), value)
    written = keras.metrics.serialize(getattr(keras.metrics, row.name)(**row.options))
    assert metrics.deserialize(written).name == written["config"]["name"] == make_ours(row).name


@every_metric
def test_sums_are_kept_in_float32_whatever_the_policy(row):
    backend.set_dtype_policy("mixed_bfloat16")
    metric = make_ours(row)
    batch = make_batches(row.data)[0]
    half = [y.astype("float16") if y.dtype == "float32" else y for y in batch]
    assert np.isfinite(run(metric, [half])).all()
    assert {v.dtype for v in metric.variables} == {"float32"}
    assert metric.result().dtype == "float32"
    assert {v.dtype for v in make_ours(row, dtype="float16").variables} <= {"float32"}
