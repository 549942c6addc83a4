"""Functions as lists of primitive operations."""

import numpy as np

import deepkit
from deepkit import backend, layers, ops
from deepkit.backend import BOX, Place, Wire, equations_of, named_spec, open_spec

SPEC = open_spec((None, 4))


def names(program):
    return [equation.name for equation in program.equations]


def read(fn, *specs, keep=lambda layer: False):
    return equations_of(fn, specs or [SPEC], keep)


def test_a_function_is_taken_apart():
    program, _ = read(lambda x: ops.tanh(x) * 2)
    assert names(program) == ["tanh", "mul"]
    [x], [tanh, product] = program.inputs, program.equations
    assert (x.shape, x.dtype) == (("batch", 4), "float32")
    assert tanh.inputs == (x,)
    assert program.outputs == product.outputs


def test_calls_of_compiled_functions_are_taken_apart_too():
    program, _ = read(backend.jit(lambda x: ops.relu(x) + 1))
    assert names(program) == ["max", "add"]


def test_the_structure_of_the_result_holds_the_numbers_of_the_outputs():
    _, results = read(lambda x: {"b": x + 1, "a": [x, x * 2]})
    assert results == {"a": [0, 1], "b": 2}


def test_open_sizes_are_text():
    program, _ = read(lambda x: ops.reshape(ops.concatenate([x, x], 0), (-1,)))
    assert program.outputs[0].shape == ("8*batch",)
    assert program.equations[-1].params["new_sizes"] == ("8*batch",)


def test_axes_of_one_name_have_equal_sizes():
    specs = [named_spec(("batch", "steps"), "float32"), named_spec(("batch", "steps"), "float32")]
    program, _ = read(lambda x, y: x + y, *specs)
    assert program.outputs[0].shape == ("batch", "steps")
    assert named_spec((), "int32").shape == ()


def test_arrays_that_are_always_the_same_are_the_very_objects():
    weight = backend.Variable(np.ones((4, 2), "float32"))
    program, _ = read(lambda x: ops.matmul(x, weight))
    assert program.equations[0].inputs[1] is weight.value


def test_plain_numbers_have_the_dtype_they_have_in_the_program():
    # Resizing divides plain numbers by sizes that are open.
    program, _ = read(lambda x: ops.image.resize(x, (2, 2)), open_spec((None, None, 4, 1)))
    given = [x for each in program.equations for x in each.inputs]
    found = {np.asarray(x).dtype.name for x in given if not isinstance(x, Wire)}
    assert "float64" not in found


def test_arrays_have_the_dtype_they_have_in_the_program():
    wide = np.arange(4)  # int64, which is int32 there
    program, _ = read(lambda x: x + ops.cast(ops.add(wide, wide), "float32"))
    dtypes = {
        x.dtype.name
        for equation in program.equations
        for x in equation.inputs
        if not isinstance(x, backend.Wire)
    }
    assert dtypes <= {"int32", "float32"}


def test_a_layer_stays_whole():
    layer = layers.Dense(3)
    program, _ = read(lambda x: layer(x) + 1, keep=lambda found: found is layer)
    assert names(program) == [BOX, "add"]
    box = program.equations[0].params["box"]
    assert (box.layer, box.args, box.kwargs) == (layer, (Place(0),), {})
    assert "dot_general" in names(box.program)


def test_a_mask_is_an_input_of_a_layer_that_stays_whole():
    embed, walk = layers.Embedding(5, 3, mask_zero=True), layers.GRU(2)
    ids = open_spec((None, 4), "int32")
    program, _ = read(lambda x: walk(embed(x)), ids, keep=lambda layer: layer in (embed, walk))
    box = program.equations[-1].params["box"]
    assert (box.args, box.kwargs["mask"]) == ((Place(0),), Place(1))


def test_layers_within_one_that_stays_whole_are_taken_apart():
    layer = layers.MultiHeadAttention(1, 2)
    spec = open_spec((None, 3, 4))
    program, _ = read(lambda x: layer(x, x), spec, keep=lambda found: True)
    assert BOX not in names(program.equations[0].params["box"].program)


def test_loops_hold_programs():
    program, _ = read(lambda x: layers.GRU(2)(x), open_spec((None, 3, 4)))
    [loop] = [equation for equation in program.equations if equation.name == "scan"]
    assert isinstance(loop.params["jaxpr"], backend.Program)
    assert loop.params["length"] == 3


def test_what_is_assigned_while_tracing_is_forgotten():
    count = deepkit.Variable(0.0)

    def fn(x):
        count.assign(count + 1)
        return x

    read(fn)
    assert float(count.value) == 0.0
