"""Run `python -m deepkit`."""

import sys

from deepkit.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(main())
