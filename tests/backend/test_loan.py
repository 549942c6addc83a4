"""Arrays lent to a loop."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit.backend import Variable, lent
from deepkit.errors import StateError

step = jax.jit(lambda state: jax.tree.map(lambda x: x + 1, state), donate_argnums=0)


def test_variables_get_back_what_the_loop_made():
    w, groups = Variable([1.0, 2.0]), {"b": (Variable(3.0), [Variable(4.0)])}
    with lent({"w": w, **groups}) as loan:
        for _ in range(3):
            loan.state = step(loan.state)
    assert w.numpy().tolist() == [4, 5]
    assert float(groups["b"][1][0].value) == 7


def test_the_state_has_the_structure_of_the_variables():
    with lent({"a": [Variable(1.0)], "b": ()}) as loan:
        assert jax.tree.map(float, loan.state) == {"a": [1.0], "b": ()}


def test_a_variable_on_loan_can_be_read_and_the_copy_survives_the_next_step():
    w = Variable(1.0)
    with lent([w]) as loan:
        loan.state = step(loan.state)
        seen = w.value
        loan.state = step(loan.state)
        assert (float(seen), float(w.value)) == (2, 3)


def test_a_variable_on_loan_can_be_assigned():
    w, other = Variable(1.0), Variable(5.0)
    with lent([w, other]) as loan:
        mine = jnp.float32(10)
        w.assign(mine)
        loan.state = step(loan.state)
        w.assign_add(1.0)
    assert (float(w.value), float(other.value), float(mine)) == (12, 6, 10)


def test_arrays_that_the_user_holds_outlive_their_donation():
    w = Variable([1.0, 2.0])
    before = w.value
    with lent([w]) as loan:
        loan.state = step(loan.state)
    assert before.tolist() == [1, 2]


@pytest.mark.parametrize(
    "share",
    [
        lambda x: jax.device_put(x, jax.devices()[0]),
        lambda x: x.addressable_data(0),
        lambda x: x.addressable_shards[0].data,
        np.asarray,
    ],
    ids=["put", "data", "shard", "numpy"],
)
def test_what_shares_the_memory_of_a_weight_outlives_its_donation(share):
    w = Variable([1.0, 2.0])
    before = share(w.value)
    with lent([w]) as loan:
        loan.state = step(loan.state)
    assert np.asarray(before).tolist() == [1, 2]


def large():
    return Variable(jnp.ones((512, 1024)))


@pytest.mark.parametrize(
    "make", [large, lambda: Variable(jnp.ones((1, 1)))], ids=["large", "hidden"]
)
def test_an_array_that_nobody_else_holds_is_not_copied(make):
    w, v = make(), make()
    places = [x.value.unsafe_buffer_pointer() for x in (w, v)]
    with lent([w, v], hidden=[w, v] if w.size == 1 else []) as loan:
        assert [x.unsafe_buffer_pointer() for x in loan.state] == places
        loan.state = step(loan.state)
    assert float(w.value[0, 0]) == 2


@pytest.mark.parametrize("hold", [lambda w: w.value, lambda w: w.numpy(), lambda w: [w.value]])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_large_or_hidden_array_that_the_user_holds_outlives_its_donation(hold, hidden):
    w = Variable(jnp.ones(3)) if hidden else large()
    before = hold(w)
    with lent([w], hidden=[w] if hidden else []) as loan:
        loan.state = step(loan.state)
    assert float(np.asarray(before).ravel()[0]) == 1


def test_a_large_array_of_two_variables_is_copied_for_both():
    w = large()
    v = large().assign(w.value)
    with lent([w, v]) as loan:
        loan.state = step(loan.state)
    assert (float(w.value[0, 0]), float(v.value[0, 0])) == (2, 2)


def test_what_a_library_sees_without_copying_outlives_the_donation():
    w = large()
    seen = np.from_dlpack(w.value)
    with lent([w]) as loan:
        loan.state = step(loan.state)
    assert seen[0, 0] == 1


def test_the_loan_ends_with_an_error_too():
    w = Variable(1.0)

    def fail():
        with lent([w]) as loan:
            loan.state = step(loan.state)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert float(w.assign_add(1.0).value) == 3


def test_a_variable_is_lent_once():
    w = Variable(1.0)
    with pytest.raises(ValueError, match="cannot be lent twice"), lent([w, w]):
        pass
    assert float(w.value) == 1


def test_a_loan_within_a_loan_pays_back_what_it_changed():
    w, seen = Variable(1.0), Variable(1.0)
    with lent([w, seen]) as outer:
        outer.state = step(outer.state)
        with lent([w]) as inner:
            inner.state = step(inner.state)
            assert float(w.value) == 3
        assert float(w.value) == float(outer.state[0]) == 3
        outer.state = step(outer.state)
    assert (float(w.value), float(seen.value)) == (4, 3)


def test_a_loan_within_a_loan_that_changes_nothing_writes_nothing():
    w = Variable(1.0)
    with lent([w]) as outer:
        before = outer.state
        with lent([w]):
            pass
        assert outer.state is before


def test_a_step_that_did_not_return_has_lost_the_value_until_it_is_assigned():
    w = Variable(np.ones(2), name="w")
    with lent([w]) as loan:
        step(loan.state)
        with pytest.raises(StateError, match="'w' is lost: the step that it was given to did not"):
            w.numpy()
    with pytest.raises(StateError, match="Assign it anew, or load the weights"):
        w.numpy()
    assert w.assign([3.0, 4.0]).numpy().tolist() == [3, 4]


def test_a_lost_value_among_good_ones_takes_none_of_them_along():
    first, lost, last = Variable([1.0, 2.0]), Variable(0.0, name="lost"), Variable(3.0)
    with lent([lost]) as loan:
        step(loan.state)
    with lent([first]) as outer:
        for _ in range(2):
            with pytest.raises(StateError, match=r"'lost' is lost: .* call `compile` anew, with a"):
                lent([first, last, lost]).__enter__()
        outer.state = step(outer.state)
        last.assign_add(1.0)
    assert (first.numpy().tolist(), float(last.value)) == ([2, 3], 4)


def test_a_copy_that_does_not_fit_into_memory_loses_nothing(monkeypatch):
    w = Variable(1.0)

    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(jax, "device_put", fail)
    with pytest.raises(MemoryError):
        lent([w]).__enter__()
    monkeypatch.undo()
    assert float(w.assign_add(1.0).value) == 2


@jax.tree_util.register_pytree_node_class
class Counted(list):
    """A list that counts how often it was walked or made again."""

    count = 0

    def tree_flatten(self):
        Counted.count += 1
        return tuple(self), None

    @classmethod
    def tree_unflatten(cls, _, items):
        cls.count += 1
        return cls(items)


def test_the_state_is_walked_once_for_all_that_is_read_and_assigned_between_two_steps():
    variables = [Variable(float(number)) for number in range(20)]
    with lent(Counted(variables)) as loan:
        loan.state = step(loan.state)
        Counted.count = 0
        for variable in variables:
            variable.assign_add(variable.value)
        assert [float(x) for x in loan.state] == [2.0 * (n + 1) for n in range(20)]
        assert Counted.count == 2
        loan.state = step(loan.state)
    assert [float(v.value) for v in variables] == [2.0 * (n + 1) + 1 for n in range(20)]
