"""A model starts from the values of another: by name, renamed, its vocabularies remapped."""

import numpy as np
import pytest

from deepkit import initializers
from deepkit.errors import ShapeError
from deepkit.estimators._warm_start import VocabInfo, WarmStartSettings, warm_started


def start(new, old, *, trainable=None, **settings):
    values = warm_started(new, old, WarmStartSettings("", **settings), trainable=trainable)
    return {name: value.tolist() for name, value in values.items()}


def full(value, *shape):
    return np.full(shape or (2,), value, "float32")


NEW = {"dnn/kernel": full(0), "linear/bias": full(0), "slot": full(0)}
OLD = {"dnn/kernel": full(1), "linear/bias": full(2), "slot": full(3)}
TRAINABLE = {"dnn/kernel", "linear/bias"}


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (".*", [1, 2, 0]),  # TensorFlow: a string chooses among the trainable ones
        ("dnn", [1, 0, 0]),
        (["dnn", "slot"], [1, 0, 3]),  # a list chooses among all
        ([".*"], [1, 2, 3]),
        ("kernel|linear", [0, 2, 0]),  # as `re.match`, from the start
        (None, [0, 0, 0]),
        ([], [0, 0, 0]),
    ],
)
def test_regexes_choose_variables(wanted, taken):
    values = start(NEW, OLD, trainable=TRAINABLE, vars_to_warm_start=wanted)
    assert [value[0] for value in values.values()] == taken


def test_the_given_values_are_left_alone():
    before = full(0)
    values = warm_started({"a": before}, {"a": full(1)}, WarmStartSettings(""))
    values["a"][:] = 7
    assert before.tolist() == [0, 0]


def test_a_variable_is_found_under_its_earlier_name_and_keeps_the_new_dtype():
    old = {"old/a": np.ones(2, "float64")}
    settings = WarmStartSettings("", var_name_to_prev_var_name={"a": "old/a"})
    values = warm_started({"a": full(0)}, old, settings)
    assert (values["a"].tolist(), values["a"].dtype) == ([1, 1], np.float32)


# Rows 10, 20, 30 of the words a, b, c; a fourth row is of a bucket.
ROWS = np.array([[10.0], [20.0], [30.0], [99.0]])


@pytest.mark.parametrize(
    ("info", "rows"),
    [
        (VocabInfo(["c", "x", "a"], 3, 0, ["a", "b", "c"]), [30, 0, 10]),
        (VocabInfo(["c", "x", "a"], 3, 1, ["a", "b", "c"]), [30, 0, 10, 0]),
        (VocabInfo(["c", "x", "a"], 2, 1, ["a", "b", "c"]), [30, 0, 0]),
        (VocabInfo(["c", "x", "a"], None, 0, ["a", "b", "c"], 2), [0, 0, 10]),
        (VocabInfo(["c", "x", "a"], -1, 1, ["a", "b", "c"], -1, "ones"), [30, 1, 10, 1]),
        (VocabInfo([2, 1], 2, 0, ["1", "2"]), [20, 10]),  # numbers are compared as text
        (VocabInfo(["x"], 1, 0, ["a"], 1, initializers.Constant(7.0)), [7]),
        (VocabInfo(["x"], 1, 0, ["a"], 1, lambda shape, dtype: np.full(shape, 5.0)), [5]),
    ],
)
@pytest.mark.parametrize("kind", ["rows", "columns", "vector"])
def test_rows_follow_their_words(info, rows, kind):
    axis = int(kind == "columns")
    info = VocabInfo(**{**vars(info), "axis": axis})
    shape = {"rows": (-1, 1), "columns": (1, -1), "vector": (-1,)}[kind]
    new = np.zeros(len(rows), "float32").reshape(shape)
    old = ROWS.astype("float32").reshape(shape)
    found = start({"v": new}, {"v": old}, var_name_to_vocab_info={"v": info})
    assert found["v"] == np.array(rows, float).reshape(shape).tolist()


def test_a_vocabulary_may_be_a_file(tmp_path):
    (tmp_path / "new").write_text("c\nä\n", encoding="utf-8")
    (tmp_path / "old").write_text("ä\nb\nc\n", encoding="utf-8")
    info = VocabInfo(tmp_path / "new", 2, 0, str(tmp_path / "old"))
    new = {"v": np.zeros((2, 1), "float32")}
    found = start(new, {"v": ROWS}, var_name_to_vocab_info={"v": info})
    assert found["v"] == [[30.0], [10.0]]


def test_a_vocabulary_alone_chooses_its_variable():
    info = VocabInfo(["b"], 1, 0, ["a", "b"])
    new, old = {"v": full(0, 1, 1), "w": full(0)}, {"v": ROWS, "w": full(1)}
    options = {"vars_to_warm_start": None, "var_name_to_vocab_info": {"v": info}}
    assert start(new, old, **options) == {"v": [[20.0]], "w": [0.0, 0.0]}


def test_another_shape_is_refused_with_both():
    with pytest.raises(ShapeError, match=r"Variable 'a' has the shape \(3,\), and \(2,\) in the"):
        start({"a": full(0, 3)}, {"a": full(1, 2)})


def test_a_variable_that_was_not_there_is_refused_with_the_nearest():
    text = r"Variable 'dense/kernel' is not in the earlier model\. Did you mean 'dense_1/kernel'\?"
    with pytest.raises(ValueError, match=text):
        start({"dense/kernel": full(0)}, {"dense_1/kernel": full(1), "bias": full(1)})


def test_a_wrong_earlier_name_is_refused():
    with pytest.raises(ValueError, match=r"Variable 'a', called 'zz' there, is not in .* \['b'\]"):
        start({"a": full(0)}, {"b": full(1)}, var_name_to_prev_var_name={"a": "zz"})


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("var_name_to_prev_var_name", "b"),
        ("var_name_to_vocab_info", VocabInfo(["a"], 1, 0, ["a"])),
    ],
)
def test_a_name_that_the_new_model_has_not_is_refused(option, value):
    with pytest.raises(ValueError, match=f"`{option}` names 'dnn/kernl'.* 'dnn/kernel'"):
        start(NEW, OLD, **{option: {"dnn/kernl": value}})


def test_a_regex_that_matches_nothing_is_refused():
    with pytest.raises(ValueError, match=r"`vars_to_warm_start` 'cnn' matches no variable"):
        start(NEW, OLD, vars_to_warm_start=["dnn", "cnn"])


@pytest.mark.parametrize(
    ("info", "model"),
    [
        (VocabInfo(["a", "b"], 2, 0, ["a"]), "new"),
        (VocabInfo(["a", "b"], 2, 2, ["a"]), "new"),
        (VocabInfo(["a", "b", "c"], 3, 0, list("abcde")), "earlier"),
        (VocabInfo(["a"], 1, 0, list("ab"), axis=1), "earlier"),
    ],
)
def test_a_vocabulary_that_does_not_fit_is_refused(info, model):
    shape = (1, 1) if info.axis else (3, 1)
    with pytest.raises(ShapeError, match=rf"Variable 'v' has the shape .* in the {model} model"):
        start({"v": full(0, *shape)}, {"v": ROWS}, var_name_to_vocab_info={"v": info})


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"num_oov_buckets": -1}, "`num_oov_buckets` must be a whole number >= 0"),
        ({"axis": 2}, "`axis` must be one of 0, 1, got 2"),
        ({"new_vocab_size": 0}, "`new_vocab_size` must be a whole number >= 1"),
        ({"old_vocab_size": -2}, "`old_vocab_size` must be a whole number >= 1"),
    ],
)
def test_numbers_out_of_range_are_refused(options, error):
    given = {"new_vocab": ["a"], "new_vocab_size": 1, "num_oov_buckets": 0, "old_vocab": ["a"]}
    with pytest.raises(ValueError, match=error):
        VocabInfo(**(given | options))


@pytest.mark.parametrize(("new", "old", "name"), [(2, 1, "new"), (1, 2, "old")])
def test_more_words_than_there_are_cannot_count(new, old, name):
    info = VocabInfo(["a"], new, 0, ["a"], old)
    with pytest.raises(ValueError, match=f"`{name}_vocab_size` must be at most 1, .* got 2"):
        start({"v": full(0, 1, 1)}, {"v": ROWS}, var_name_to_vocab_info={"v": info})
