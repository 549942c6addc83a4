"""Ask before a file is replaced."""

from pathlib import Path

from deepkit.errors import SavingError


def may_write(path: Path, *, overwrite: bool) -> bool:
    """Tell whether to write a file; if there is one and it may not be replaced, ask the user.

    Args:
        path: of the file.
        overwrite: whether to replace a file without asking.
    """
    if overwrite or not path.exists():
        return True
    answer = ""
    while answer not in ("y", "n"):
        try:
            answer = input(f"{path} exists already. Overwrite it? [y/n] ").strip().lower()
        except EOFError:
            raise SavingError(
                f"{path} exists already, and there is nobody to ask. Pass `overwrite=True`."
            ) from None
    return answer == "y"
