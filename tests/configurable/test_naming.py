"""Automatic names, as Keras makes them."""

import concurrent.futures

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepkit.configurable import auto_name, clear_names, fresh_names, get_uid, snake_case


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dense", "dense"),
        ("Conv1DTranspose", "conv1d_transpose"),
        ("PReLU", "p_re_lu"),
        ("RMSprop", "rm_sprop"),
        ("MeanIoU", "mean_io_u"),
        ("F1Score", "f1_score"),
        ("AUC", "auc"),
    ],
)
def test_classes_are_named_in_snake_case(name, expected):
    assert snake_case(name) == expected


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,15}", fullmatch=True))
def test_snake_case_is_that_of_keras(name):
    keras = pytest.importorskip("keras")
    assert snake_case(name) == keras.src.utils.naming.to_snake_case(name)


def test_the_first_name_has_no_number():
    assert [auto_name("dense") for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert auto_name("flatten") == "flatten"


def test_counting_starts_afresh_after_clearing():
    first = auto_name("dense"), get_uid("dense")
    clear_names()
    assert (auto_name("dense"), get_uid("dense")) == first == ("dense", 1)


def test_numbers_are_counted_for_each_prefix():
    assert [get_uid("a"), get_uid("a"), get_uid("b"), get_uid()] == [1, 2, 1, 1]


def test_threads_never_get_the_same_name():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: auto_name("layer"), range(4000)))
    assert len(set(names)) == 4000


def test_names_in_a_fresh_block_start_over_and_do_not_disturb_the_others():
    clear_names()
    outer = [auto_name("part"), get_uid("part")]
    with fresh_names():
        first = [auto_name("part"), auto_name("part"), get_uid("part")]
    with fresh_names():
        second = [auto_name("part"), auto_name("part"), get_uid("part")]
    assert first == second == ["part", "part_1", 1]
    assert [*outer, auto_name("part"), get_uid("part")] == ["part", 1, "part_1", 2]


def test_names_go_on_as_before_after_an_error_in_a_fresh_block():
    clear_names()
    auto_name("part")
    with pytest.raises(KeyError), fresh_names():
        raise KeyError("x")
    assert auto_name("part") == "part_1"
