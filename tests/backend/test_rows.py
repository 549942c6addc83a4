"""Rows of tables: looked up, listened to, summed, taken out and put back."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import Variable

TABLE = np.arange(12, dtype="float32").reshape(6, 2)
IDS = np.array([[4, 1], [4, -1]], "int32")


def table():
    return Variable(TABLE, name="table")


def looked_up(read):
    """Return what is known of a table that a function reads."""
    variable = table()

    def fn(values):
        with backend.scope([variable], [values["t"]]):
            read(variable)
            return {"t": variable.value}

    return backend.only_looked_up(fn, {"t": variable}, {"t": TABLE})


def test_rows_are_those_of_numpy():
    np.testing.assert_array_equal(backend.rows_of(table(), IDS), TABLE[IDS])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32"])
def test_ids_of_few_bits_are_heard_as_they_are(dtype):
    rows = 70_000 if dtype.endswith("16") else 20_000
    variable = Variable(np.zeros((rows, 1), "f"))
    ids = np.array([3, 40, 100, np.iinfo(dtype).max], dtype)
    with backend.lookups({"t": variable}, {"t": variable.value}) as heard:
        backend.rows_of(variable, jnp.asarray(ids))
    last = ids[-1] if ids[-1] < rows else rows  # which stands for none
    assert heard.ids["t"][0].tolist() == [3, 40, 100, last]


def test_a_row_that_does_not_exist_is_nan():
    assert np.isnan(backend.rows_of(table(), np.array([6, -7]))).all()


def test_an_id_that_does_not_count_gives_zeros():
    found = backend.rows_of(table(), IDS, IDS >= 0)
    np.testing.assert_array_equal(found[1], [TABLE[4], [0, 0]])


def test_rows_come_in_the_compute_dtype_and_the_table_is_not_cast():
    variable = table()

    def run(values):
        with backend.scope([variable], [values]), backend.compute_dtype("bfloat16"):
            return backend.rows_of(variable, IDS)

    traced = jax.make_jaxpr(run)(TABLE)
    assert traced.out_avals[0].dtype == "bfloat16"
    shapes = {v.aval.shape for equation in traced.eqns for v in equation.outvars}
    assert TABLE.shape not in shapes


def test_a_table_remembers_that_it_was_looked_up():
    variable = table()
    assert not variable.looked_up
    backend.rows_of(variable, IDS)
    assert variable.looked_up


def test_a_listener_hears_the_ids_and_the_taps_join_the_rows():
    variable, tap = table(), np.ones((2, 2, 2), "float32")
    with backend.lookups({"t": variable}, {"t": TABLE}, {"t": [tap]}) as heard:
        rows = backend.rows_of(variable, IDS)
    np.testing.assert_array_equal(rows, TABLE[IDS] + 1)
    assert [ids.tolist() for ids in heard.ids["t"]] == [[4, 1, 4, 5]]


def test_ids_that_stand_for_no_row_are_heard_as_the_one_after_the_last():
    variable = table()
    with backend.lookups({"t": variable}, {"t": TABLE}) as heard:
        backend.rows_of(variable, np.array([6, -7, 2]))
        backend.rows_of(variable, np.array([3, -1]), np.array([True, False]))
    assert [ids.tolist() for ids in heard.ids["t"]] == [[6, 6, 2], [3, 6]]


def test_other_tables_are_not_listened_to():
    with backend.lookups({"t": table()}, {"t": TABLE}) as heard:
        backend.rows_of(table(), IDS)
    assert heard.ids == {"t": []}


def test_a_lookup_without_a_tap_of_its_shape_is_an_error():
    variable, tap = table(), np.zeros((2, 2), "float32")
    with (
        backend.lookups({"t": variable}, {"t": TABLE}, {"t": [tap]}),
        pytest.raises(LookupError, match="is looked up in another way than before"),
    ):
        backend.rows_of(variable, IDS)


def test_a_table_may_be_looked_up_several_times():
    def read(variable):
        backend.rows_of(variable, IDS)
        backend.rows_of(variable, IDS[0])

    assert looked_up(read) == {"t": [(2, 2, 2), (2, 2)]}


def test_lookups_in_a_function_that_is_computed_anew_are_heard_outside_of_it():
    def read(variable):
        inner = backend.remat(lambda ids: backend.rows_of(variable, ids))
        backend.remat(lambda ids: (inner(ids), backend.rows_of(variable, ids[0])))(IDS)
        backend.rows_of(variable, IDS[1])

    assert looked_up(read) == {"t": [(2, 2, 2), (2, 2), (2, 2)]}


def test_ids_come_out_of_a_function_that_is_computed_anew():
    variable, taps = table(), [np.zeros((2, 2, 2), "float32")]

    def run(ids):
        with backend.lookups({"t": variable}, {"t": TABLE}, {"t": taps}) as heard:
            backend.remat(lambda ids: backend.rows_of(variable, ids + 1))(ids)
            return heard.ids["t"]

    assert jax.jit(run)(IDS)[0].tolist() == [5, 2, 5, 0]


@pytest.mark.parametrize(
    "read",
    [
        lambda variable: None,
        lambda variable: variable.value + 1,
        lambda variable: (backend.rows_of(variable, IDS), jnp.sum(variable.value)),
        lambda variable: variable.assign(backend.rows_of(variable, np.arange(6))),
        lambda variable: jax.vmap(lambda ids: backend.rows_of(variable, ids))(IDS),
        lambda variable: jax.checkpoint(lambda ids: backend.rows_of(variable, ids))(IDS),
        lambda variable: backend.scan(lambda c, i: (c, backend.rows_of(variable, i)), 0, IDS),
    ],
    ids=["not", "whole", "both", "assigned", "vmap", "checkpoint", "scan"],
)
def test_a_table_read_otherwise_is_not_among_those_only_looked_up(read):
    assert looked_up(read) == {}


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_values_of_equal_rows_are_summed(count):
    random = np.random.default_rng(count)
    ids = random.integers(0, 10, count).astype("int32")
    values = random.normal(size=(count, 3)).astype("float32")
    expected = np.zeros((9, 3), "float32")
    np.add.at(expected, ids[ids < 9], values[ids < 9])  # 9 stands for none
    rows, sums = backend.summed_rows(ids, values, 9)
    kept = np.asarray(rows) < 9
    assert sorted(rows[kept].tolist()) == sorted(set(ids[ids < 9].tolist()))
    assert not np.asarray(sums)[~kept].any()
    np.testing.assert_allclose(
        backend.put_rows(np.zeros((9, 3), "f") + 0 * sums[0], rows, sums), expected, atol=1e-6
    )


def test_rows_that_are_put_back_replace_and_those_that_do_not_exist_are_left_out():
    found = backend.put_rows(jnp.asarray(TABLE), jnp.array([1, 6]), jnp.full((2, 2), -1.0))
    np.testing.assert_array_equal(found, [*TABLE[:1], [-1, -1], *TABLE[2:]])


def test_taking_a_row_that_does_not_exist_gives_finite_numbers():
    assert np.isfinite(backend.take_rows(jnp.asarray(TABLE), jnp.array([1, 6]))).all()
