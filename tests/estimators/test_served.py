"""What of an estimator is exported."""

import numpy as np
import pytest

from deepkit import estimators, export, ops
from deepkit import feature_column as fc
from deepkit.errors import SavingError
from deepkit.estimators import heads
from deepkit.estimators._served import _write
from deepkit.export import TensorSpec

ROWS = {"age": [20.0, None, 40.0] * 6, "deck": ["A", "B", None] * 6}
LOGITS = np.array([[0.0, -3.0, 2.0], [50.0, 60.0, -70.0]], "float32")
BOTH = heads.MultiHead([heads.BinaryClassHead(name="b"), heads.MultiLabelHead(2, name="m")])
HEADS = [
    (heads.BinaryClassHead(), LOGITS[:, :1]),
    (heads.BinaryClassHead(label_vocabulary=["only"]), LOGITS[:, :1]),
    (heads.MultiClassHead(label_vocabulary=["u", "v", "w"]), LOGITS),
    (heads.MultiLabelHead(3), LOGITS),
    (heads.RegressionHead(3), LOGITS),
    (heads.RegressionHead(3, inverse_link_fn=ops.tanh), LOGITS),
    (heads.PoissonRegressionHead(), LOGITS[:1, :1]),
    (heads.LogisticRegressionHead(), LOGITS[:, :1]),
    (BOTH, {"b": LOGITS[:, :1], "m": LOGITS[:, 1:]}),
    (BOTH, LOGITS),
    (
        heads.SequentialHead(heads.MultiClassHead(3)),
        {"logits": LOGITS[None], "sequence_mask": np.array([[True, False]])},
    ),
    (heads.GivenHead(keys=["p"]), {"p": LOGITS}),
]


@pytest.mark.parametrize(("head", "outputs"), HEADS)
def test_programs_predict_what_heads_do(head, outputs):
    tensors, texts = head.tensors(outputs), head.texts()
    for key, expected in head.predictions(outputs).items():
        name = "/".join(key) if isinstance(key, tuple) else key
        if key in texts:
            of, names = texts[key]
            assert names[np.asarray(tensors[of])].tolist() == expected.tolist()
        else:
            np.testing.assert_allclose(tensors[name], expected, rtol=1e-5, atol=1e-6)


def test_a_head_without_tensors_says_what_is_missing():
    with pytest.raises(NotImplementedError, match="must define `tensors` to be exported"):
        heads.Head.tensors(heads.BinaryClassHead(), LOGITS)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    age = fc.numeric_column("age", missing="mean")
    deck = fc.categorical_column_with_vocabulary_list("deck", ["A", "B"])
    made = estimators.DNNClassifier((4,), [age, fc.embedding_column(deck, 2)], steps=5)
    made.fit(ROWS, ["no", "yes"] * 9)
    return made, made.export_saved_model(tmp_path_factory.mktemp("served"))


def test_columns_are_what_it_takes(exported):
    signature = export.load(exported[1]).signatures["classification"]
    assert signature.inputs == {
        "age": TensorSpec("age", (None,), "float32"),
        "deck": TensorSpec("deck", (None,), "string"),
    }
    assert signature.outputs["classes"] == TensorSpec("classes", (None, 2), "string")
    assert signature(ROWS)["classes"][0].tolist() == ["no", "yes"]


def test_rows_that_were_made_up_are_golden(exported):
    manifest = export.open_manifest(exported[1])
    assert manifest.rows == "golden/rows.json"
    assert manifest.about["head"] == "BinaryClassHead"


def test_categories_of_each_column_may_be_several_of_their_own_number(tmp_path):
    words = [fc.categorical_column_with_vocabulary_list(k, ["a", "b", "c"]) for k in ("p", "q")]
    data = {"p": [["a", "b"], ["c"]] * 9, "q": ["a", "b"] * 9}
    made = estimators.LinearClassifier(words, steps=5, random_state=0).fit(data, [0, 1] * 9)
    served = export.load(made.export_saved_model(tmp_path)).signatures["predict"]
    asked = {"p": [["a", "b", "c"], ["a"]], "q": [["b", "c"], []]}
    np.testing.assert_allclose(served(asked)["probabilities"], made.predict_proba(asked), atol=1e-6)


def test_a_matrix_is_taken_where_one_was_learned_from(tmp_path):
    x = np.random.default_rng(0).normal(size=(40, 3))
    made = estimators.LinearRegressor(random_state=0).fit(x, x @ [1.0, 2.0, 3.0])
    served = export.load(made.export_saved_model(tmp_path)).signatures["predict"]
    np.testing.assert_allclose(served(x)["predictions"][:, 0], made.predict(x), rtol=1e-5)
    with pytest.raises(ValueError, match="expecting 3 features"):
        served(x[:, :2])


def test_no_text_in_data_is_a_number(exported):
    with pytest.raises(ValueError, match="Column 'age'"):
        export.load(exported[1]).signatures["predict"]({"age": ["old"], "deck": ["A"]})


def test_numbers_that_no_file_can_hold_are_refused(tmp_path):
    with pytest.raises(SavingError, match=r"rows.json cannot be written: .*finite"):
        _write(tmp_path / "rows.json", {"age": [float("nan")]})
    assert list(tmp_path.iterdir()) == []
