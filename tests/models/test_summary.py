"""The table of layers: names, shapes, numbers of parameters, and where they are connected."""

import re

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers


def table(model, **options):
    """Return the rows of a summary as lists of cells, and the totals."""
    texts = []
    model.summary(print_fn=lambda text, **_: texts.append(text), **options)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(texts)).splitlines()
    rows = [[cell.strip() for cell in re.split("[│┃]", line)[1:-1]] for line in lines]
    return [row for row in rows if row], [line.strip() for line in lines if "params:" in line]


def branched(k):
    """Return a model with a layer in two places and calls of functions."""
    a, b = k.Input((4,), name="a"), k.Input((4,), name="b")
    shared = k.layers.Dense(3, name="shared")
    x = k.layers.Add(name="sum")([shared(a), shared(b)])
    return k.Model([a, b], [k.ops.exp(x * 2), k.layers.Dense(1, name="y")(x)], name="m")


def chain(k):
    return k.Sequential(
        [k.Input((4,)), k.layers.Dense(3, name="h"), k.layers.BatchNormalization(name="n")]
    )


def nested(k):
    i = k.Input((4,), name="i")
    inner = k.Model(i, k.layers.Dense(3, name="d")(i), name="inner")
    stack = k.Sequential([k.Input((3,)), k.layers.Dense(2, name="e")], name="stack")
    x = k.Input((4,), name="x")
    return k.Model(x, stack(inner(x)))


def several_outputs(k):
    x = k.Input((4, 2), name="x")
    return k.Model(x, k.layers.LSTM(3, return_state=True, name="l")(x))


def subclassed(k):
    class Own(k.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = k.layers.Dense(3, name="a"), k.layers.Dense(2, name="b")

        def call(self, x):
            return self.b(self.a(x))

    model = Own()
    model(np.ones((5, 4), "float32"))
    return model


def compiled(k):
    model = chain(k)
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def frozen(k):
    model = nested(k)
    model.get_layer("stack").trainable = False
    return model


TABLE = {
    "chain": (chain, {}),
    "branches and functions": (branched, {}),
    "nested": (nested, {}),
    "nested, expanded": (nested, {"expand_nested": True}),
    "several outputs": (several_outputs, {}),
    "subclassed": (subclassed, {}),
    "compiled": (compiled, {}),
    "frozen": (frozen, {"show_trainable": True}),
}


@pytest.mark.parametrize("case", TABLE)
def test_rows_and_totals_are_those_of_keras(case, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")  # else Keras cuts what it shows to the screen
    keras.utils.clear_session()  # its names of operations go on counting from test to test
    build, options = TABLE[case]
    found = [table(build(k), line_length=160, **options) for k in (deepkit, keras)]
    assert found[0] == found[1]


def test_only_the_calls_in_the_model_are_told():
    layer, x, z = layers.Dense(3, name="d"), deepkit.Input((4,), name="x"), deepkit.Input((4,))
    layer(z)
    rows = table(deepkit.Model(x, layers.Add(name="sum")([layer(x), layer(x)])))[0]
    assert rows[-2:] == [
        ["d (Dense)", "(None, 3)", "15", "x[0][0], x[0][0]"],
        ["sum (Add)", "(None, 3)", "0", "d[1][0], d[2][0]"],
    ]


def test_a_layer_whose_outputs_nobody_can_tell_has_none():
    class Odd(layers.Layer):
        def call(self, x):
            if x.shape[0] is None or not isinstance(x.shape[0], int):
                raise RuntimeError("only on arrays")
            return x

    class Own(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.odd = Odd(name="odd")

        def call(self, x):
            return self.odd(x)

        def build(self, input_shape):
            self.odd.build((None, *input_shape[1:]))

    model = Own()
    model.build((5, 4))
    assert table(model)[0][1] == ["odd (Odd)", "?", "0"]


def test_a_range_of_layers_is_listed_and_its_names_must_exist():
    model = deepkit.Sequential([deepkit.Input((4,)), *(layers.Dense(2, name=n) for n in "abc")])
    rows = table(model, layer_range=["a", "b"])[0]
    assert [row[0] for row in rows[1:]] == ["a (Dense)", "b (Dense)"]
    with pytest.raises(ValueError, match="Unknown layer in `layer_range` 'z'"):
        model.summary(layer_range=["a", "z"])


def test_an_unbuilt_model_says_so():
    texts = []
    deepkit.Sequential([layers.Dense(2)]).summary(print_fn=texts.append)
    assert "0 (unbuilt)" in texts[0]
    assert "The model is not built" in texts[0]


def test_sizes_are_in_the_units_that_fit():
    model = deepkit.Sequential([deepkit.Input((64,)), layers.Dense(64, dtype="bfloat16")])
    assert table(model)[1][0] == "Total params: 4,160 (8.12 KB)"


def test_the_many_inputs_of_a_layer_take_several_lines(capsys):
    inputs = {f"input_{n}": deepkit.Input((1,), name=f"input_{n}") for n in range(6)}
    joined = deepkit.layers.Concatenate(name="joined")(list(inputs.values()))
    deepkit.Model(inputs, joined).summary()
    lines = capsys.readouterr().out.splitlines()
    sources = [line.split("│")[-2].strip() for line in lines if "[0][0]" in line]
    assert sources == [
        "input_0[0][0], input_1[0][0], input_2[0][0],",
        "input_3[0][0], input_4[0][0], input_5[0][0]",
    ]
    assert max(map(len, lines)) < 120
