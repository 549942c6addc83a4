"""What weights and files of an exported model are called."""

from collections.abc import Iterable, Sequence

from deepkit.backend import Variable


def named_weights(variables: Sequence[Variable]) -> dict[str, Variable]:
    """Return Variables by their paths, with a number behind those that are there already.

    Args:
        variables: in the order in which they are named.
    """
    found: dict[str, Variable] = {}
    for variable in dict.fromkeys(variables):
        plain = variable.path.lstrip("_")  # what begins with two of them is no weight in a file
        name, number = plain, 1
        while name in found or not name:
            name, number = f"{plain}:{number}", number + 1
        found[name] = variable
    return found


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Return what the files of programs are called, with a number where two are alike.

    Args:
        names: of the programs.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = "".join(c if c.isalnum() or c in "._-" else "_" for c in name)
        file, number = plain, 1
        while file.casefold() in taken:  # many disks take a and A for one
            file, number = f"{plain}_{number}", number + 1
        taken.add(file.casefold())
        found[name] = file
    return found
