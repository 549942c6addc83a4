"""A mark stays until somebody notes a change, and never comes back."""

from deepkit.backend import last_change, note_change


def test_the_mark_stays_while_nothing_is_noted():
    assert last_change() is last_change()


def test_each_change_has_a_mark_of_its_own():
    marks = [last_change()]
    for _ in range(5):
        note_change()
        marks.append(last_change())
    assert len(set(map(id, marks))) == 6
