"""How each command is put together."""

import argparse

from deepkit.cli._commands import command


def test_a_command_says_what_it_does_and_how_it_is_used():
    parser = argparse.ArgumentParser()
    made = command(parser.add_subparsers(), "do", print, about="Do it.", examples="  deepkit do")
    assert "Do it." in made.format_help()
    assert made.format_help().endswith("examples:\n  deepkit do\n")
    assert parser.parse_args(["do"]).run is print


def test_what_else_is_to_be_known_stands_above_the_options():
    parser = argparse.ArgumentParser()
    told = {"about": "Do it.", "examples": "  deepkit do", "more": "Not twice."}
    made = command(parser.add_subparsers(), "do", print, **told)
    assert "Do it.\n\nNot twice.\n\noptions:" in made.format_help()
