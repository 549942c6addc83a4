"""Checks of public names: listed in order, and documented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture._tree import Definition, Function, Module, definitions, listed, modules

WIDEST = 100
# Doors for ourselves: what users see of them is elsewhere.
INSIDE = {"backend", "cli", "columns", "data", "durable", "training"}


def unlisted_names(root: Path) -> list[str]:
    """Find fronts and public files whose `__all__` is missing, unsorted or untrue."""
    found = []
    for module in modules(root):
        if module.name == "deepkit" or (module.path.stem[0] == "_" and not module.is_front):
            continue  # deepkit's own is made when it is imported: a test of its own looks at it
        names = listed(module.tree)
        if names is None:
            found.append(f"{module.place}: has no `__all__` written out as a list")
        elif names != sorted(names):
            found.append(f"{module.place}: `__all__` is not in alphabetical order")
        elif untrue := sorted(set(names) ^ public_names(module, names)):
            found.append(f"{module.place}: `__all__` and the public names differ in {untrue}")
    return found


def public_names(module: Module, names: list[str]) -> set[str]:
    """Return what a file defines, those of its constants that are in `names`, a front's imports."""
    public = set(definitions(module.tree))
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            public |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & set(names)
        elif isinstance(node, ast.Import | ast.ImportFrom) and module.is_front:
            public |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return {name for name in public if not name.startswith("_")}


def undocumented_names(root: Path) -> list[str]:
    """Find public classes and functions whose docstring lacks what a reader needs."""
    found = {}
    for module in modules(root):
        for name, home in doors(module):
            place, node = resolve(root, home, name)
            if place and node:
                wrong = sentence_faults(node)
                wrong += [] if module.room in INSIDE else section_faults(node)
                found |= {place.at(node, f"`{name}` {fault}"): None for fault in wrong}
    return list(found)


def doors(module: Module) -> Iterator[tuple[str, str]]:
    """Yield each name that a front or a public file lists, with the module to look for it in."""
    if module.name == "deepkit":  # a table of names and their rooms, loaded on first use
        for node in module.tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_NAMES":
                for name, room in ast.literal_eval(node.value).items():
                    yield name, f"deepkit.{room}"
    yield from ((name, module.name) for name in listed(module.tree) or ())


def resolve(root: Path, home: str, name: str) -> tuple[Module | None, Definition | None]:
    """Follow a name through the fronts that hand it on, to where deepkit defines it."""
    path = root.joinpath(*home.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.exists():
        return None, None
    module = Module(root, path)
    if name in definitions(module.tree):
        return module, definitions(module.tree)[name]
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name and node.module != home:  # no sub-package
                    return resolve(root, node.module or "", alias.name)
    return None, None


def sentence_faults(node: Definition) -> list[str]:
    """Return what is wrong with the first sentence of a docstring."""
    first = (ast.get_docstring(node) or "").partition("\n")[0]
    if not first:
        return ["has no docstring"]
    wrong = []
    if not first.endswith(".") or len(first) > WIDEST:
        wrong.append(f"must begin with one sentence of at most {WIDEST} characters")
    if isinstance(node, Function) and re.match(r"\w*[^s\W]s\b", first):
        wrong.append(f"must say what to do (`Return`, not `Returns`): `{first.split()[0]}`")
    return wrong


def section_faults(node: Definition) -> list[str]:
    """Return what the sections of a docstring leave out."""
    docstring = ast.get_docstring(node) or ""
    wrong = []
    documented = section(docstring, "Args")
    missing = [p for p in parameters(node) if not re.search(rf"\b{p}\b", documented)]
    if missing:
        wrong.append(f"does not document in `Args:` {', '.join(missing)}")
    if raises(node) and not section(docstring, "Raises"):
        wrong.append("raises, and has no `Raises:`")
    return wrong


def section(docstring: str, title: str) -> str:
    """Return the indented text below a title such as `Args:`."""
    found = re.search(rf"^{title}:\n((?:[ \t]+.*\n?|\n)+)", docstring, re.MULTILINE)
    return found[1] if found else ""


def parameters(node: Definition) -> list[str]:
    """Return the parameters by name: those of the constructor, for a class that has its own."""
    function = callable_of(node)
    if function is None:
        return []
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [a.arg for a in named if a.arg not in {"self", "cls"} and not a.arg.startswith("_")]


def raises(node: Definition) -> bool:
    """Tell whether calling it meets a `raise` of its own."""
    return any(isinstance(part, ast.Raise) for part in ast.walk(callable_of(node) or ast.Pass()))


def callable_of(node: Definition) -> Function | None:
    """Return the function that runs when it is called, if it stands here."""
    if isinstance(node, Function):
        return node
    inside = [n for n in node.body if isinstance(n, Function) and n.name == "__init__"]
    return inside[0] if inside else None
