"""Checks of files: their length, their first line, their names, their twins among the tests."""

import ast
from pathlib import Path

from tests.architecture._tree import CODE, Function, Module, functions, modules

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
SAYS_NOTHING = {"utils", "common", "helpers", "misc", "core"}
FRONTS = {"config", "dtype_policies", "mixed_precision", "random", "tree", "utils"}
ALIASES_ONLY = {"typing"}  # nothing in it runs, so there is nothing to test


def long_files(root: Path) -> list[str]:
    """Find files that have more lines than anybody wants to read at once."""
    lengths = {m.place: len(m.text.splitlines()) for m in modules(root, *CODE)}
    return [
        f"{place}: {n} lines, at most {LONGEST_FILE}"
        for place, n in lengths.items()
        if n > LONGEST_FILE
    ]


def long_functions(root: Path) -> list[str]:
    """Find functions whose body, the docstring left out, has too many lines."""
    found = []
    for module in modules(root, *CODE):
        for function in functions(module.tree):
            n = body_lines(function)
            if n > LONGEST_FUNCTION:
                text = f"`{function.name}` has {n} lines, at most {LONGEST_FUNCTION}"
                found.append(module.at(function, text))
    return found


def body_lines(function: Function) -> int:
    """Count the lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def without_first_sentence(root: Path) -> list[str]:
    """Find files whose first line is not one sentence that says what is in them."""
    found = []
    for module in modules(root, *CODE):
        first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
        if not (module.text.startswith('"""') and first.endswith((".", "?", "!"))):
            found.append(f"{module.place}:1: must begin with a docstring of one sentence")
    return found


def meaningless_names(root: Path) -> list[str]:
    """Find code in files whose name says nothing about it."""
    return [
        f"{module.place}: a file with code needs a name that says what is in it"
        for module in modules(root)
        if SAYS_NOTHING & {part.strip("_") for part in module.name.split(".")}
        and not is_thin(module)
    ]


def thick_fronts(root: Path) -> list[str]:
    """Find fronts that do more than re-export what lives elsewhere."""
    return [
        f"{module.place}: a front only re-exports"
        for module in modules(root)
        if module.room in FRONTS and not is_thin(module)
    ]


def is_thin(module: Module) -> bool:
    """Tell whether a file, private ones never, holds only a docstring, imports and `__all__`."""
    public = not module.path.stem.startswith("_") or module.is_front
    return public and all(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        for node in module.tree.body
    )


def without_twin(root: Path) -> list[str]:
    """Find files that have no test file of their name in the same place below tests."""
    found = []
    for module in modules(root):
        if is_thin(module) or module.is_front or module.path.stem in ALIASES_ONLY:
            continue
        folder = module.path.relative_to(root / "deepkit").parent
        twin = root / "tests" / folder / f"test_{module.path.stem.lstrip('_')}.py"
        if not twin.exists():
            found.append(f"{module.place}: has no test twin {twin.relative_to(root).as_posix()}")
    return found
