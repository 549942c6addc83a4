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


def test_a_new_session_begins_with_empty_shelves():
    shelf = Shelf(2)
    shelf.get("a", list)
    clear_session(free_memory=False)
    assert len(shelf) == 0
