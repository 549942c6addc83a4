"""Places beside others, and what is on the disk."""

from deepkit.durable._disk import beside_of, sync


def test_a_place_beside_another_is_hidden_and_nobody_elses(tmp_path):
    places = {beside_of(tmp_path / "model") for _ in range(100)}
    assert len(places) == 100
    assert all(p.parent == tmp_path and p.name.startswith(".model.part-") for p in places)


def test_a_name_that_is_as_long_as_the_system_allows_has_room_beside_it(tmp_path):
    beside_of(tmp_path / ("x" * 255)).write_text("")


def test_what_is_not_there_is_not_brought_to_the_disk(tmp_path):
    sync(tmp_path / "nothing")
