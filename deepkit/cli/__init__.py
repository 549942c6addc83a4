"""The command line: export, inspect and predict."""

from deepkit.cli._main import main

__all__ = ["main"]
