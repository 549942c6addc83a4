"""Steps that update only the rows of a table that a batch looks up."""

import numpy as np
import pytest

import deepkit
from deepkit import backend, layers, ops, optimizers
from deepkit.optimizers import RowGradient
from deepkit.training._sparse import gradients_of, pays, tables_of
from tests.training._tables import (
    QUIET,
    ROWS,
    WIDTH,
    X,
    Y,
    bags,
    gap,
    gradients,
    is_sparse,
    masked,
    model_of,
    own,
    plain,
    remat,
    shared,
    tables,
    tied,
    trained,
)

EXACT = {
    "SGD": lambda: optimizers.SGD(0.5),
    "Adagrad": lambda: optimizers.Adagrad(0.5),
    "Ftrl": lambda: optimizers.Ftrl(0.5),
    "Ftrl, l1 and l2": lambda: optimizers.Ftrl(
        0.5,
        beta=0.1,
        l1_regularization_strength=0.001,
        l2_regularization_strength=0.01,
        learning_rate_power=-0.7,
    ),
    "clipvalue": lambda: optimizers.Adagrad(0.5, clipvalue=0.05),
    "clipnorm": lambda: optimizers.SGD(0.5, clipnorm=0.1),
    "global_clipnorm": lambda: optimizers.SGD(0.5, global_clipnorm=0.1),
    "loss scale": lambda: optimizers.SGD(0.5, loss_scale_factor=8.0),
    "schedule": lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.5, 2, 0.5)),
    "several": lambda: optimizers.MultiOptimizer(
        [("table", optimizers.Adagrad(0.5)), ("", optimizers.Adam(0.1))]
    ),
    "scaling": lambda: optimizers.LossScaleOptimizer(optimizers.Adagrad(0.5)),
}
every_exact = pytest.mark.parametrize("make", EXACT.values(), ids=EXACT.keys())


# --- equal to the dense path ----------------------------------------------------------------------


@every_exact
def test_the_weights_are_those_of_the_dense_path(make):
    assert gap(trained(plain, make, "dense"), trained(plain, make, "auto")) <= 1e-6


@pytest.mark.parametrize("build", [bags, shared, masked, tables, tied, own, remat])
def test_they_are_whatever_the_model_does_with_its_tables(build):
    make = EXACT["Adagrad"]
    assert gap(trained(build, make, "dense"), trained(build, make, "auto")) <= 1e-6


@pytest.mark.parametrize("steps", [1, 3, "auto"])
def test_they_are_however_many_steps_a_call_makes(steps):
    make, told = EXACT["Adagrad"], {"steps_per_execution": steps}
    assert gap(trained(plain, make, "dense"), trained(plain, make, "auto", **told)) <= 1e-6


@pytest.mark.parametrize("steps", [1, "auto"])
def test_ftrl_follows_a_rate_that_changes_and_weights_that_are_set(steps):
    found = []
    for update in ("dense", "auto"):
        model = model_of(plain, EXACT["Ftrl, l1 and l2"](), update, steps_per_execution=steps)
        changing = deepkit.callbacks.LearningRateScheduler(lambda epoch: 0.5 / (1 + epoch))
        model.fit(X, Y, epochs=3, callbacks=[changing], **QUIET)
        model.set_weights([weight + 0.5 for weight in model.get_weights()])
        model.fit(X, Y, **QUIET)
        found.append(model)
    assert gap(*found) <= 1e-6


def test_they_are_with_weights_of_samples_and_validation():
    found = []
    for update in ("dense", "auto"):
        model = model_of(plain, EXACT["Adagrad"](), update)
        weights = np.linspace(0, 2, 24)
        kept = model.fit(X, Y, sample_weight=weights, validation_data=(X, Y), **QUIET)
        found.append(kept.history["val_loss"])
    np.testing.assert_allclose(*found, rtol=1e-6)


def test_they_are_when_steps_are_run_in_python():
    make = EXACT["Adagrad"]
    # Operations that are compiled one by one round otherwise than those that are compiled at once.
    assert gap(trained(plain, make, "auto", run_eagerly=True), trained(plain, make, "auto")) <= 5e-6


def test_a_step_of_the_users_that_calls_ours_is_sparse_too():
    class Own(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.table, self.dense = layers.Embedding(ROWS, WIDTH), layers.Dense(1)

        def call(self, x):
            return self.dense(ops.mean(self.table(x), axis=1))

        def train_step(self, data):
            return super().train_step(data)

    make = EXACT["Adagrad"]
    assert is_sparse(model_of(Own, make()))
    assert gap(trained(Own, make, "dense"), trained(Own, make, "auto")) <= 1e-6


def test_under_a_mixed_policy_gradients_are_summed_in_full_precision():
    def mixed():
        return plain(dtype="mixed_bfloat16")

    model = model_of(mixed, optimizers.SGD(1.0))
    (grad,) = (g for g in gradients(model).values() if isinstance(g, RowGradient))
    assert grad.values.dtype == "float32"


def test_a_table_in_half_precision_is_as_in_the_dense_path():
    def half():
        return plain(dtype="float16")

    make = EXACT["SGD"]
    assert gap(trained(half, make, "dense"), trained(half, make, "auto")) <= 2e-3


def test_a_step_whose_gradients_are_not_finite_changes_no_row():
    model = model_of(plain, optimizers.LossScaleOptimizer(optimizers.Adagrad(0.5)))
    before = model.get_weights()
    assert is_sparse(model)
    model.set_weights(before)
    model.train_on_batch(X, np.full_like(Y, np.inf))
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


# --- when it is sparse ----------------------------------------------------------------------------


@every_exact
def test_rules_that_leave_rows_get_gradients_of_rows(make):
    assert make().updates_rows("table/embeddings")


@pytest.mark.parametrize(
    "make",
    [
        lambda: optimizers.SGD(0.5, momentum=0.5),
        lambda: optimizers.Adam(0.1),
        lambda: optimizers.SGD(0.5, weight_decay=0.1),
        lambda: optimizers.SGD(0.5, use_ema=True),
        lambda: optimizers.SGD(0.5, gradient_accumulation_steps=2),
        lambda: optimizers.Ftrl(0.5, l2_shrinkage_regularization_strength=0.1),
        lambda: optimizers.Ftrl(optimizers.schedules.ExponentialDecay(0.5, 2, 0.5)),
        lambda: optimizers.LossScaleOptimizer(optimizers.Ftrl(0.5)),
    ],
)
def test_rules_that_move_all_rows_get_dense_gradients(make):
    assert not is_sparse(model_of(plain, make()))


@pytest.mark.parametrize("build", [plain, bags, shared, masked, own, remat])
def test_tables_that_are_only_looked_up_are_sparse(build):
    assert is_sparse(model_of(build, optimizers.SGD(0.5)))


@pytest.mark.parametrize(
    "build",
    [
        tied,
        lambda: plain(embeddings_regularizer="l2"),
        lambda: plain(embeddings_constraint="non_neg"),
        lambda: plain(trainable=False),
    ],
    ids=["tied", "regularizer", "constraint", "frozen"],
)
def test_tables_that_are_read_otherwise_are_dense(build):
    assert not is_sparse(model_of(build, optimizers.SGD(0.5)))


def test_a_frozen_table_stays_as_it_is():
    model = trained(lambda: plain(trainable=False), EXACT["SGD"], "auto")
    first = model_of(lambda: plain(trainable=False), optimizers.SGD())
    np.testing.assert_array_equal(model.layers[0].embeddings, first.layers[0].embeddings)


def test_dense_switches_it_off():
    assert not is_sparse(model_of(plain, optimizers.SGD(0.5), "dense"))


def test_it_must_pay():
    wide, deep = (backend.Variable(np.zeros(shape, "f")) for shape in ((32768, 1), (8192, 16)))
    # A step takes as long as 16384 numbers of a table, an id as 16, and each number in a row as 3.
    assert pays(wide, 862)
    assert not pays(wide, 863)
    assert pays(deep, 1792)
    assert not pays(deep, 1793)


def test_short_tables_are_not_asked_about():
    small, large = (backend.Variable(np.zeros((n, 4), "f")) for n in (64, 8192))
    small.looked_up = large.looked_up = True
    given = {"a": small, "b": large, "c": backend.Variable(np.zeros((8192, 4), "f"))}
    assert list(tables_of(given, optimizers.SGD(), "auto")) == ["b"]
    assert list(tables_of(given, optimizers.Adam(), "lazy")) == ["a", "b"]


def test_a_model_that_looks_up_something_else_each_time_is_dense():
    table = backend.Variable(np.ones((8192, 4), "f"))
    calls = []

    class After:
        def __init__(self, params):
            self.params = params

    def objective(params):
        calls.append(0)
        with backend.scope([table], [params["t"]]):
            rows = backend.rows_of(table, np.arange(len(calls)))
            return ops.sum(rows), (After(params), None)

    with pytest.warns(UserWarning, match="table 't'.*cannot be told before it runs"):
        _, found = gradients_of(objective, {"t": table.value}, {"t": table}, always=True)
    assert not isinstance(found["t"], RowGradient)
    assert float(ops.sum(found["t"])) == 3 * 4


# --- lazy -----------------------------------------------------------------------------------------


def test_lazy_adam_moves_only_the_rows_of_the_batch():
    model = model_of(plain, optimizers.Adam(0.1), "lazy")
    table = np.asarray(model.layers[0].embeddings.value)
    model.train_on_batch(X, Y)
    moved = np.flatnonzero((np.asarray(model.layers[0].embeddings.value) != table).any(axis=1))
    assert set(moved) == set(X.ravel().tolist())


def test_lazy_adam_is_the_formula_on_the_rows_of_each_batch():
    random = np.random.default_rng(5)
    optimizer, table = optimizers.Adam(0.1), random.normal(size=(6, 2))
    params = {"t": backend.convert(table, "float32")}
    state, m, v = optimizer.init_state(params), np.zeros((6, 2)), np.zeros((6, 2))
    for t, rows in enumerate(([1, 4], [4, 5], [1, 5]), start=1):
        grad = random.normal(size=(2, 2)).astype("float32")
        given = RowGradient(np.array(rows, "int32"), grad)
        params, state = optimizer.apply_state({"t": given}, params, state)
        m[rows] = 0.9 * m[rows] + 0.1 * grad
        v[rows] = 0.999 * v[rows] + 0.001 * grad**2
        rate = 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        table[rows] -= rate * m[rows] / (np.sqrt(v[rows]) + 1e-7)
    np.testing.assert_allclose(params["t"], table, atol=1e-5)


def test_lazy_is_lazy_for_short_tables_and_in_python_too():
    def short():
        return deepkit.Sequential(
            [deepkit.Input((3,), dtype="int32"), layers.Embedding(8, 2), layers.Flatten()]
        )

    for eager in (False, True):
        model = model_of(short, optimizers.Adam(0.1), "lazy", run_eagerly=eager)
        before = model.get_weights()[0]
        model.train_on_batch(X[:, :] % 3, np.ones((24, 6), "f"))
        same = (model.get_weights()[0] == before).all(axis=1)
        assert same.tolist() == [False] * 3 + [True] * 5


@pytest.mark.parametrize(
    ("build", "options", "reason"),
    [
        (tied, {}, "reads it otherwise than by looking up rows"),
        (lambda: plain(embeddings_regularizer="l2"), {}, "reads it otherwise"),
        (lambda: plain(embeddings_constraint="non_neg"), {}, "optimizer cannot.*a constraint"),
        (plain, {"use_ema": True}, "the optimizer cannot update rows of it, because of `use_ema`"),
    ],
    ids=["tied", "regularizer", "constraint", "average"],
)
def test_who_asks_for_rows_is_told_why_a_table_is_updated_as_a_whole(build, options, reason):
    model = model_of(build, optimizers.Adam(0.1, **options), "lazy")
    told = rf"'lazy'` has no effect on the table '.*table/.*{reason}"
    with pytest.warns(UserWarning, match=told):
        model.train_on_batch(X, Y)


def test_what_is_neither_auto_lazy_nor_dense_is_refused():
    with pytest.raises(ValueError, match="`embeddings_update` must be"):
        plain().compile("sgd", "mse", embeddings_update="sparse")


def test_a_model_is_compiled_again_as_it_was():
    lazy = model_of(plain, optimizers.Adam(), "lazy").get_compile_config()
    assert lazy["embeddings_update"] == "lazy"
    assert "embeddings_update" not in model_of(plain, optimizers.Adam()).get_compile_config()
