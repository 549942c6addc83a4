"""Several heads on one model."""

import numpy as np
import pandas as pd
import pytest

from deepkit.errors import DataError, ShapeError
from deepkit.estimators.heads import BinaryClassHead, MultiClassHead, MultiHead, RegressionHead

Y = {"likes": [0, 1, 1], "price": [10.0, 30.0, 20.0]}
X = np.array([[-1.0, 0.0], [2.0, 1.0], [0.5, -1.0]], np.float32)


def head_of(**options):
    return MultiHead([BinaryClassHead(name="likes"), RegressionHead(name="price")], **options)


def alone(head, key, evaluated, sample_weight=None):
    """Return what a head says of its own piece."""
    column = {"likes": 0, "price": 1}[key]
    return evaluated(head, Y[key], X[:, [column]], sample_weight, batch_size=2)


def test_its_measures_are_those_of_its_heads(evaluated):
    head = head_of(head_weights=[1.0, 0.5])
    logs = evaluated(head, Y, X, batch_size=2)
    parts = [alone(one, one.name, evaluated) for one in head.heads]
    total = parts[0].pop("loss") + 0.5 * parts[1].pop("loss")
    assert logs["loss"] == pytest.approx(total, rel=1e-5)
    assert logs["loss/likes"] + 0.5 * logs["loss/price"] == pytest.approx(total, rel=1e-5)
    assert set(logs) == {"loss", "loss/likes", "loss/price", *parts[0], *parts[1]}
    for key, value in {**parts[0], **parts[1]}.items():
        assert logs[key] == pytest.approx(value, rel=1e-5)


def test_rows_may_weigh_another_for_each_head(evaluated):
    weight = {"likes": np.array([1.0, 0.0, 2.0]), "price": np.array([1.0, 1.0, 0.0])}
    logs = evaluated(head_of(), Y, X, weight, batch_size=2)
    for head in head_of().heads:
        expected = alone(head, head.name, evaluated, weight[head.name])
        key = f"average_loss/{head.name}"
        assert logs[key] == pytest.approx(expected[key], rel=1e-5)


def test_a_model_returns_outputs_by_name(model_of):
    outputs = model_of(head_of()).predict(X, verbose=0)
    assert outputs["likes"].tolist() == X[:, :1].tolist()
    assert outputs["price"].tolist() == X[:, 1:].tolist()


def test_heads_learn_from_their_own_labels(model_of):
    heads = [BinaryClassHead(name="likes"), RegressionHead(name="price", standardize=True)]
    head = MultiHead(heads).learn({"likes": ["no", "yes", "no"], "price": Y["price"]})
    assert head.heads[0].label_vocabulary == ["no", "yes"]
    outputs = model_of(head).predict(np.zeros((1, 2), np.float32), verbose=0)
    assert outputs["price"].tolist() == [[20.0]]
    assert heads[0].label_vocabulary is None


def test_weights_of_rows_reach_the_scale_of_targets():
    heads = [RegressionHead(name="a", standardize=True), RegressionHead(name="b", standardize=True)]
    y = {"a": [0.0, 2.0], "b": [0.0, 2.0]}
    head = MultiHead(heads).learn(y, {"a": [3.0, 1.0]})
    assert [one.standardize[0] for one in head.heads] == [[0.5], [1.0]]
    head = MultiHead(heads).learn(y, [3.0, 1.0])
    assert [one.standardize[0] for one in head.heads] == [[0.5], [0.5]]


def test_labels_may_be_a_frame():
    encoded = head_of().encode_labels(pd.DataFrame(Y))
    assert {name: array.shape for name, array in encoded.items()} == {
        "likes": (3, 1),
        "price": (3, 1),
    }


def test_predictions_have_the_names_of_head_and_key():
    outputs = {"likes": X[:, :1], "price": X[:, 1:]}
    predicted = head_of().predictions(outputs)
    assert ("likes", "class_ids") in predicted
    assert predicted["price", "predictions"].tolist() == X[:, 1:].tolist()
    of_logits = head_of().predictions(X)
    assert all((of_logits[key] == predicted[key]).all() for key in predicted)
    assert list(head_of().predictions(X, [("price", "predictions")])) == [("price", "predictions")]


def test_classes_may_be_bytes():
    predicted = head_of().predictions(X, bytes_classes=True)
    assert predicted["likes", "classes"].tolist() == [[b"0"], [b"1"], [b"1"]]


def test_keys_that_nobody_knows_are_refused():
    with pytest.raises(ValueError, match=r"Unknown prediction key \('price', 'classes'\)"):
        head_of().predictions(X, [("price", "classes")])


def test_signatures_are_those_of_an_export():
    head = head_of()
    signatures = head.signatures(head.predictions(X))
    assert set(signatures) == {
        "serving_default", "likes", "likes/classification", "likes/regression", "likes/predict",
        "price", "price/regression", "price/predict", "predict",
    }  # fmt: skip
    assert signatures["serving_default"] is signatures["likes"]
    assert "price/predictions" in signatures["predict"]


def test_a_batch_costs_the_same_by_hand():
    head = head_of(head_weights=[1.0, 0.5])
    parts = [float(one.loss(Y[one.name], X[:, [i]])) for i, one in enumerate(head.heads)]
    total = head.loss(Y, X, regularization_losses=[0.25])
    assert float(total) == pytest.approx(parts[0] + 0.5 * parts[1] + 0.25, rel=1e-6)


def test_labels_of_each_head_must_be_there():
    with pytest.raises(DataError, match=r"`labels` has nothing for head 'price', got likes\."):
        head_of().encode_labels({"likes": [1]})
    with pytest.raises(DataError, match=r"Unknown head in `labels` 'prise'\. Did you mean 'price'"):
        head_of().learn({**Y, "prise": [1]})
    with pytest.raises(DataError, match=r"must be a dict by the names of the heads \(likes, price"):
        head_of().encode_labels([1, 0])


def test_an_error_names_the_head():
    with pytest.raises(DataError, match=r"not between 0 and 1") as error:
        head_of().encode_labels({**Y, "likes": [3, 0, 1]})
    assert error.value.__notes__ == ["while looking at the labels of head 'likes'"]


def test_logits_must_be_as_many_as_those_of_all_heads():
    assert head_of().logits_dimension == 2
    for use in (head_of().predictions, head_of().outputs, lambda x: head_of().loss(Y, x)):
        with pytest.raises(ShapeError, match=r"MultiHead needs logits of shape \(n, 2\), got"):
            use(np.zeros((3, 3), np.float32))


@pytest.mark.parametrize(
    ("heads", "match"),
    [
        ([], "must be a list of one head or more"),
        (BinaryClassHead(name="a"), "must be a list of one head or more"),
        ([BinaryClassHead()], "must have a `name`"),
        ([BinaryClassHead(name="a"), RegressionHead(name="a")], "name of its own, got 'a' twice"),
        (["binary"], "must hold heads, and no MultiHead"),
        ([MultiHead([BinaryClassHead(name="a")])], "must hold heads, and no MultiHead"),
    ],
)
def test_heads_that_do_not_go_together_are_refused(heads, match):
    with pytest.raises(ValueError, match=match):
        MultiHead(heads)


def test_weights_must_fit_the_heads():
    with pytest.raises(ValueError, match=r"a weight for each of the 2 heads, got 1\."):
        head_of(head_weights=[1.0])
    with pytest.raises(ValueError, match=r"`head_weights` must be >= 0, got -1"):
        head_of(head_weights=[1.0, -1])


def test_names_that_begin_alike_are_told_apart(evaluated):
    head = MultiHead([RegressionHead(name="a"), MultiClassHead(3, name="a_b")])
    logs = evaluated(head, {"a": [1.0], "a_b": [2]}, [[0.0, 1.0, 2.0, 3.0]])
    assert logs["average_loss/a"] == 1.0
    assert logs["accuracy/a_b"] == 1.0


def test_one_head_alone_is_named_too(evaluated):
    head = MultiHead([RegressionHead(name="a")], head_weights=[0.5])
    logs = evaluated(head, {"a": [1.0]}, [[3.0]])
    assert (logs["loss"], logs["loss/a"], logs["average_loss/a"]) == (2.0, 4.0, 4.0)
