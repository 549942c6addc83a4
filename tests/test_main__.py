"""`python -m deepkit` is the command line; tests/cli/test_main.py runs it."""

import deepkit.__main__ as module


def test_it_is_the_command_line():
    assert module.main.__module__ == "deepkit.cli._main"
