"""Models of deepkit's layers and optimizers learn what TensorFlow 2.15's canned estimators did.

The numbers are TensorFlow's own: weights before and after 60 steps of 64 rows of the Titanic.
"""

import csv
import importlib.util
import json

import numpy as np
import pytest

from deepkit import layers, losses, models, ops
from deepkit.estimators._rmsprop import OutsideRMSprop
from deepkit.optimizers import SGD, Adagrad, Adam, Ftrl, MultiOptimizer

STEPS, BATCH = 60, 64
CROSS = "age_bucketized_X_deck_X_sex"
SIZES = {"pclass": 3, "sex": 2, "embark_town": 2, "deck": 5, "age_bucketized": 7, CROSS: 50}
VALUES = {
    "pclass": ["3", "1", "2"],
    "sex": ["male", "female"],
    "embark_town": ["Southampton", "Cherbourg"],
}
FEW = ["age", "age_bucketized", CROSS, "deck", "embark_town", "pclass", "sex"]
ALL = sorted([*FEW, "fare"])
EMBEDDED = {"deck": 3, "embark_town": 2}
LINEAR, DEEP = "linear/linear_model/", "dnn/"
INPUT = DEEP + "input_from_feature_columns/input_layer/"


@pytest.fixture(scope="module")
def passengers(request):
    folder = request.config.rootpath.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the data sets beside the checkout, and there is no {folder}")
    with (folder / "data" / "titanic.csv").open() as file:
        rows = list(csv.DictReader(file))
    spec = importlib.util.spec_from_file_location("hash", folder / "reference" / "farmhash64.py")
    farmhash = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(farmhash)
    golden = json.loads((folder / "data" / "golden" / "tf_estimator_titanic.json").read_text())
    return golden["models"], encoded({key: [row[key] for row in rows] for key in rows[0]}, farmhash)


def encoded(table, farmhash):
    """Return the columns as the models take them, ids of -1 where nothing is, and the labels."""
    age = np.array([float(x or -1) for x in table["age"]])
    fare = np.log1p([float(x) for x in table["fare"]])
    bucket = np.searchsorted([0, 12, 18, 30, 45, 60], age, side="right")
    hashes = {name: farmhash.fingerprint64_np(table[name]) for name in ("deck", "sex")}
    cross = farmhash.cross([bucket.astype("uint64"), hashes["sex"], hashes["deck"]])
    decks = (hashes["deck"] % np.uint64(5)).astype(int)
    found = {"age": (age - 24) / 17, "fare": fare, "age_bucketized": bucket}
    found |= {CROSS: (cross % np.uint64(50)).astype(int)}
    found |= {"deck": np.where([bool(x) for x in table["deck"]], decks, -1)}
    for name, values in VALUES.items():
        found[name] = np.array([values.index(x) if x in values else -1 for x in table[name]])
    labels = {
        "survived": np.array(table["survived"], "float32"),
        "class": np.array([["First", "Second", "Third"].index(x) for x in table["class"]]),
        "sibsp": np.array(table["sibsp"], "float32"),
        "logfare": fare,
        "weight": np.where(np.array(table["pclass"]) == "1", 2.0, 1.0),
    }
    return {name: x[:, None] for name, x in found.items()}, labels


def inputs(columns):
    dtypes = {name: "int32" if name in SIZES else "float32" for name in columns}
    return {name: layers.Input((1,), dtype=dtypes[name], name=name) for name in columns}


def linear(x, units=1):
    """Return the logits of a linear model."""
    parts = []
    for name, tensor in x.items():
        called, zeros = f"linear_{name}", {"embeddings_initializer": "zeros"}
        if name in SIZES:
            layer = layers.EmbeddingBag(SIZES[name], units, "sum", **zeros, name=called)
        else:
            layer = layers.Dense(units, use_bias=False, kernel_initializer="zeros", name=called)
        parts.append(layer(tensor))
    return layers.Bias(name="linear_bias")(layers.Add()(parts))


def deep(x, hidden, batch_norm=False):
    """Return the logits of a deep model."""
    parts = []
    for name, tensor in x.items():
        if name in EMBEDDED:
            layer = layers.EmbeddingBag(SIZES[name], EMBEDDED[name], name=f"{name}_embedding")
            tensor = layer(tensor)
        elif name in SIZES:
            tensor = layers.MultiHot(SIZES[name])(tensor)
        parts.append(tensor)
    y = layers.Concatenate()(parts)
    for place, units in enumerate(hidden):
        y = layers.Dense(units, activation="relu", name=f"hiddenlayer_{place}")(y)
        if batch_norm:
            y = layers.BatchNormalization(momentum=0.999, name=f"batchnorm_{place}")(y)
    return layers.Dense(1, name="logits")(y)


def place(weight):
    """Return the name that TensorFlow has for a weight."""
    layer, name = weight.path.split("/")
    if layer == "linear_bias":
        return LINEAR + "bias_weights"
    if layer.startswith("linear_"):
        return f"{LINEAR}{layer.removeprefix('linear_')}/weights"
    if layer.endswith("_embedding"):
        return f"{INPUT}{layer}/embedding_weights"
    block = f"hiddenlayer_{layer[-1]}/" if layer.startswith("batchnorm") else ""
    return f"{DEEP}{block}{layer}/{name}"


def trained(passengers, case, x, logits, optimizer, loss, label, weight=None):
    """Return pairs of what each weight became, here and there."""
    golden, (columns, labels) = passengers
    model = models.Model(x, logits)
    model.set_weights([np.array(golden[case]["initial"][place(w)]) for w in model.weights])
    model.compile(optimizer, loss)
    rows = np.arange(STEPS * BATCH) % len(labels[label])
    given = None if weight is None else labels[weight][rows]
    data = {name: columns[name][rows] for name in x}
    y = labels[label][rows][:, None]
    model.fit(data, y, BATCH, sample_weight=given, shuffle=False, verbose=0)
    return [(w.numpy(), np.array(golden[case]["final"][place(w)]), w.path) for w in model.weights]


def assert_equal(pairs, atol=1e-6):
    for ours, theirs, path in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=atol, err_msg=path)


def counts(y, logits):
    """Return what counts cost, but for a constant."""
    return ops.sum(ops.exp(logits) - y * logits, axis=-1)


YES_OR_NO = losses.BinaryCrossentropy(from_logits=True)
ADDED = losses.BinaryCrossentropy(from_logits=True, reduction="sum")
ONE_OF_MANY = losses.SparseCategoricalCrossentropy(from_logits=True)
SOME = ["age", "pclass", "sex"]
SHRUNK = {"l1_regularization_strength": 0.01, "l2_regularization_strength": 0.02}
LINEAR_CASES = [
    ("LinearClassifier_Ftrl", ALL, lambda: Ftrl(0.2), YES_OR_NO, "survived"),
    ("LinearClassifier_Ftrl_l1l2", ALL, lambda: Ftrl(0.1, **SHRUNK), YES_OR_NO, "survived"),
    ("LinearClassifier_Adam_sum", ALL, lambda: Adam(0.01), ADDED, "survived"),
    ("LinearRegressor_Ftrl", FEW, lambda: Ftrl(0.2), "mse", "logfare"),
    ("LinearEstimator_Poisson", SOME, lambda: SGD(0.02), counts, "sibsp"),
]


@pytest.mark.parametrize(("case", "columns", "optimizer", "loss", "label"), LINEAR_CASES)
def test_a_linear_model_learns_what_it_learned_there(
    passengers, case, columns, optimizer, loss, label
):
    x = inputs(columns)
    # Adam divides by roots of squares, which TensorFlow forms in another order.
    atol = 5e-6 if "Adam" in case else 1e-6
    assert_equal(trained(passengers, case, x, linear(x), optimizer(), loss, label), atol)


def test_a_linear_model_of_three_classes_does(passengers):
    x = inputs(["age", "deck", "fare", "sex"])
    case = "LinearClassifier_3class"
    assert_equal(trained(passengers, case, x, linear(x, 3), Ftrl(0.2), ONE_OF_MANY, "class"))


def test_a_linear_model_with_weights_does(passengers):
    x, case = inputs(ALL), "LinearClassifier_weights_vocab"
    found = trained(passengers, case, x, linear(x), Ftrl(0.2), YES_OR_NO, "survived", "weight")
    assert_equal(found)


DENSE = ["age", "deck", "embark_town", "fare", "pclass", "sex"]
DEEP_CASES = [
    ("DNNClassifier_Adagrad", DENSE, (8, 4), lambda: Adagrad(0.001), YES_OR_NO, "survived"),
    ("DNNClassifier_Adagrad_bn", DENSE, (8,), lambda: Adagrad(0.001), YES_OR_NO, "survived"),
    (
        "DNNRegressor_RMSProp",
        [name for name in DENSE if name != "fare"],
        (8,),
        lambda: OutsideRMSprop(0.001),
        "mse",
        "logfare",
    ),
]


@pytest.mark.parametrize(("case", "columns", "hidden", "optimizer", "loss", "label"), DEEP_CASES)
def test_a_deep_model_learns_what_it_learned_there(
    passengers, case, columns, hidden, optimizer, loss, label
):
    x = inputs(columns)
    logits = deep(x, hidden, batch_norm=case.endswith("_bn"))
    assert_equal(trained(passengers, case, x, logits, optimizer(), loss, label))


def test_a_wide_and_deep_model_is_trained_by_two_optimizers(passengers):
    x = inputs(sorted([*DENSE, CROSS]))
    wide = linear({name: x[name] for name in sorted([CROSS, "deck", "pclass", "sex"])})
    logits = layers.Add()([deep({name: x[name] for name in DENSE}, (8, 4)), wide])
    optimizer = MultiOptimizer([("^linear", Ftrl(0.005)), ("", Adagrad(0.001))])
    case = "DNNLinearCombinedClassifier"
    assert_equal(trained(passengers, case, x, logits, optimizer, YES_OR_NO, "survived"))
