"""Files are short, say in one sentence what they hold, bear telling names, and have a test twin."""

import pytest

from tests.architecture import _files as check

DENSE = "deepkit/layers/_dense.py"
LINE = '"""A file."""\n'


@pytest.mark.parametrize(
    "violations",
    [
        check.long_files,
        check.long_functions,
        check.without_first_sentence,
        check.meaningless_names,
        check.thick_fronts,
        check.without_twin,
    ],
)
def test_no_file_breaks_the_rule(violations, root):
    assert violations(root) == []


def test_a_file_may_have_400_lines_but_not_401(sow):
    assert check.long_files(sow({DENSE: "\n" * 400})) == []
    assert check.long_files(sow({DENSE: "\n" * 401})) == [f"{DENSE}: 401 lines, at most 400"]


def test_tests_and_tools_are_held_to_the_same_length(sow):
    root = sow({"tests/test_x.py": "\n" * 401, "tools/x.py": "\n" * 401})
    assert len(check.long_files(root)) == 2


def test_a_function_may_have_40_lines_besides_its_docstring(sow):
    head, line = 'def f():\n    """One.\n\n    Two.\n    """\n', "    x = 1\n"
    assert check.long_functions(sow({DENSE: head + 40 * line})) == []
    found = check.long_functions(sow({DENSE: head + 41 * line}))
    assert found == [f"{DENSE}:1: `f` has 41 lines, at most 40"]


def test_a_long_method_is_found_too(sow):
    text = "class A:\n    async def f(self):\n" + 41 * "        x = 1\n"
    assert check.long_functions(sow({DENSE: text})) == [f"{DENSE}:2: `f` has 41 lines, at most 40"]


@pytest.mark.parametrize("text", ["", "import os\n", '\n"""Late."""\n', '"""no full stop"""\n'])
def test_a_file_must_begin_with_a_sentence(text, sow):
    assert len(check.without_first_sentence(sow({DENSE: text}))) == 1


def test_a_first_line_that_is_a_sentence_passes(sow):
    assert check.without_first_sentence(sow({DENSE: '"""Dense layers.\n\nMore.\n"""\n'})) == []


@pytest.mark.parametrize(
    "place", ["utils.py", "layers/_utils.py", "ops/helpers.py", "core/_graph.py", "utils/_x.py"]
)
def test_code_in_a_file_whose_name_says_nothing_is_found(place, sow):
    root = sow({f"deepkit/{place}": LINE + "def f(): ...\n"})
    assert len(check.meaningless_names(root)) == 1


def test_a_private_file_that_only_imports_may_not_hide_behind_such_a_name(sow):
    root = sow({"deepkit/layers/_utils.py": LINE + "from deepkit.ops import add\n"})
    assert len(check.meaningless_names(root)) == 1


def test_a_front_called_utils_may_re_export(sow):
    text = LINE + 'from deepkit.backend import set_seed\n\n__all__ = ["set_seed"]\n'
    root = sow({"deepkit/utils/__init__.py": text})
    assert check.meaningless_names(root) == check.thick_fronts(root) == []


@pytest.mark.parametrize("place", ["random/__init__.py", "tree.py", "config/_floatx.py"])
def test_a_front_with_code_in_it_is_found(place, sow):
    root = sow({f"deepkit/{place}": LINE + "def f(): ...\n"})
    assert check.thick_fronts(root) == [f"deepkit/{place}: a front only re-exports"]


def test_a_private_file_without_a_test_is_found(sow):
    found = check.without_twin(sow({DENSE: LINE + "x = 1\n"}))
    assert found == [f"{DENSE}: has no test twin tests/layers/test_dense.py"]


def test_a_public_file_without_a_test_is_found(sow):
    found = check.without_twin(sow({"deepkit/errors.py": LINE + "x = 1\n"}))
    assert found == ["deepkit/errors.py: has no test twin tests/test_errors.py"]


def test_a_twin_in_the_same_place_below_tests_is_enough(sow):
    root = sow({DENSE: LINE + "x = 1\n", "tests/layers/test_dense.py": LINE})
    assert check.without_twin(root) == []
