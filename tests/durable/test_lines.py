"""Files of lines survive writers that are killed."""

from deepkit.durable import append_line, read_lines


def test_a_line_cut_off_by_a_kill_is_left_out_and_spoils_no_other(tmp_path):
    path = tmp_path / "deep" / "lines"
    append_line(path, {"a": 1})
    with path.open("a") as file:
        file.write('{"a": 2')
    append_line(path, {"a": 3})
    assert read_lines(path) == [{"a": 1}, {"a": 3}]


def test_lines_that_are_no_objects_are_left_out(tmp_path):
    (tmp_path / "lines").write_text('1\n\n{"a": 1}\n')
    assert read_lines(tmp_path / "lines") == [{"a": 1}]
    assert read_lines(tmp_path / "none") == []
