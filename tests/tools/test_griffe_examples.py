"""The site reads our `Example:` sections as code."""

import griffe

from tools.griffe_examples import Examples

CODE = '''
def double(x):
    """Return `x` twice.

    Example:
        >>> double(2)
        4
    """
'''


def test_an_example_becomes_a_section_of_doctests():
    extensions = griffe.load_extensions(Examples)
    files = {"__init__.py": CODE}
    with griffe.temporary_visited_package("toy", files, extensions=extensions) as package:
        sections = package["double"].docstring.parse("google")
    assert [section.kind.value for section in sections] == ["text", "examples"]
