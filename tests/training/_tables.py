"""Models with tables, trained in the ways that a step may update them."""

import numpy as np

import deepkit
from deepkit import backend, layers, ops
from deepkit.optimizers import RowGradient

ROWS, WIDTH = 8192, 4
_random = np.random.default_rng(0)
X = _random.integers(0, ROWS, (24, 3)).astype("int32")
X[:, 0] = X[:, 1]  # twice in a row of the data
X[::2, 2] = 7  # and in many rows
Y = _random.normal(size=(24, 1)).astype("float32")
QUIET = {"verbose": 0, "batch_size": 5, "shuffle": False}


def plain(**options):
    return deepkit.Sequential(
        [
            deepkit.Input((3,), dtype="int32"),
            layers.Embedding(ROWS, WIDTH, name="table", **options),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )


def bags():
    x = deepkit.Input((3,), dtype="int32")
    bag = layers.EmbeddingBag(ROWS, WIDTH, "sqrtn", max_norm=0.05, name="table")
    return deepkit.Model(x, layers.Dense(1)(bag(x)))


def shared():
    """Look up a table twice, once at rows that hang on the data."""
    x = deepkit.Input((3,), dtype="int32")
    table = layers.Embedding(ROWS, WIDTH, name="table")
    both = [layers.Flatten()(table(x)), layers.Flatten()(table(ops.flip(x, axis=-1) % 100))]
    return deepkit.Model(x, layers.Dense(1)(layers.concatenate(both)))


def masked():
    x = deepkit.Input((3,), dtype="int32")
    h = layers.Embedding(ROWS, WIDTH, mask_zero=True, name="table")(x % 50)
    return deepkit.Model(x, layers.Dense(1)(layers.LSTM(2)(h)))


def tables():
    x = deepkit.Input((3,), dtype="int32")
    parts = [layers.Embedding(4 * ROWS, 1, name=f"table_{i}")(x[:, i]) for i in range(3)]
    return deepkit.Model(x, layers.add(parts))


def tied():
    x = deepkit.Input((3,), dtype="int32")
    table = layers.Embedding(ROWS, WIDTH, name="table")

    class Tied(layers.Layer):
        def __init__(self):
            super().__init__()
            self.table = table

        def call(self, h):
            return ops.max(ops.matmul(h, ops.transpose(self.table.embeddings)), -1, keepdims=True)

    return deepkit.Model(x, Tied()(ops.mean(table(x), axis=1)))


def own():
    """Return a model with an embedding as users write it."""

    class Own(layers.Layer):
        def build(self, input_shape):
            self.table = self.add_weight((ROWS, WIDTH))

        def call(self, x):
            return ops.take(self.table, x, axis=0)

    return deepkit.Sequential(
        [deepkit.Input((3,), dtype="int32"), Own(), layers.Flatten(), layers.Dense(1)]
    )


def remat():
    class Remat(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.table, self.dense = layers.Embedding(ROWS, WIDTH, name="table"), layers.Dense(1)

        def call(self, x):
            return self.dense(ops.mean(backend.remat(self.table)(x), axis=1))

    return Remat()


def model_of(build, optimizer, update="auto", **told):
    """Return a model with the same weights each time, compiled."""
    deepkit.utils.set_random_seed(3)
    model = build()
    model.build((None, 3))
    model.compile(optimizer, "mse", embeddings_update=update, **told)
    return model


def gap(a, b):
    """Return the largest difference between the weights and slots of two models."""
    pairs = zip(
        [*a.weights, *a.optimizer.variables], [*b.weights, *b.optimizer.variables], strict=True
    )
    return max(float(np.abs(np.float64(u.value) - np.float64(v.value)).max()) for u, v in pairs)


def trained(build, make, update, **told):
    model = model_of(build, make(), update, **told)
    model.fit(X, Y, **QUIET)
    return model


def gradients(model):
    """Return the gradients of a step, as the optimizer is given them."""
    seen, optimizer = {}, model.optimizer
    apply = optimizer.apply_state

    def noting(grads, params, state):
        seen.update(grads)
        return apply(grads, params, state)

    optimizer.__dict__["apply_state"] = noting
    model.train_on_batch(X, Y)
    return seen


def is_sparse(model):
    return any(isinstance(grad, RowGradient) for grad in gradients(model).values())
