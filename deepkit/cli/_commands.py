"""How each command is put together."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

Run = Callable[[argparse.Namespace], None]

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added to; argparse has no public name for it."""


def command(
    commands: Commands, name: str, run: Run, *, about: str, examples: str, more: str = ""
) -> argparse.ArgumentParser:
    """Add a command and return its parser.

    Args:
        commands: where to.
        name: what is typed.
        run: does it.
        about: one line on what it does.
        examples: of its use, a line each.
        more: what else is to be known.
    """
    parser = commands.add_parser(
        name,
        help=about,
        description=f"{about}\n\n{more}".rstrip(),
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser
