"""What a key leaves out shows in no program: models of one key are traced to the same text."""

import inspect
import re

import jax
import numpy as np
import pytest

import deepkit
from deepkit import backend, layers, losses, metrics, optimizers
from deepkit.training._body import Body
from deepkit.training._prepare import prepare
from tests.contracts._layer_rows import ROWS
from tests.training._twins import LABELS, X, Y

Y2 = np.concatenate([Y, -Y], axis=1)


class Poison:
    """What nobody may look at while a program is traced."""

    def __getattr__(self, name):
        raise AssertionError(f"{name!r} was looked up in what the key leaves out.")

    def __call__(self, *args, **kwargs):
        raise AssertionError("What the key leaves out was called.")


def body_of(model, phase, batch):
    """Return the body of a model, made ready for a phase."""
    prepare(model, phase, batch)
    return Body(model, phase, model.cache.bridge(model, phase))


def text_of(body, batch):
    """Return the traced step with its constants, without addresses."""
    state = backend.map_structure(lambda variable: variable.value, body.variables)
    program = jax.make_jaxpr(body.step)(state, batch)
    constants = [np.asarray(constant).tobytes() for constant in program.consts]
    return re.sub(r"0x[0-9a-f]+|id=\d+", "", str(program)), constants


def parts_of(model):
    """Return a model, its layers and theirs."""
    return [model, *model.layers, *(s for layer in model.layers for s in layer.sublayers())]


def rename(model):
    """Give all layers and Variables other names, the first ones last; Variables keep theirs."""
    for place, layer in enumerate(parts_of(model)):
        layer.name = f"p{999 - place}"
    for place, variable in enumerate(model.variables):
        variable.path = f"p{999 - place}/{variable.name}"


def poison(model):
    """Put into a model, where its key is silent, what must not be looked at."""
    for layer in parts_of(model):
        held = vars(layer)
        for name in ("_arguments", "_build_shapes", "_inbound", "_losses", "_steps"):
            if name in held:
                held[name] = Poison()
        for name, value in held.items():
            if layer.built and name.endswith("initializer"):
                held[name] = Poison()
            if isinstance(value, backend.SeedGenerator):
                value.seed = Poison()


def pair(make, phase, batch):
    """Return two bodies, the names in the second others than in the first, and poison in it."""
    models = make(), make()
    rename(models[1])
    bodies = [body_of(model, phase, batch) for model in models]
    poison(models[1])
    return bodies


def drawn(row):
    """Return a function that makes a model of a layer of the table, and a batch for it."""
    arrays = backend.leaves((row.args, row.call))
    arrays = [x for x in arrays if isinstance(x, np.ndarray)]

    def symbol(x):
        return deepkit.Input(batch_shape=(None, *x.shape[1:]), dtype=x.dtype.name)

    def make():
        args = backend.map_structure(symbol, row.args)
        call = {k: symbol(v) if isinstance(v, np.ndarray) else v for k, v in row.call.items()}
        outputs = row.make()(*args, **call)
        inputs = [x for x in backend.leaves((args, call)) if backend.is_symbolic(x)]
        return deepkit.Model(inputs, outputs)

    return make, (arrays, None, None)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_layers_of_one_key_predict_by_one_program(row):
    make, batch = drawn(row)
    first, second = pair(make, "predict", batch)
    assert first.key() == second.key() is not None
    assert text_of(first, batch) == text_of(second, batch)


def stack(told):
    def make():
        wide = layers.Dense(
            3, activation="tanh", kernel_regularizer="l2", kernel_constraint="unit_norm"
        )
        noise = layers.Dropout(0.5)
        model = deepkit.Sequential(
            [deepkit.Input((4,)), wide, layers.BatchNormalization(), noise, layers.Dense(2)]
        )
        model.compile(**told())
        return model

    return make


def member(kind, **options):
    """Return a row: what makes the argument of `compile`."""
    return pytest.param(lambda: kind(**options), id=f"{kind.__name__} {options}")


RULES = [
    kind
    for name, kind in sorted(vars(optimizers).items())
    if inspect.isclass(kind)
    and issubclass(kind, optimizers.Optimizer)
    and name not in ("Optimizer", "Optax", "LossScaleOptimizer", "MultiOptimizer")
]
OPTIONS = [
    {"global_clipnorm": 0.1},
    {"clipnorm": 0.1},
    {"clipvalue": 0.1},
    {"weight_decay": 0.1},
]


@pytest.mark.parametrize(
    "optimizer",
    [
        *(member(kind, learning_rate=0.1) for kind in RULES),
        *(member(optimizers.Adam, **options) for options in OPTIONS),
    ],
)
def test_optimizers_of_one_key_train_by_one_program(optimizer):
    make, batch = stack(lambda: {"optimizer": optimizer(), "loss": "mse"}), (X, Y2, None)
    first, second = pair(make, "train", batch)
    assert first.key() == second.key() is not None
    assert text_of(first, batch) == text_of(second, batch)


def by_kernels():
    pairs = [("kernel$", optimizers.SGD(0.1)), ("", optimizers.Adam(global_clipnorm=0.01))]
    return optimizers.MultiOptimizer(pairs)


@pytest.mark.parametrize(
    "optimizer",
    [
        member(optimizers.Adam, use_ema=True, ema_overwrite_frequency=2),
        member(optimizers.Adam, gradient_accumulation_steps=2),
        member(optimizers.Adam, global_clipnorm=0.01),
        pytest.param(
            lambda: optimizers.LossScaleOptimizer(optimizers.Adam(global_clipnorm=0.01)), id="scale"
        ),
        pytest.param(by_kernels, id="several"),
    ],
)
def test_models_of_one_key_learn_the_same_bits(optimizer):
    """The order of some independent operations goes by names here; nothing that is computed."""
    make, batch = stack(lambda: {"optimizer": optimizer(), "loss": "mse"}), (X, Y2, None)
    first, second = pair(make, "train", batch)
    assert first.key() == second.key() is not None
    states = [backend.map_structure(lambda variable: variable.value, first.variables)] * 2
    for _ in range(3):
        steps = zip((first, second), states, strict=True)
        states = [backend.jit(body.step)(state, batch)[0] for body, state in steps]
    for one, other in zip(*map(backend.leaves, states), strict=True):
        np.testing.assert_array_equal(one, other)


def targets_of(kind):
    """Return targets that a loss or metric takes."""
    by_number = kind.__name__.startswith("Sparse") or "Generalized" in kind.__name__
    return LABELS % 2 if by_number else np.float32(Y2 > 0)


def makeable(room, base, outside):
    """Return the classes of a room that can be made of nothing."""
    kinds = [kind for kind in vars(room).values() if inspect.isclass(kind)]
    kinds = [kind for kind in kinds if issubclass(kind, base) and kind.__name__ not in outside]
    free = []
    for kind in dict.fromkeys(kinds):
        needed = inspect.signature(kind.__init__).parameters.values()
        if not [
            p
            for p in needed
            if p.default is p.empty and p.name != "self" and "VAR" not in p.kind.name
        ]:
            free.append(kind)
    return free


@pytest.mark.parametrize(
    "kind", makeable(losses, losses.Loss, {"Loss", "CTC", "Circle"}), ids=lambda kind: kind.__name__
)
def test_losses_of_one_key_judge_by_one_program(kind):
    make, batch = stack(lambda: {"loss": kind()}), (X, targets_of(kind), None)
    first, second = pair(make, "test", batch)
    assert first.key() == second.key() is not None
    assert text_of(first, batch) == text_of(second, batch)


@pytest.mark.parametrize(
    "kind",
    makeable(metrics, metrics.Metric, {"Metric", "Mean", "Sum"}),
    ids=lambda kind: kind.__name__,
)
def test_metrics_of_one_key_measure_by_one_program(kind):
    loss = "sparse_categorical_crossentropy" if targets_of(kind).ndim == 1 else "mse"
    make = stack(lambda: {"loss": loss, "weighted_metrics": [kind()]})
    batch = X, targets_of(kind), np.ones(10, "float32")
    first, second = pair(make, "test", batch)
    assert first.key() == second.key() is not None
    assert text_of(first, batch) == text_of(second, batch)
