"""Training, testing and predicting give what Keras gives, whatever form the data has."""

import keras
import numpy as np
import pytest

import deepkit
from deepkit.errors import DataError, DeepkitError, NotCompiledError, ShapeError
from tests.training._twins import LABELS, WEIGHTS, X, Y, dense, gap, logged, twins, weights_of

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}
CLOSE = {"rtol": 1e-5, "atol": 1e-6}


class Trained:
    """One compiled model that every test starts from the same weights."""

    def __init__(self):
        self.model, self.peer = twins(dense)
        self.start = self.model.get_weights()
        for package, model in ((deepkit, self.model), (keras, self.peer)):
            model.compile(package.optimizers.SGD(0.1), "mse", metrics=["mae"])

    def fit(self, *data, **options):
        self.model.set_weights(self.start)
        history = self.model.fit(*data, **{**QUIET, **options})
        return history, self.model.get_weights()

    def peer_fit(self, *data, **options):
        self.peer.set_weights(self.start)
        history = self.peer.fit(*data, **{**QUIET, **options})
        return history, weights_of(self.peer)


@pytest.fixture(scope="module")
def trained():
    """Return a model to train again and again."""
    return Trained()


def same(found, expected):
    """Assert that two histories and two lists of weights agree."""
    assert list(found[0].history) == list(expected[0].history)
    assert found[0].epoch == expected[0].epoch
    np.testing.assert_allclose(logged(found[0].history), logged(expected[0].history), **CLOSE)
    for ours, theirs in zip(found[1], expected[1], strict=True):
        np.testing.assert_allclose(ours, theirs, **CLOSE)


VALID = (X[:5] + 1, Y[:5])
OPTIONS = {
    "epochs": {"epochs": 2},
    "one batch": {"batch_size": 10},
    "sample weights": {"sample_weight": WEIGHTS},
    "sample weights in a column": {"sample_weight": WEIGHTS[:, None]},
    "a part for validation": {"validation_split": 0.33},
    "validation data": {"validation_data": VALID, "epochs": 2},
    "weighted validation data": {"validation_data": (*VALID, WEIGHTS[:5])},
    "validation now and then": {"validation_data": VALID, "epochs": 4, "validation_freq": 3},
    "validation when listed": {"validation_data": VALID, "epochs": 3, "validation_freq": [1, 3]},
    "batches of validation": {
        "validation_data": VALID,
        "validation_batch_size": 2,
        "validation_steps": 2,
    },
    "later epochs": {"initial_epoch": 2, "epochs": 4},
    "no epoch": {"initial_epoch": 2, "epochs": 2},
    "steps that say the batch size": {"batch_size": None, "steps_per_epoch": 3},
}


@pytest.mark.parametrize("case", OPTIONS)
def test_fit_is_that_of_keras(case, trained):
    same(trained.fit(X, Y, **OPTIONS[case]), trained.peer_fit(X, Y, **OPTIONS[case]))


def test_history_is_that_of_keras(trained):
    (ours, _), (theirs, _) = trained.fit(X, Y, epochs=2), trained.peer_fit(X, Y, epochs=2)
    assert ours.params == theirs.params
    assert trained.model.history is ours
    assert {type(value) for values in ours.history.values() for value in values} == {float}


def test_the_loss_of_an_epoch_counts_rows_not_batches(trained):
    history, _ = trained.fit(X, Y, batch_size=8, callbacks=[_Freeze()])
    trained.model.set_weights(trained.start)
    expected = np.mean((trained.model.predict(X, verbose=0) - Y) ** 2)
    assert history.history["loss"] == [pytest.approx(expected, rel=1e-5)]


class _Freeze(deepkit.callbacks.Callback):
    """Undo each step, so that all batches meet the same weights."""

    def on_train_begin(self, logs=None):
        self.weights = self.model.get_weights()

    def on_train_batch_end(self, batch, logs=None):
        self.model.set_weights(self.weights)


# --- forms of data ------------------------------------------------------------------------------


class Batches(deepkit.utils.PyDataset):
    """The ten rows in batches of four."""

    def __len__(self):
        return 3

    def __getitem__(self, index):
        rows = slice(4 * index, 4 * index + 4)
        return X[rows], Y[rows]


class Walked:
    """An iterable that is neither a generator nor a sequence."""

    def __iter__(self):
        dataset = Batches()
        return iter([dataset[i] for i in range(3)])


def _pandas():
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(X), pandas.Series(Y[:, 0])


def _torch():
    torch = pytest.importorskip("torch")
    return torch.from_numpy(X), torch.from_numpy(Y)


def _loader():
    torch = pytest.importorskip("torch")
    data = torch.utils.data.TensorDataset(torch.from_numpy(X), torch.from_numpy(Y))
    return (torch.utils.data.DataLoader(data, batch_size=4),)


FORMS = {
    "float64": lambda: (X.astype("float64"), Y.astype("float64")),
    "lists of numbers": lambda: (X.tolist(), Y.tolist()),
    "jax": lambda: (deepkit.ops.convert_to_tensor(X), deepkit.ops.convert_to_tensor(Y)),
    "targets in a row": lambda: (X, Y[:, 0]),
    "a dict": lambda: ({"x": X}, {"out": Y}),
    "a list": lambda: ([X], [Y]),
    "pandas": _pandas,
    "torch": _torch,
    "a generator": lambda: ((batch for batch in Walked()),),
    "an iterable": lambda: (Walked(),),
    "a PyDataset": lambda: (Batches(),),
    "a DataLoader": _loader,
}


@pytest.fixture(scope="module")
def expected(trained):
    """Return what training on NumPy arrays gives, which other tests hold to Keras."""
    return trained.fit(X, Y)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_data_trains_alike(form, trained, expected):
    same(trained.fit(*FORMS[form]()), expected)


def test_a_generator_goes_on_through_the_epochs(trained):
    expected = trained.fit(X, Y, epochs=2)
    endless = (batch for _ in range(9) for batch in Batches())
    same(trained.fit(endless, epochs=2, steps_per_epoch=3), expected)


def test_weights_in_a_generator_count(trained):
    batches = [(X[i : i + 4], Y[i : i + 4], WEIGHTS[i : i + 4]) for i in (0, 4, 8)]
    same(trained.fit(batch for batch in batches), trained.fit(X, Y, sample_weight=WEIGHTS))


def test_a_generator_that_runs_out_warns_and_ends(trained):
    with pytest.warns(UserWarning, match="Your input ran out of data"):
        history, _ = trained.fit((batch for batch in Batches()), epochs=3, steps_per_epoch=2)
    assert history.epoch == [0, 1]


def test_validation_data_that_is_walked_only_once_is_said_to_be_gone(trained):
    with pytest.warns(UserWarning, match="`validation_data` is at its end"):
        history, _ = trained.fit(X, Y, validation_data=(b for b in Batches()), epochs=2)
    assert len(history.history["val_loss"]) == 1


def test_shuffling_takes_another_order_in_each_epoch_and_the_same_after_a_seed(trained):
    found = []
    for seed in (1, 1, 2):
        deepkit.utils.set_random_seed(seed)
        found.append(trained.fit(X, Y, epochs=2, shuffle=True)[1])
    assert all((a == b).all() for a, b in zip(found[0], found[1], strict=True))
    assert any((a != b).any() for a, b in zip(found[0], found[2], strict=True))


# --- targets, weights, structures ---------------------------------------------------------------


def test_class_weights_are_those_of_keras():
    ours, theirs = twins(dense, 3, "softmax")
    told = {"class_weight": {0: 0.5, 2: 3.0}, **QUIET}
    losses = []
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
        losses.append(model.fit(X, LABELS, **told).history["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-5)
    assert gap(ours, theirs) < 1e-6


def test_weights_for_steps_of_sequences_are_those_of_keras():
    def build(k):
        x = k.Input((3, 2))
        return k.Model(x, k.layers.Dense(1)(x))

    ours, theirs = twins(build)
    x = X[:, :3, None] * np.ones(2, "float32")
    weights = np.abs(X[:, 1:])
    losses = []
    for package, model in ((deepkit, ours), (keras, theirs)):
        model.compile(package.optimizers.SGD(0.1), "mse", weighted_metrics=["mae"])
        history = model.fit(x, x[..., :1] + 1, sample_weight=weights, **QUIET)
        losses.append([history.history["loss"], history.history["mae"]])
    np.testing.assert_allclose(*losses, rtol=1e-5)
    assert gap(ours, theirs) < 1e-6


def test_predictions_have_the_structure_of_the_outputs():
    x = deepkit.Input((4,))
    model = deepkit.Model(x, {"sum": deepkit.ops.sum(x, axis=1), "pair": (x, [x * 2])})
    found = model.predict(X, batch_size=4, verbose=0)
    np.testing.assert_allclose(found["sum"], X.sum(1), rtol=1e-6)
    first, [second] = found["pair"]
    assert (first == X).all()
    assert (second == X * 2).all()
    assert isinstance(first, np.ndarray)


def test_inputs_and_outputs_may_be_nested():
    class Sums(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.layer = deepkit.layers.Dense(1)

        def call(self, x):
            total = x["one"] + sum(x["more"])
            return {"deep": [self.layer(total), total]}

    model = Sums()
    model.compile("sgd", {"deep": ["mse", None]})
    x = {"one": X, "more": (X, 2 * X)}
    history = model.fit(x, {"deep": [Y, X]}, validation_split=0.2, **QUIET).history
    assert list(history) == ["loss", "val_loss"]
    np.testing.assert_allclose(model.predict(x, verbose=0)["deep"][1], 4 * X, rtol=1e-6)


def test_predictions_can_be_written_to(trained):
    for predictions in (trained.model.predict(X, verbose=0), trained.model.predict_on_batch(X)):
        predictions[0] = 5.0
        assert predictions[0, 0] == 5.0


def test_targets_in_the_batches_are_left_alone_by_predict(trained):
    expected = trained.model.predict(X, verbose=0)
    np.testing.assert_allclose(trained.model.predict(Batches(), verbose=0), expected, **CLOSE)
    assert trained.model.predict(X, batch_size=4, steps=2, verbose=0).shape == (8, 1)


# --- a batch at a time --------------------------------------------------------------------------


@pytest.mark.parametrize("return_dict", [False, True])
def test_steps_on_batches_are_those_of_keras(return_dict, trained):
    found = []
    for model in (trained.model, trained.peer):
        model.set_weights(trained.start)
        first = model.train_on_batch(X, Y, sample_weight=WEIGHTS, return_dict=return_dict)
        second = model.train_on_batch(X, Y, return_dict=return_dict)
        judged = model.test_on_batch(X, Y, return_dict=return_dict)
        found.append([first, second, judged])
    for ours, theirs in zip(*found, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-5)
    assert gap(trained.model, trained.peer) < 1e-6


def test_a_step_on_a_batch_leaves_arrays_that_users_hold_alone(trained):
    held = [weight.value for weight in trained.model.weights]
    before = [np.array(array) for array in held]
    trained.model.train_on_batch(X, Y)
    trained.model.fit(X, Y, **QUIET)
    assert all((a == b).all() for a, b in zip(held, before, strict=True))


def test_a_loss_alone_is_returned_as_a_number():
    model = dense(deepkit)
    model.compile("sgd", "mse")
    assert isinstance(model.evaluate(X, Y, verbose=0), float)
    assert isinstance(model.train_on_batch(X, Y), float)


# --- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "another rank": ((X[..., None, None], Y), {}, ShapeError, r"Input 'x' .* must have shape"),
    "other features": ((X[:, :3], Y), {}, ShapeError, r"shape \(None, 4\), got \(4, 3\)"),
    "text": ((X.astype(str), Y), {}, DataError, "`x` must hold numbers, got dtype <U"),
    "text targets": ((X, Y.astype(str)), {}, DataError, "`y` must hold numbers, got dtype <U"),
    "other lengths": ((X, Y[:7]), {}, DataError, "same number of rows, got x: 10; y: 7"),
    "NaN": ((X, Y * np.nan), {}, DataError, "`y` holds NaN or infinite values in 10 of 10 rows"),
    "no rows": ((X[:0], Y[:0]), {}, DataError, "`x` is empty"),
    "no data": ((), {}, DataError, "`x` must be arrays, .* got None"),
    "no targets": ((X,), {}, DataError, "`y` must be given: the model was compiled with a loss or"),
    "targets twice": ((Walked(), Y), {}, DataError, "`y` must not be passed when `x` is a Walked"),
    "a missing input": (({"z": X}, Y), {}, DataError, "needs the inputs 'x', .* not given 'x'"),
    "two inputs": (([X, X], Y), {}, DataError, r"has 1 inputs \(x\), got 2"),
    "two targets": ((X, [Y, Y]), {}, DataError, r"each of the 1 outputs \(out\), got 2"),
    "epochs": ((X, Y), {"epochs": -1}, ValueError, "`epochs` must be a whole number >= 0"),
    "first epoch": ((X, Y), {"initial_epoch": 0.5}, ValueError, "`initial_epoch` must be a whole"),
    "batch size": ((X, Y), {"batch_size": 0}, ValueError, "`batch_size` must be a whole number"),
    "steps": ((X, Y), {"steps_per_epoch": 0}, ValueError, "`steps_per_epoch` must be a whole"),
    "verbose": ((X, Y), {"verbose": 3}, ValueError, "`verbose` must be one of 'auto', 0, 1, 2"),
    "callbacks": ((X, Y), {"callbacks": [print]}, TypeError, "must hold Callback objects"),
    "shuffle": ((X, Y), {"shuffle": "bach"}, ValueError, "`shuffle` .* Did you mean 'batch'"),
    "split": ((X, Y), {"validation_split": 1.5}, DataError, "above 0 and below 1, got 1.5"),
    "parts of validation": (
        *((X, Y), {"validation_data": (X,)}),
        *(DataError, r"`validation_data` must be `\(x, y\)`, .* got 1 parts"),
    ),
    "NaN in validation": (
        *((X, Y), {"validation_data": (X, Y * np.nan)}),
        *(DataError, "`validation_data` holds NaN"),
    ),
    "frequency": (
        *((X, Y), {"validation_data": VALID, "validation_freq": 0}),
        *(ValueError, "`validation_freq` must be a whole number >= 1, got 0"),
    ),
    "validation batches": (
        *((X, Y), {"validation_data": VALID, "validation_batch_size": 0}),
        *(ValueError, "`validation_batch_size` must be a whole number >= 1, got 0"),
    ),
    "weights of another length": (
        *((X, Y), {"sample_weight": WEIGHTS[:3]}),
        *(DataError, "sample_weight: 3"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_and_leaves_the_model_as_it_was(case, trained):
    data, options, kind, match = REFUSED[case]
    trained.model.set_weights(trained.start)
    with pytest.raises(kind, match=match):
        trained.model.fit(*data, **{**QUIET, **options})
    after = trained.model.get_weights()
    assert all((a == b).all() for a, b in zip(after, trained.start, strict=True))


def test_a_model_that_refused_data_still_trains(trained, expected):
    for data in ((X[:, :3], Y), (X, [Y, Y]), (X.astype(str), Y)):
        with pytest.raises(DeepkitError):
            trained.model.fit(*data, **QUIET)
    same(trained.fit(X, Y), expected)


def test_a_model_that_was_never_fit_refuses_data_and_still_trains(trained, expected):
    model = dense(deepkit)
    model.compile(deepkit.optimizers.SGD(0.1), "mse", metrics=["mae"])
    model.set_weights(trained.start)
    for bad in ((X[:, :3], Y), (X[:, :3],), (X, None)):
        with pytest.raises(DeepkitError):
            model.fit(*bad, **QUIET)
    same((model.fit(X, Y, **QUIET), model.get_weights()), expected)


def test_an_uncompiled_model_is_refused():
    model = dense(deepkit)
    for call in (model.fit, model.evaluate, model.train_on_batch, model.test_on_batch):
        with pytest.raises(NotCompiledError, match=r"not compiled\. Call `model.compile"):
            call(X, Y)
    assert model.predict(X, verbose=0).shape == (10, 1)
