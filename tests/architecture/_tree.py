"""The files of a source tree, parsed, in the form that the checks of the architecture read."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CODE = ("deepkit", "tests", "tools", "examples", "benchmarks")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function


@dataclass(frozen=True)
class Module:
    """One Python file below `root`."""

    root: Path
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def place(self) -> str:
        """Its path below the root, as messages name it."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def is_front(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def name(self) -> str:
        """Its dotted name; that of the package for an `__init__.py`."""
        parts = self.path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if self.is_front else parts)

    @property
    def room(self) -> str:
        """The part of deepkit that it belongs to: `layers` for all that is in `deepkit.layers`."""
        return [*self.name.split("."), ""][1]

    def at(self, node: ast.AST, text: str) -> str:
        """Return a violation at the line of `node`."""
        return f"{self.place}:{getattr(node, 'lineno', 1)}: {text}"


def modules(root: Path, *folders: str) -> Iterator[Module]:
    """Yield every Python file of these folders (of deepkit, if none is named), in order."""
    for folder in folders or ("deepkit",):
        for path in sorted((root / folder).rglob("*.py")):
            yield Module(root, path)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method, nested ones included."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each import with the dotted names it brings: `from a.b import c` brings `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def definitions(tree: ast.Module) -> dict[str, Definition]:
    """Return the functions and classes at the top level of a file, by name."""
    return {node.name: node for node in tree.body if isinstance(node, Definition)}


def listed(tree: ast.Module) -> list[str] | None:
    """Return the names in a literal `__all__`, or None where there is no such list."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return ast.literal_eval(node.value) if isinstance(node.value, ast.List) else None
    return None
