"""Calls of operations stand in files as Keras's classes, and lead back to the same calls."""

import importlib
import inspect

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import op
from deepkit.errors import SavingError
from deepkit.saving import _operations as operations
from deepkit.saving._operations import is_operation, read_operation, write_operation

WRITABLE = list({id(o): o for o in operations._by_class().values()}.values())


def record(name, **config):
    """Return what stands in a file for a call."""
    module = "keras.src.ops.numpy"
    return {"module": module, "class_name": name, "config": config, "registered_name": name}


@pytest.mark.parametrize("operation", WRITABLE, ids=lambda operation: operation.__name__)
def test_keras_has_a_class_for_it_that_takes_the_same_arguments(operation):
    module, name = operations._class_of(operation)
    cls = getattr(importlib.import_module(module), name)
    called_on = operations._called_on(operation)
    rest = set(inspect.signature(operation).parameters) - set(called_on) - {"kwargs"}
    assert rest <= set(inspect.signature(cls.__init__).parameters)
    theirs = [p for p in inspect.signature(cls.call).parameters if p not in ("self", "kwargs")]
    assert list(called_on) == theirs[: len(called_on)]


CALLS = [
    (ops.add, (1, 2), {}),
    (ops.reshape, ("x", (-1, 2)), {}),
    (ops.sum, ("x",), {"axis": (0, 1), "keepdims": True}),
    (ops.concatenate, (["x", "y"],), {"axis": 1}),
    (ops.get_item, ("x", (slice(None), 0)), {}),
    (ops.einsum, ("ab,bc->ac", "x", "y"), {}),
    (ops.meshgrid, ("x", "y"), {"indexing": "ij"}),
    (ops.clip, ("x", 0.0, 1.0), {}),
    (ops.where, ("c", "x", "y"), {}),
    (ops.where, (), {"condition": "c", "x1": "x", "x2": "y"}),
    (ops.one_hot, ("x", 5), {"dtype": "float32"}),
    (ops.conv, ("x", "k"), {"strides": (2, 2), "padding": "same"}),
    (ops.dot_product_attention, ("q", "k", "v"), {"scale": 0.5, "is_causal": True}),
]


@pytest.mark.parametrize(("operation", "args", "kwargs"), CALLS)
def test_a_call_comes_back_as_it_was(operation, args, kwargs):
    written, places, named = write_operation(operation, "call", args, kwargs)
    assert is_operation(written)
    assert written["config"]["name"] == "call"
    found, args_again, kwargs_again = read_operation(written, places, named)
    bind = inspect.signature(operation).bind
    assert found is operation
    assert bind(*args_again, **kwargs_again).arguments == bind(*args, **kwargs).arguments


def test_lists_from_a_file_become_tuples_where_axes_stand():
    _, args, kwargs = read_operation(record("Sum", axis=[0, 1]), [np.ones((2, 2))], {})
    assert ops.sum(*args, **kwargs) == 4
    _, args, _ = read_operation(record("GetItem"), ["x", [slice(2), 0]], {})
    assert args[1] == (slice(2), 0)


def test_options_that_ask_for_nothing_may_be_unknown():
    _, _, kwargs = read_operation(
        record("OneHot", num_classes=3, sparse=False, new=None), ["x"], {}
    )
    assert "new" not in kwargs


@pytest.mark.parametrize("operation", [ops.cond, ops.while_loop, ops.map, ops.random.normal])
def test_an_operation_without_a_class_cannot_be_written(operation):
    with pytest.raises(SavingError, match=r"cannot be written to a file. Write a `Layer`"):
        write_operation(operation, "call", ("x",), {})


def test_an_operation_of_the_user_cannot_be_written():
    @op
    def add(x):
        return x

    with pytest.raises(SavingError, match="The operation 'add' in a functional model cannot"):
        write_operation(add, "call", ("x",), {})


@pytest.mark.parametrize("name", ["SetDtypePolicy", "Cond", "Map", "__class__", "add", None])
def test_an_unknown_operation_is_refused(name):
    with pytest.raises(SavingError, match=r"asks for the operation keras.src.ops.numpy"):
        read_operation(record(name), ["x"], {})


def test_a_near_miss_is_named():
    with pytest.raises(SavingError, match="Did you mean 'Multiply'"):
        read_operation(record("Multipli"), ["x", "y"], {})


@pytest.mark.parametrize(
    ("written", "args", "kwargs", "message"),
    [
        (record("Add"), ["x"], {}, "takes other arguments than the file has: x2"),
        (record("Add"), ["x", "y", "z"], {}, "is called on 3 arguments in the file, it takes 2"),
        (record("Add", command="rm"), ["x", "y"], {}, "other arguments than the file has: command"),
        (record("Add"), ["x", "y"], {"evil": 1}, "other arguments than the file has: evil"),
        ({**record("Add"), "config": "x"}, ["x", "y"], {}, "without a config of its own"),
        (
            {**record("Add"), "registered_name": "a>b"},
            ["x", "y"],
            {},
            "without a config of its own",
        ),
    ],
)
def test_a_call_that_does_not_fit_is_refused(written, args, kwargs, message):
    with pytest.raises(SavingError, match=message):
        read_operation(written, args, kwargs)


def test_layers_are_no_operations():
    assert not is_operation({"module": "keras.layers", "class_name": "Add", "config": {}})
    assert not is_operation(None)
