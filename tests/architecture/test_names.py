"""Public names are listed in order, and documented with what a reader needs."""

import pytest

import deepkit
from tests.architecture import _names as check

FRONT, DENSE = "deepkit/layers/__init__.py", "deepkit/layers/_dense.py"
EXPORT = 'from deepkit.layers._dense import Dense\n\n__all__ = ["Dense"]\n'


def test_every_front_lists_its_public_names_in_order(root):
    assert check.unlisted_names(root) == []


def test_every_public_name_is_documented(root):
    assert check.undocumented_names(root) == []


def test_deepkit_lists_its_own_names_in_order_and_has_them_all():
    assert deepkit.__all__ == sorted(set(deepkit.__all__))
    assert [name for name in deepkit.__all__ if not hasattr(deepkit, name)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("from deepkit.ops import add\n", "has no `__all__`"),
        ('from deepkit.ops import add\n__all__ = sorted(["add"])\n', "has no `__all__`"),
        ('from deepkit.ops import add, sub\n__all__ = ["sub", "add"]\n', "alphabetical"),
        ('from deepkit.ops import add, sub\n__all__ = ["add"]\n', "differ in ['sub']"),
        ('from deepkit.ops import add\n__all__ = ["add", "sub"]\n', "differ in ['sub']"),
        ("def add(): ...\n__all__ = []\n", "differ in ['add']"),
    ],
)
def test_a_list_of_names_that_is_absent_unsorted_or_untrue_is_found(text, fault, sow):
    (found,) = check.unlisted_names(sow({FRONT: text}))
    assert fault in found


def test_a_public_file_may_keep_a_constant_to_itself_but_no_function(sow):
    text = 'T = 1\nE = 2\n\ndef f(): ...\n\n__all__ = ["E", "f"]\n'
    assert check.unlisted_names(sow({"deepkit/errors.py": text})) == []
    (found,) = check.unlisted_names(sow({"deepkit/errors.py": text.replace(', "f"', "")}))
    assert "differ in ['f']" in found


@pytest.mark.parametrize(
    ("dense", "fault"),
    [
        ("class Dense: ...", "has no docstring"),
        ('class Dense:\n    """dense"""', "must begin with one sentence"),
        (f'class Dense:\n    """{"x" * 100}."""', "must begin with one sentence"),
        ('def Dense():\n    """Returns a layer."""', "must say what to do"),
        ('def Dense(units):\n    """Return a layer."""', "does not document in `Args:` units"),
        (
            'class Dense:\n    """Dense."""\n    def __init__(self, *, units): ...',
            "does not document in `Args:` units",
        ),
        ('def Dense():\n    """Refuse."""\n    raise ValueError', "raises, and has no `Raises:`"),
    ],
)
def test_a_lacking_docstring_is_found(dense, fault, sow):
    (found,) = check.undocumented_names(sow({FRONT: EXPORT, DENSE: dense}))
    assert found.startswith(f"{DENSE}:1: `Dense` ")
    assert fault in found


def test_a_complete_docstring_passes(sow):
    dense = (
        'def Dense(units, **base):\n    """Pass on.\n\n    Args:\n        units: > 0.\n\n'
        '    Raises:\n        ValueError: never.\n    """\n    raise ValueError\n'
    )
    assert check.undocumented_names(sow({FRONT: EXPORT, DENSE: dense})) == []


def test_a_name_is_followed_through_the_fronts_that_hand_it_on(sow):
    root = sow(
        {
            "deepkit/random/__init__.py": 'from deepkit.backend import key\n__all__ = ["key"]\n',
            "deepkit/backend/__init__.py": "from deepkit.backend._key import key\n__all__ = []\n",
            "deepkit/backend/_key.py": 'def key(seed):\n    """Return a key."""\n',
        }
    )
    (found,) = check.undocumented_names(root)
    assert found == "deepkit/backend/_key.py:1: `key` does not document in `Args:` seed"


def test_a_name_of_deepkit_itself_is_found_in_its_room(sow):
    root = sow(
        {
            "deepkit/__init__.py": '_NAMES = {"Dense": "layers"}\n',
            FRONT: EXPORT.replace('["Dense"]', "[]"),
            DENSE: "class Dense: ...",
        }
    )
    assert check.undocumented_names(root) == [f"{DENSE}:1: `Dense` has no docstring"]


def test_doors_for_ourselves_need_a_sentence_but_no_sections(sow):
    front = 'from deepkit.backend._key import key\n__all__ = ["key"]\n'
    key = 'def key(seed):\n    """Return a key."""\n'
    root = sow({"deepkit/backend/__init__.py": front, "deepkit/backend/_key.py": key})
    assert check.undocumented_names(root) == []
