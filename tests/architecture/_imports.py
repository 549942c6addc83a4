"""Checks of imports that import-linter leaves to us: where they stand, by which door they enter."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture._tree import Module, imports, modules

OPTIONAL = {"jax2onnx", "matplotlib", "optax", "pandas", "sklearn", "torch"}
LATE = OPTIONAL | {"h5py"}  # a core dependency, but slow to import
TENSOR_ROOMS = {"backend", "ops"}
PRIVATE_JAX = {"interpreters", "lib"}


def relative_imports(root: Path) -> list[str]:
    """Find imports that do not say where they import from."""
    return [
        module.at(node, "relative import")
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def late_imports(root: Path) -> list[str]:
    """Find imports below the top of a file, but of what may be absent or is slow."""
    return [
        module.at(node, f"`{name}` must be imported at the top of the file")
        for module in modules(root)
        for node, name in imports(ast.Module(list(below_the_top(module.tree)), []))
        if name.split(".")[0] not in LATE
    ]


def below_the_top(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that may hold a late import: all but imports and `if TYPE_CHECKING`."""
    for node in tree.body:
        typing_only = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not (typing_only or isinstance(node, ast.Import | ast.ImportFrom)):
            yield node


def imports_by_name(root: Path) -> list[str]:
    """Find imports by a string, which no checker can follow, outside deepkit's own front."""
    return [
        module.at(node, "only deepkit/__init__.py imports by name")
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}
        and module.name != "deepkit"
    ]


def early_optional_imports(root: Path) -> list[str]:
    """Find imports at the top of a file of packages that a plain installation does not have."""
    return [
        module.at(node, f"`{name.split('.')[0]}` is optional: import it where it is used")
        for module in modules(root)
        for node, name in imports(module.tree)
        if name.split(".")[0] in OPTIONAL and node in module.tree.body
    ]


def jax_upstairs(root: Path) -> list[str]:
    """Find imports of JAX above the tensor backend."""
    return [
        module.at(node, "jax is imported in deepkit.backend and deepkit.ops only")
        for module in modules(root)
        for node, name in imports(module.tree)
        if name.split(".")[0] in {"jax", "jaxlib"} and module.room not in TENSOR_ROOMS
    ]


def back_doors(root: Path) -> list[str]:
    """Find imports of a private file or name by a module outside of the package it belongs to."""
    return [
        module.at(node, f"`{name}` belongs to {owner(name)}")
        for module in modules(root)
        for node, name in imports(module.tree)
        if name.startswith("deepkit.") and not f"{module.name}.".startswith(f"{owner(name)}.")
    ]


def owner(name: str) -> str:
    """Return the package that may import `name`: what stands before its first private part."""
    parts = name.split(".")
    private = [i for i, part in enumerate(parts) if part.startswith("_") and part[:2] != "__"]
    return ".".join(parts[: private[0]]) if private else "deepkit"


def private_jax(root: Path) -> list[str]:
    """Find uses of what JAX keeps for itself, imported or reached by attributes."""
    return [
        module.at(node, f"`{name}` is private to JAX")
        for module in modules(root)
        for node, name in [*imports(module.tree), *attributes_of_jax(module)]
        if is_private_to_jax(name)
    ]


def is_private_to_jax(name: str) -> bool:
    """Tell whether a dotted name is of jaxlib, or goes through a part of jax that is not public."""
    first, *rest = name.split(".")
    private = any(part.startswith("_") and not part.endswith("__") for part in rest)
    return first == "jaxlib" or (first == "jax" and (private or bool({*rest[:1]} & PRIVATE_JAX)))


def attributes_of_jax(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield `jax.numpy.sin` for a `jnp.sin` in the file, for every name that stands for JAX."""
    bound = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            bound |= {a.asname or a.name.split(".")[0]: a for a in node.names}
    known = {k: (a.name if a.asname else k) for k, a in bound.items() if is_jax(a.name)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in known:
                yield node, f"{known[first]}.{rest}"


def is_jax(name: str) -> bool:
    """Tell whether a dotted module name is in jax."""
    return name.split(".")[0] == "jax"
