"""A fingerprint differs whenever the Variables of a model may be others."""

import copy

import pytest

import deepkit
from deepkit.optimizers.schedules import ExponentialDecay
from deepkit.training._contents import contents, fingerprint, optimizers_in, options_of


class Held(deepkit.Model):
    """A model that keeps things in containers."""

    def __init__(self):
        super().__init__()
        self.blocks = [deepkit.layers.Dense(2)]
        self.heads = {"a": [deepkit.layers.Dense(1)]}
        self.seen = deepkit.metrics.Mean(name="seen")
        self.note = "first"

    def call(self, x):
        return self.heads["a"][0](self.blocks[0](x))


def test_a_model_that_does_not_change_keeps_its_fingerprint():
    model = Held()
    x = deepkit.ops.ones((2, 3))
    model.predict(x, verbose=0)
    first = fingerprint(model)
    model.set_weights(model.get_weights())
    model.predict(x, verbose=0)
    model.stop_training = True
    assert fingerprint(model) == first


CHANGES = {
    "an attribute": lambda m: setattr(m, "note", "second"),
    "a layer in a list": lambda m: m.blocks.append(deepkit.layers.Dense(2)),
    "a layer deep inside": lambda m: m.heads["a"].append(deepkit.layers.Dense(2)),
    "a layer put in the place of another": lambda m: m.blocks.insert(0, m.blocks.pop()),
    "a frozen layer": lambda m: setattr(m.blocks[0], "trainable", False),
    "a frozen Variable": lambda m: setattr(m.blocks[0].kernel, "trainable", False),
    "a weight": lambda m: m.add_weight((2,), name="extra"),
    "a metric that grows": lambda m: m.seen.add_weight(name="extra"),
    "an optimizer": lambda m: m.compile("sgd"),
    "an attribute that is gone": lambda m: delattr(m, "note"),
    "a layer in the place of a layer": lambda m: m.blocks.__setitem__(0, deepkit.layers.Dense(2)),
    "a layer in the place of a layer in a dict": lambda m: m.heads.update(
        a=deepkit.layers.Dense(1)
    ),
    "a dict that grows": lambda m: m.heads.update(b=deepkit.layers.Dense(1)),
    "a list that is emptied": lambda m: m.heads["a"].clear(),
    "a dtype policy": lambda m: setattr(m.blocks[0], "dtype_policy", "mixed_bfloat16"),
    "a number of the same value": lambda m: setattr(m, "note", "".join(["fi", "rst"])),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_changes_the_fingerprint(change):
    model = Held()
    model.blocks[0].build((None, 3))
    first = fingerprint(model)
    CHANGES[change](model)
    if change == "a layer put in the place of another":
        assert fingerprint(model) == first  # it is the same layer, in the same list
    else:
        assert fingerprint(model) != first


def test_an_optimizer_that_is_built_changes_the_fingerprint():
    model = Held()
    model.compile("adam")
    first = fingerprint(model)
    model.optimizer.build([deepkit.Variable(1.0)])
    assert fingerprint(model) != first


def test_layers_of_a_graph_are_looked_into():
    x = deepkit.Input((3,))
    layer = deepkit.layers.Dense(1)
    model = deepkit.Model(x, layer(x))
    first = fingerprint(model)
    layer.trainable = False
    assert fingerprint(model) != first


def test_optimizers_are_found_wherever_they_are_kept():
    model, kept = Held(), deepkit.optimizers.SGD(0.1)
    model.compile("adam")
    model.others = {"kept": [kept, kept]}
    model.blocks[0].own = deepkit.optimizers.Adam(0.2)
    assert set(map(id, optimizers_in(model))) == {
        *map(id, (model.optimizer, kept, model.blocks[0].own))
    }


def test_a_model_is_looked_at_again_only_after_a_change():
    model = Held()
    first = contents(model)
    assert contents(model) is first
    deepkit.layers.Dense(2)  # somebody else's attributes are set
    second = contents(model)
    assert second is not first
    assert second.print is first.print


def test_a_copy_of_a_model_is_looked_at_for_itself():
    model = Held()
    first = fingerprint(model)
    assert fingerprint(copy.deepcopy(model)) is not first


def test_what_is_worked_out_from_a_model_is_forgotten_when_it_changes():
    model = Held()
    contents(model).memo["answer"] = 42
    assert contents(model).memo == {"answer": 42}
    model.blocks.append(deepkit.layers.Dense(2))
    assert contents(model).memo == {}


class Noted(deepkit.layers.Layer):
    """A layer of the user's, with a note that changes at each call."""

    note = 0

    def call(self, x):
        self.note += 1
        return x


OPTIONS = {
    "an option": lambda m: setattr(m.blocks[0], "activation", deepkit.activations.tanh),
    "a dtype policy": lambda m: setattr(m, "dtype_policy", deepkit.dtype_policies.get("float16")),
    "a layer": lambda m: m.blocks.append(deepkit.layers.Flatten()),
}


@pytest.mark.parametrize("change", OPTIONS)
def test_what_is_set_on_layers_is_an_option(change):
    model = Held()
    before = options_of(model)
    assert options_of(model) == before
    OPTIONS[change](model)
    assert options_of(model) != before


def test_values_that_are_equal_are_one_option():
    model = deepkit.Sequential([deepkit.Input((2,)), deepkit.layers.Dropout(0.25)])
    before = options_of(model)
    model.layers[0].rate = 1.0 / 4.0
    assert options_of(model) == before
    assert len(set(before)) <= len(before)


def test_notes_of_a_users_own_are_no_options():
    model = deepkit.Sequential([deepkit.Input((2,)), Noted()])
    before = options_of(model)
    model.layers[0].note = 7
    model.stop_training = True
    assert options_of(model) == before


SGD = deepkit.optimizers.SGD
SET = {
    "a schedule": lambda o: setattr(o, "learning_rate", ExponentialDecay(0.1, 1, 0.5)),
    "an option": lambda o: setattr(o, "clipnorm", 1.0),
    "an option of the rule": lambda o: setattr(o, "momentum", 0.5),
}
HOLDERS = {
    "alone": lambda inner: inner,
    "scaled": lambda inner: deepkit.optimizers.LossScaleOptimizer(inner),
    "one of several": lambda inner: deepkit.optimizers.MultiOptimizer([("", inner)]),
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("change", SET)
def test_what_is_set_on_an_optimizer_changes_fingerprint_and_options(change, holder):
    model, inner = Held(), SGD(0.1)
    model.compile(HOLDERS[holder](inner))
    model.optimizer.build([deepkit.Variable(1.0)])
    first, options = fingerprint(model), options_of(model, trains=True)
    model.optimizer.build(list(model.optimizer.targets.values()))
    inner.learning_rate = 0.2
    assert fingerprint(model) is first
    SET[change](inner)
    assert fingerprint(model) is not first
    assert options_of(model, trains=True) != options
    assert optimizers_in(model) == [model.optimizer]


def test_an_inner_optimizer_that_is_another_changes_the_fingerprint():
    model = Held()
    model.compile(deepkit.optimizers.LossScaleOptimizer(SGD(0.1)))
    first = fingerprint(model)
    model.optimizer.inner_optimizer = SGD(0.1)
    assert fingerprint(model) is not first


def test_notes_of_a_users_own_optimizer_are_no_options():
    class Noting(SGD):
        note = 0

    model = Held()
    model.compile(Noting(0.1))
    first = fingerprint(model)
    model.optimizer.note = 7
    assert fingerprint(model) is first
    model.optimizer.clipvalue = 1.0
    assert fingerprint(model) is not first
