"""A shelf keeps what was costly to make for the next who asks for the same."""

from deepkit.backend import Shelf, clear_session


def test_a_thing_is_made_once_for_a_key():
    shelf, made = Shelf(2), []
    for key in ("a", "b", "a"):
        shelf.get(key, lambda key=key: made.append(key) or [key])
    assert made == ["a", "b"]


def test_what_was_asked_for_longest_ago_goes_first():
    shelf, made = Shelf(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        shelf.get(key, lambda key=key: made.append(key) or [key])
    assert made == ["a", "b", "c", "b"]
    assert len(shelf) == 2


def test_heavy_things_leave_less_room():
    shelf = Shelf(10)
    for key, weight in (("a", 4), ("b", 4), ("c", 5), ("d", 50)):
        shelf.get(key, list, weight)
        assert len(shelf) == {"a": 1, "b": 2, "c": 2, "d": 1}[key]


def test_a_new_session_begins_with_empty_shelves():
    shelf = Shelf(2)
    shelf.get("a", list)
    clear_session(free_memory=False)
    assert len(shelf) == 0
