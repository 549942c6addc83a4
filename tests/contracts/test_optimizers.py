"""Every public optimizer, pushed through every check; most of them against Keras."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import keras
import numpy as np
import optax
import pytest

from deepkit import backend, optimizers
from deepkit.backend import Variable, jit, leaves, map_structure

# Keras's own `numpy()` is warned of by NumPy.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SHAPES = {"s": (), "v": (3,), "m": (4, 3)}
SCALES = (1.0, 1e-3, 1e-6, 0.0)
STEPS = 30


@dataclass(frozen=True)
class Row:
    """One optimizer with one set of options.

    `tolerance` is for the weights and `state_tolerance` for the state, relative to Keras's; below
    the floor (1e-3 for the weights) to the floor.
    """

    name: str
    options: dict[str, Any]
    tolerance: float = 1e-6
    state_tolerance: float = 1e-6
    state_floor: float = 1e-6

    def make(self, library: Any, **more: Any) -> Any:
        """Return the optimizer, of deepkit or of Keras."""
        if self.name == "Optax":
            return optimizers.Optax(optax.sgd(0.01, momentum=0.9), **more)
        if self.name == "LossScaleOptimizer":
            outer = {"name": more.pop("name", None), **self.options}
            inner = library.Adam(learning_rate=0.01, name="inner", **more)
            return library.LossScaleOptimizer(inner, **outer)
        if self.name == "MultiOptimizer":
            name = more.pop("name", None)
            inner = {"v": library.Adam(0.01, name="adam", **more)}
            rest = library.SGD(0.01, momentum=0.9, name="sgd", **more)
            return library.MultiOptimizer(library.OptimizerMap(rest, inner), name=name)
        return getattr(library, self.name)(learning_rate=0.01, **self.options, **more)

    def __str__(self) -> str:
        return "-".join([self.name, *(f"{k}={v}" for k, v in self.options.items())])


# Keras takes 1 - beta in float32: of 0.999 that is 1.3e-5 off, of 0.99 1e-6. Ours is exact.
ROUNDED = {"tolerance": 1e-5, "state_tolerance": 2e-5, "state_floor": 1e-3}
ROWS = [
    Row("Adadelta", {}),
    Row("Adadelta", {"rho": 0.8, "epsilon": 1e-3}),
    Row("Adafactor", {}),
    Row("Adafactor", {"relative_step": False, "clip_threshold": 0.5, "beta_2_decay": -0.5}),
    Row("Adagrad", {}),
    Row("Adagrad", {"initial_accumulator_value": 0.0, "epsilon": 1e-3}),
    Row("Adam", {}),
    Row("Adam", {"amsgrad": True, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    Row("AdamW", {}),
    Row("AdamW", {"amsgrad": True, "weight_decay": 0.1}),
    Row("Adamax", {}),
    Row("Ftrl", {}),
    Row("Ftrl", {"learning_rate_power": -0.7, "l1_regularization_strength": 0.01, "beta": 0.1}),
    Row(
        "Ftrl",
        {"l2_regularization_strength": 0.1, "l2_shrinkage_regularization_strength": 0.1},
    ),
    Row("Lamb", {}),
    Row("Lion", {}, **ROUNDED),
    Row("LossScaleOptimizer", {}),
    Row("LossScaleOptimizer", {"initial_scale": 8.0, "dynamic_growth_steps": 4}),
    Row("MultiOptimizer", {}),
    Row("Nadam", {}, **ROUNDED),
    Row("Optax", {}),
    Row("RMSprop", {}),
    Row("RMSprop", {"momentum": 0.9}),
    Row("RMSprop", {"momentum": 0.5, "centered": True, "rho": 0.8}),
    Row("SGD", {}),
    Row("SGD", {"momentum": 0.9}),
    Row("SGD", {"momentum": 0.9, "nesterov": True}),
]
KERAS_ROWS = [row for row in ROWS if row.name != "Optax"]
# Those whose rule looks at more than a row, or is somebody else's.
WHOLE = {"Adafactor", "Lamb", "LossScaleOptimizer", "MultiOptimizer", "Optax"}

every_row = pytest.mark.parametrize("row", ROWS, ids=str)
every_keras_row = pytest.mark.parametrize("row", KERAS_ROWS, ids=str)
OPTIONS = [
    {"clipnorm": 0.5},
    {"clipvalue": 0.1},
    {"global_clipnorm": 0.5},
    {"weight_decay": 0.1},
    {"use_ema": True, "ema_momentum": 0.8},
    {"use_ema": True, "ema_overwrite_frequency": 3},
    {"loss_scale_factor": 4.0},
    {"gradient_accumulation_steps": 4},
    {"gradient_accumulation_steps": 3, "clipnorm": 0.5, "weight_decay": 0.1},
    {"gradient_accumulation_steps": 2, "use_ema": True, "ema_overwrite_frequency": 2},
]
every_option = pytest.mark.parametrize("options", OPTIONS, ids=str)


def weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    return {k: np.asarray(random.normal(size=s), "float32") for k, s in SHAPES.items()}


def gradients(steps: int = STEPS) -> list[dict[str, np.ndarray]]:
    """Return gradients of each scale in each variable, zeros among them."""
    random = np.random.default_rng(2)
    return [
        {
            key: np.asarray(random.normal(size=shape) * SCALES[(t + i) % len(SCALES)], "float32")
            for i, (key, shape) in enumerate(SHAPES.items())
        }
        for t in range(steps)
    ]


def ours(optimizer: Any, steps: int = STEPS) -> list[Variable]:
    """Return the Variables after Keras's way of applying gradients."""
    variables = [Variable(value, name=key) for key, value in weights().items()]
    for grads in gradients(steps):
        optimizer.apply(grads.values(), variables)
    return variables


def theirs(optimizer: Any, steps: int = STEPS) -> list[keras.Variable]:
    """Return Keras's own Variables after the same gradients."""
    variables = [keras.Variable(value, name=key) for key, value in weights().items()]
    # Keras mixes dtypes when it overwrites weights by averages.
    with jax.numpy_dtype_promotion("standard"):
        optimizer.build(variables)
        branches = optimizer.gradient_accumulation_steps or hasattr(optimizer, "dynamic_scale")
        apply = compiled(optimizer) if branches else optimizer.apply
        for grads in gradients(steps):
            apply(list(grads.values()), variables)
    return variables


def compiled(optimizer: Any) -> Callable[..., None]:
    """Return Keras's `apply`, compiled: eagerly its branches are slow, or leak tracers."""
    step = jax.jit(optimizer.stateless_apply)

    def apply(grads: list[np.ndarray], variables: list[keras.Variable]) -> None:
        own = optimizer.variables
        after = step([v.value for v in own], grads, [v.value for v in variables])
        for variable, value in zip([*variables, *own], [*after[0], *after[1]], strict=True):
            variable.assign(value)

    return apply


def pure(optimizer: Any, call: Callable[..., Any], steps: int = 3) -> tuple[Any, Any]:
    """Return parameters and state after pure calls."""
    params = map_structure(backend.convert, weights())
    state = optimizer.init_state(params)
    for grads in gradients(steps):
        params, state = call(grads, params, state)
    return params, state


def assert_close(found: Any, expected: Any, tolerance: float, floor: float = 1e-3) -> None:
    """Compare arrays; below `floor` the difference counts instead of the ratio."""
    for a, b in zip(found, expected, strict=True):
        a, b = (x.numpy() if hasattr(x, "numpy") else np.asarray(x) for x in (a, b))
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance * floor)


def test_every_optimizer_has_a_row():
    classes = {n for n in optimizers.__all__ if isinstance(getattr(optimizers, n), type)}
    assert {row.name for row in ROWS} == classes - {"Optimizer", "OptimizerMap", "RowGradient"}


@every_keras_row
def test_thirty_updates_are_those_of_keras(row):
    mine, keras_own = row.make(optimizers), row.make(keras.optimizers)
    found, expected = ours(mine), theirs(keras_own)
    assert_close(found, expected, row.tolerance)
    assert_close(mine.variables, keras_own.variables, row.state_tolerance, row.state_floor)


@every_option
@pytest.mark.parametrize("name", ["Adam", "SGD"])
def test_thirty_calls_with_options_are_those_of_keras(name, options):
    row = Row(name, {"momentum": 0.9} if name == "SGD" else {})
    mine, keras_own = row.make(optimizers, **options), row.make(keras.optimizers, **options)
    found, expected = ours(mine), theirs(keras_own)
    assert_close(found, expected, 2e-6)
    assert_close(mine.variables, keras_own.variables, 2e-6, floor=1e-2)  # where sums cancel
    assert int(mine.iterations) == int(keras_own.iterations)


@pytest.mark.parametrize("schedule", ["CosineDecay", "InverseTimeDecay", "ExponentialDecay"])
def test_schedules_see_the_calls_that_keras_shows_them(schedule):
    options = {"initial_learning_rate": 0.1, "decay_steps": 10}
    options |= {} if schedule == "CosineDecay" else {"decay_rate": 0.5}

    def make(library):
        rate = getattr(library.schedules, schedule)(**options)
        return library.SGD(rate, gradient_accumulation_steps=2)

    assert_close(ours(make(optimizers)), theirs(make(keras.optimizers)), 1e-6)


@every_keras_row
@pytest.mark.parametrize("use_ema", [False, True])
@pytest.mark.parametrize("accumulate", [None, 2])
def test_variables_stand_in_the_order_of_keras(row, use_ema, accumulate):
    more = {"use_ema": use_ema, "gradient_accumulation_steps": accumulate}
    mine, keras_own = row.make(optimizers, **more), row.make(keras.optimizers, **more)
    mine.build([Variable(value, name=key) for key, value in weights().items()])
    keras_own.build([keras.Variable(value, name=key) for key, value in weights().items()])
    found = [(v.shape, v.dtype) for v in mine.variables]
    assert found == [(tuple(v.shape), v.dtype) for v in keras_own.variables]
    state = mine.state_variables()
    state.pop("settled", None)  # no file has it
    assert {id(v) for v in leaves(state)} == {id(v) for v in mine.variables}


@every_keras_row
def test_the_state_crosses_to_keras_and_back(row):
    mine, keras_own = row.make(optimizers), row.make(keras.optimizers)
    ours(mine, steps=5), theirs(keras_own, steps=5)
    before = [v.numpy() for v in keras_own.variables]
    there, back = {}, {}
    mine.save_own_variables(there)
    keras_own.load_own_variables(there)
    assert_close(before, keras_own.variables, row.state_tolerance, row.state_floor)
    keras_own.save_own_variables(back)
    again = row.make(optimizers)
    again.build([Variable(value, name=key) for key, value in weights().items()])
    again.load_own_variables(back)
    assert_close(again.variables, mine.variables, 0.0)


@every_keras_row
def test_its_config_is_that_of_keras(row):
    written = optimizers.serialize(row.make(optimizers, name="mine"))
    assert written == keras.optimizers.serialize(row.make(keras.optimizers, name="mine"))
    # Not `keras.optimizers.deserialize`, which lacks Lamb; a copy, of which it takes things out.
    again = keras.saving.deserialize_keras_object(copy.deepcopy(written))
    assert again.get_config() == written["config"]


@every_keras_row
def test_its_config_makes_it_again(row):
    optimizer = row.make(optimizers)
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.get_config() == optimizer.get_config()
    assert_close(ours(again, steps=2), ours(optimizer, steps=2), 0.0)


@every_row
def test_both_faces_do_the_same(row):
    optimizer = row.make(optimizers)
    found, state = pure(row.make(optimizers), row.make(optimizers).apply_state)
    assert_close([found[key] for key in SHAPES], ours(optimizer, steps=3), 0.0)
    held = map_structure(lambda v: v.value, optimizer.state_variables())
    assert_close(leaves(state), leaves(held), 0.0)


@every_row
def test_compiled_it_does_what_it_does_eagerly(row):
    optimizer = row.make(optimizers, use_ema=True, gradient_accumulation_steps=2)
    found, compiled = (
        pure(optimizer, f) for f in (optimizer.apply_state, jit(optimizer.apply_state))
    )
    assert_close(leaves(found), leaves(compiled), 1e-5, floor=1e-6)


@every_row
def test_it_can_be_used_without_its_state_being_changed(row):
    optimizer = row.make(optimizers)
    variables = ours(optimizer, steps=1)
    own = [v.value for v in optimizer.variables]
    grads = list(gradients(2)[1].values())
    after, own_after = optimizer.stateless_apply(own, grads, [v.value for v in variables])
    assert_close(own, optimizer.variables, 0.0)
    optimizer.apply(grads)
    assert_close([*after, *own_after], [*variables, *optimizer.variables], 0.0)


@every_row
def test_it_goes_down_a_bowl(row):
    optimizer, variable = row.make(optimizers), Variable([1.0, -2.0])
    for _ in range(3):
        optimizer.apply([variable.value], [variable])
    assert np.square(variable.numpy()).sum() < 5.0


@every_row
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_weights_stay_so_and_finite(row, dtype):
    optimizer = row.make(optimizers)
    params = {"w": backend.convert([1.0, -2.0], dtype)}
    with jax.numpy_dtype_promotion("standard" if row.name == "Optax" else "strict"):
        state = optimizer.init_state(params)
        after, new_state = optimizer.apply_state({"w": params["w"]}, params, state)
    assert after["w"].dtype == dtype
    assert np.isfinite(np.asarray(after["w"], "float32")).all()
    assert [a.dtype for a in leaves(state)] == [a.dtype for a in leaves(new_state)]


@every_row
def test_a_row_of_a_table_can_be_updated_alone_if_it_says_so(row):
    rule = row.make(optimizers)
    if not rule.row_wise:
        assert row.name in WHOLE
        return
    random, rows = np.random.default_rng(3), np.array([4, 1])
    table, grad = random.normal(size=(2, 6, 3)).astype("float32")
    rate, step, shared = np.float32(0.01), np.int32(0), rule.init_shared("float32")
    shared = rule.update_shared(shared, step)
    slots = rule.init(backend.convert(table))
    whole, whole_slots = rule.update(grad, table, {**slots, **shared}, rate, step)
    some = {name: slot[rows] for name, slot in slots.items()}
    part, part_slots = rule.update(grad[rows], table[rows], {**some, **shared}, rate, step)
    np.testing.assert_array_equal(part, whole[rows])
    for name, slot in part_slots.items():
        np.testing.assert_array_equal(slot, whole_slots[name][rows])


@every_row
def test_a_row_without_a_gradient_stays_if_the_rule_says_so(row):
    rule = row.make(optimizers)
    if not rule.leaves_rows():
        return
    table = backend.convert(np.random.default_rng(3).normal(size=(6, 3)), "float32")
    grad, rate = np.zeros((6, 3), "float32"), np.float32(0.01)
    table, slots = rule.update(table, table, rule.init(table), rate, np.int32(0))
    after, slots_after = rule.update(grad, table, slots, rate, np.int32(1))
    np.testing.assert_array_equal(after, table)
    for name, slot in slots.items():
        np.testing.assert_array_equal(slots_after[name], slot)


@every_row
def test_a_variable_that_comes_and_goes_is_no_trouble(row):
    optimizer = row.make(optimizers)
    a, b, c = ours(optimizer, steps=1)
    for chosen in ([a, c], [b], [a, b, c]):
        optimizer.build(chosen)
        optimizer.apply([v.value for v in chosen])
    assert len({id(v) for v in optimizer.variables}) == len(optimizer.variables)
