"""What a layer owns is found among its attributes, in lists and dicts too, each once."""

from deepkit import layers
from deepkit.layers._tracking import owned, unique


class Owner:
    """An object with attributes."""


class Thing:
    """What is looked for."""


class Special(Thing):
    """A kind of what is looked for."""


def holding(**attributes):
    owner = Owner()
    vars(owner).update(attributes)
    return owner


def test_attributes_are_found_in_the_order_they_were_set():
    a, b, c = Thing(), Special(), Thing()
    assert owned(holding(z=a, name="text", y=b, number=3, x=c), Thing) == [a, b, c]


def test_lists_tuples_sets_and_dicts_are_looked_into_however_deep():
    a, b, c, d = Thing(), Thing(), Thing(), Thing()
    owner = holding(one=[a, (b, None)], two={"k": {"l": [c, 1]}}, three={d})
    assert owned(owner, Thing) == [a, b, c, d]


def test_what_is_there_twice_counts_once():
    a = Thing()
    assert owned(holding(one=a, two=[a, a], three={"again": a}), Thing) == [a]


def test_what_is_found_is_not_looked_into():
    outer, inner = Thing(), Thing()
    outer.inner = inner
    assert owned(holding(outer=outer), Thing) == [outer]


def test_the_bookkeeping_of_layers_is_passed_over():
    skipped = ("_arguments", "_inbound", "_losses", "_graph", "_objective")
    assert owned(holding(**{name: [Thing()] for name in skipped}), Thing) == []


def test_unique_tells_equal_objects_apart():
    one, other = [1], [1]
    assert [id(x) for x in unique([one, other, one])] == [id(one), id(other)]


def test_what_is_set_or_removed_later_counts_at_once():
    layer = layers.Layer()
    layer.steps = [layers.Dense(2)]
    layer.steps.append(layers.Dense(3))
    assert [step.units for step in layer.sublayers()] == [2, 3]
    del layer.steps[0]
    assert [step.units for step in layer.sublayers()] == [3]
