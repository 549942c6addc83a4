"""A fingerprint is another whenever the Variables of a model may be others, and only then."""

import pytest

import deepkit
from deepkit import layers, optimizers
from deepkit.training._contents import fingerprint, optimizers_in


def nested():
    model = deepkit.Sequential(
        [deepkit.Input((4,)), layers.Dense(3), deepkit.Sequential([layers.Dense(2)])]
    )
    model.compile("sgd", "mse")
    return model


def freeze(model):
    model.layers[1].layers[0].trainable = False


def add_deep_inside(model):
    model.layers[1].extra = {"more": [layers.Dense(1)]}


def take_another_optimizer(model):
    model.optimizer = optimizers.Adam()


def build_the_optimizer(model):
    model.optimizer.build(model.trainable_variables)


@pytest.mark.parametrize(
    "change", [freeze, add_deep_inside, take_another_optimizer, build_the_optimizer]
)
def test_a_change_deep_inside_is_seen(change):
    model = nested()
    before = fingerprint(model)
    change(model)
    assert fingerprint(model) != before


def test_what_happens_in_every_fit_is_no_change():
    model = nested()
    before = fingerprint(model)
    model.stop_training = True
    model.layers[0].weights[0].assign(model.layers[0].weights[0] + 1.0)
    assert fingerprint(model) == before


def test_a_model_that_holds_itself_is_walked_once():
    model = nested()
    model.itself = [model]
    assert len(fingerprint(model)) > 0


def test_all_optimizers_are_found_each_once():
    model = nested()
    first, second = model.optimizer, optimizers.Adam()
    model.pair = {"critic": second, "again": first}
    assert set(map(id, optimizers_in(model))) == {id(first), id(second)}
