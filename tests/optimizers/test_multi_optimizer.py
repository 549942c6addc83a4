"""Each variable is trained by the first optimizer whose pattern is in its path."""

import numpy as np
import pytest

from deepkit import callbacks, layers, models, saving
from deepkit.backend import Variable, convert, jit, leaves, name_scope
from deepkit.errors import NotBuiltError
from deepkit.optimizers import (
    SGD,
    Adagrad,
    Adam,
    Ftrl,
    LossScaleOptimizer,
    MultiOptimizer,
    Nadam,
    OptimizerMap,
)
from deepkit.optimizers.schedules import ExponentialDecay

START = {"deep/kernel": [1.0, -2.0], "deep/bias": [0.5], "wide/kernel": [3.0]}
X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)


def variables():
    made = []
    for path, value in START.items():
        scope, name = path.split("/")
        with name_scope(scope):
            made.append(Variable(value, name=name))
    return made


def gradients(step):
    random = np.random.default_rng(step)
    return [random.normal(size=len(v)).astype("float32") for v in START.values()]


def stepped(optimizer, own, places=slice(None), steps=4):
    for step in range(steps):
        optimizer.apply(gradients(step)[places], own)
    return [v.numpy() for v in own]


PARTS = {
    "two kinds": (lambda: Adagrad(0.1), lambda: Ftrl(0.2)),
    "equal slots": (lambda: Adam(0.1), lambda: Adam(0.01)),
    "shared slots": (lambda: Nadam(0.1), lambda: Nadam(0.01, clipnorm=0.5)),
    "schedule": (lambda: SGD(ExponentialDecay(0.1, 1, 0.5)), lambda: SGD(0.1, momentum=0.9)),
    "accumulation": (
        lambda: SGD(0.1, gradient_accumulation_steps=2),
        lambda: Adam(0.1, global_clipnorm=0.1),
    ),
    "averages": (lambda: SGD(0.1, use_ema=True, ema_momentum=0.5), lambda: SGD(0.1)),
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_steps_are_those_of_the_optimizers_alone(parts):
    deep, wide = parts
    optimizer = MultiOptimizer([("deep", deep()), ("wide", wide())])
    together, apart = variables(), variables()
    found = stepped(optimizer, together)
    expected = stepped(deep(), apart[:2], slice(2)) + stepped(wide(), apart[2:], slice(2, None))
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_first_pattern_found_counts():
    optimizer = MultiOptimizer([("kernel$", SGD(0.5)), ("deep", SGD(0.25)), ("", SGD(0.0))])
    own = variables()
    optimizer.apply([[1.0, 1.0], [1.0], [1.0]], own)
    assert [v.numpy().tolist() for v in own] == [[0.5, -2.5], [0.25], [2.5]]


def test_the_pure_face_does_the_same_compiled():
    optimizer = MultiOptimizer([("deep", Adam(0.1)), ("wide", Ftrl(0.1))])
    params = {key: convert(np.float32(value)) for key, value in START.items()}
    state, step = optimizer.init_state(params), jit(optimizer.apply_state)
    for count in range(4):
        grads = dict(zip(START, gradients(count), strict=True))
        params, state = step(grads, params, state)
    held = MultiOptimizer([("deep", Adam(0.1)), ("wide", Ftrl(0.1))])
    for key, expected in zip(START, stepped(held, variables()), strict=True):
        np.testing.assert_allclose(params[key], expected, rtol=1e-6)
    assert int(state["iterations"]) == int(state["inner"]["1"]["iterations"]) == 4
    assert len(leaves(state)) == len(leaves(held.state_variables()))


def test_calls_are_counted_once():
    optimizer = MultiOptimizer([("deep", SGD()), ("", SGD())])
    stepped(optimizer, variables(), steps=3)
    assert int(optimizer.iterations) == 3
    assert [int(part.iterations) for part in optimizer.optimizers] == [3, 3]


def test_keys_lead_to_the_paths_of_the_variables_it_was_built_on():
    optimizer = MultiOptimizer([("deep", SGD(0.5)), ("wide", SGD(0.25))])
    optimizer.build(dict(zip("abc", variables(), strict=True)))
    params = {key: np.float32([0.0]) for key in "abc"}
    grads = {key: np.float32([1.0]) for key in "abc"}
    moved, _ = optimizer.apply_state(grads, params, optimizer.init_state(params))
    assert [float(moved[key][0]) for key in "abc"] == [-0.5, -0.5, -0.25]


def test_an_optimizer_may_have_no_variable_yet():
    optimizer = MultiOptimizer([("deep", Adam(0.1)), ("other", Nadam(0.1, global_clipnorm=1.0))])
    own = variables()[:2]
    found = stepped(optimizer, own, slice(2))
    for a, b in zip(found, stepped(Adam(0.1), variables()[:2], slice(2)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_constraints_reach_the_variables():
    optimizer = MultiOptimizer([("deep", SGD(1.0)), ("wide", SGD(1.0))])
    own = dict(zip("abc", variables(), strict=True))
    optimizer.build(own, {"c": lambda x: x * 0 + 7})
    optimizer.apply([[0.0, 0.0], [0.0], [0.0]], list(own.values()))
    assert [v.numpy().tolist() for v in own.values()] == [[1.0, -2.0], [0.5], [7.0]]


def test_weight_decay_leaves_alone_what_it_is_told_to():
    parts = [("deep", SGD(1.0, weight_decay=0.5)), ("wide", SGD(1.0, weight_decay=0.5))]
    optimizer, own = MultiOptimizer(parts), variables()
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply([[0.0, 0.0], [0.0], [0.0]], own)
    assert [v.numpy().tolist() for v in own] == [[0.5, -1.0], [0.5], [1.5]]


def test_averages_are_those_of_each_optimizer():
    parts = [("deep", SGD(1.0, use_ema=True, ema_momentum=0.5)), ("wide", SGD(1.0))]
    optimizer, own = MultiOptimizer(parts), variables()
    for _ in range(2):
        optimizer.apply([[1.0, 1.0], [1.0], [1.0]], own)
    params = {v.path: v.value for v in own}
    state = {"inner": {"0": {"average": {k: p * 0 for k, p in params.items()}}, "1": {}}}
    final = optimizer.finalize_state(params, state)
    optimizer.finalize_variable_values(own)
    assert [v.numpy().tolist() for v in own] == [[-0.5, -3.5], [-1.0], [1.0]]
    assert [v.tolist() for v in final.values()] == [[0.0, 0.0], [0.0], [1.0]]


def test_there_is_no_learning_rate_of_all():
    optimizer = MultiOptimizer([("deep", SGD(0.5)), ("wide", SGD(0.25))])
    with pytest.raises(AttributeError, match=r"Read `optimizer.optimizers\[0\].learning_rate`"):
        _ = optimizer.learning_rate
    with pytest.raises(AttributeError, match=r"set to 0.1: .* Set `optimizer.optimizers\[0\]"):
        optimizer.learning_rate = 0.1
    assert [float(part.learning_rate) for part in optimizer.optimizers] == [0.5, 0.25]


def test_a_variable_that_no_pattern_fits_is_named():
    optimizer = MultiOptimizer([("deep", SGD())])
    with pytest.raises(ValueError, match=r"found in 'wide/kernel', the path.*\(\"\", optimizer\)"):
        optimizer.build(variables())
    assert not optimizer.built
    with pytest.raises(ValueError, match=r"found in 'x'"):
        optimizer.init_state({"x": np.float32([1.0])})


def test_a_map_tells_the_optimizers_by_whole_paths():
    optimizer = MultiOptimizer(OptimizerMap(SGD(0.25), {"deep/.*": SGD(0.5), "wide": SGD(1.0)}))
    own = variables()
    optimizer.apply([[1.0, 1.0], [1.0], [1.0]], own)
    assert [v.numpy().tolist() for v in own] == [[0.5, -2.5], [0.0], [2.75]]


def test_a_function_may_choose():
    kernels = SGD(0.5)

    def choose(v):
        return kernels if v.name == "kernel" else SGD(0.25)

    optimizer, own = MultiOptimizer(choose), variables()
    with pytest.raises(NotBuiltError, match="needs the variables"):
        optimizer.init_state({"x": np.float32([1.0])})
    for _ in range(2):
        optimizer.apply([[1.0, 1.0], [1.0], [1.0]], own)
    assert [v.numpy().tolist() for v in own] == [[0.0, -3.0], [0.0], [2.0]]
    assert len(optimizer.optimizers) == 2


def test_one_optimizer_may_stand_there_twice():
    both = SGD(0.5)
    optimizer, own = MultiOptimizer([("deep", both), ("wide", both)]), variables()
    optimizer.apply([[1.0, 1.0], [1.0], [1.0]], own)
    assert [v.numpy().tolist() for v in own] == [[0.5, -2.5], [0.0], [2.5]]
    assert (optimizer.optimizers, int(both.iterations)) == ([both], 1)


def test_all_divide_by_the_factor_that_the_loss_is_scaled_by():
    optimizer = MultiOptimizer([("deep", SGD(1.0)), ("", SGD(1.0))], loss_scale_factor=4.0)
    own = variables()
    optimizer.apply([[4.0, 4.0], [4.0], [4.0]], own)
    assert float(optimizer.scale_loss(1.0)) == 4.0
    assert [v.numpy().tolist() for v in own] == [[0.0, -3.0], [-0.5], [2.0]]


def test_others_that_hold_optimizers_stay_outside():
    with pytest.raises(ValueError, match="must not hold another one"):
        MultiOptimizer(OptimizerMap(MultiOptimizer([("", SGD())])))
    with pytest.raises(ValueError, match="scales the loss"):
        MultiOptimizer(lambda _: LossScaleOptimizer(SGD())).build(variables())
    with pytest.raises(TypeError, match="The optimizer of a variable must be an `Optimizer`"):
        MultiOptimizer(lambda _: "sgd").build(variables())


def compiled(optimizer=None):
    """Return a model with a deep and a wide part."""
    x = layers.Input((3,))
    deep = layers.Dense(1, name="deep_b")(layers.Dense(4, activation="tanh", name="deep_a")(x))
    model = models.Model(x, layers.Add()([deep, layers.Dense(1, name="wide")(x)]))
    random = np.random.default_rng(1)
    model.set_weights([random.normal(size=w.shape) for w in model.get_weights()])
    pairs = [("deep", Adam(0.05)), ("wide", Ftrl(0.5, l1_regularization_strength=0.01))]
    model.compile(optimizer or MultiOptimizer(pairs), "mse")
    return model


def fitted(model, epochs, **options):
    model.fit(X, Y, batch_size=4, epochs=epochs, shuffle=False, verbose=0, **options)
    return model


def test_a_model_is_trained_by_all_of_them():
    model = compiled()
    before = model.get_weights()
    losses = fitted(model, 10).history.history["loss"]
    assert losses[-1] < losses[0] / 2
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    assert int(model.optimizer.iterations) == 50


def test_training_goes_on_from_a_file_as_if_it_had_not_stopped(tmp_path):
    stopped, straight = fitted(compiled(), 1), fitted(compiled(), 2)
    stopped.save(tmp_path / "model.keras")
    again = saving.load_model(tmp_path / "model.keras")
    assert again.optimizer.get_config() == stopped.optimizer.get_config()
    fitted(again, 1)
    for a, b in zip(again.get_weights(), straight.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(again.optimizer.variables, straight.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_a_model_that_was_not_trained_yet_comes_back_too(tmp_path):
    model = compiled()
    model.save(tmp_path / "model.keras")
    again = saving.load_model(tmp_path / "model.keras")
    for a, b in zip(fitted(again, 1).get_weights(), fitted(model, 1).get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_learning_rate_set_after_compilation_takes_effect():
    model = fitted(compiled(), 1)
    before = {w.path: w.numpy() for w in model.weights}
    model.optimizer.optimizers[0].learning_rate = 0.0
    fitted(model, 1)
    moved = {w.path.split("/")[0] for w in model.weights if (w.numpy() != before[w.path]).any()}
    assert moved == {"wide"}


def test_callbacks_see_the_learning_rate_of_each():
    model = compiled()
    halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    history = fitted(model, 2, callbacks=[halving]).history.history
    names = [f"learning_rate_{part.name}" for part in model.optimizer.optimizers]
    assert [history[name] for name in names] == [pytest.approx([0.025, 0.0125]), [0.25, 0.125]]


def test_the_loss_can_be_scaled_around_it(tmp_path):
    pairs = [("deep", Adam(0.05)), ("wide", Ftrl(0.5))]
    model = compiled(LossScaleOptimizer(MultiOptimizer(pairs), initial_scale=4.0))
    plain = compiled(MultiOptimizer([("deep", Adam(0.05)), ("wide", Ftrl(0.5))]))
    for a, b in zip(fitted(model, 1).get_weights(), fitted(plain, 1).get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    model.save(tmp_path / "model.keras")
    again = saving.load_model(tmp_path / "model.keras")
    assert again.optimizer.get_config() == model.optimizer.get_config()
