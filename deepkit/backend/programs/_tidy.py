"""Programs without what they say twice: the same computation in far fewer bytes.

JAX writes the sizes of open axes anew for each operation, a copy of each product for every
platform, and a message for each size of each input. Of a table with many columns, that is most of
the program.
"""

from collections.abc import Mapping
from typing import Any

from jax.extend.mlir import ir, passmanager

_MOST_INLINED = 8
"""Operations of the largest function that takes its place wherever it is called."""

_PASSES = "builtin.module(cse,symbol-dce)"


def tidy(module: Any) -> None:
    """Take out of a module what it says more than once, in place.

    Sizes of inputs are not compared by it any more: who calls it has compared them.

    Args:
        module: of StableHLO.
    """
    manager = passmanager.PassManager.parse(_PASSES)
    for operation in _found(module.operation, "stablehlo.custom_call"):
        if ir.StringAttr(operation.attributes["call_target_name"]).value == "shape_assertion":
            operation.erase()
    for operation in _found(module.operation, "stablehlo.case"):
        _choose_nothing(operation)
    manager.run(module.operation)
    while _inlined(module):
        pass
    manager.run(module.operation)


def _found(within: Any, name: str) -> list[Any]:
    """Return the operations of a name within another, those inside of others first."""
    found: list[Any] = []

    def look(operation: Any) -> Any:
        if operation.name == name:
            found.append(operation.operation)
        return ir.WalkResult.ADVANCE

    within.walk(look)
    return found


def _choose_nothing(case: Any) -> None:
    """Put a branch in the place of a choice between branches that are all the same."""
    first, *others = [region.blocks[0] for region in case.regions]
    if all(_same(first, other, {}) for other in others):
        *operations, last = list(first.operations)
        for operation in operations:
            operation.operation.move_before(case)
        _replace(case, list(last.operation.operands))


def _same(block: Any, other: Any, twins: dict[Any, Any]) -> bool:
    """Tell whether two blocks compute the same.

    Args:
        block: one of them.
        other: the other.
        twins: values of the one by those of the other.
    """
    pairs = list(zip(block.operations, other.operations, strict=False))
    if len(pairs) < max(len(list(block.operations)), len(list(other.operations))):
        return False
    if [one.type for one in block.arguments] != [one.type for one in other.arguments]:
        return False
    twins.update(zip(other.arguments, block.arguments, strict=True))
    return all(_twins(one.operation, two.operation, twins) for one, two in pairs)


def _twins(one: Any, other: Any, twins: dict[Any, Any]) -> bool:
    if one.name != other.name or _told(one) != _told(other):
        return False
    if list(one.operands) != [twins.get(operand, operand) for operand in other.operands]:
        return False
    regions = list(zip(one.regions, other.regions, strict=False))
    if not all(_same(a.blocks[0], b.blocks[0], twins) for a, b in regions):
        return False
    twins.update(zip(other.results, one.results, strict=True))
    return True


def _told(operation: Any) -> list[Any]:
    """Return what an operation says of itself but its operands."""
    attributes = [(name, operation.attributes[name]) for name in sorted(operation.attributes)]
    return [attributes, [result.type for result in operation.results], len(operation.regions)]


def _inlined(module: Any) -> bool:
    """Put functions in the place of their calls: those called once, and small ones."""
    calls: dict[str, list[Any]] = {}
    for call in _found(module.operation, "func.call"):
        calls.setdefault(ir.FlatSymbolRefAttr(call.attributes["callee"]).value, []).append(call)
    changed = False
    for function in list(module.body.operations):
        body = function.regions[0].blocks[0]
        operations = list(body.operations)
        places = calls.get(ir.StringAttr(function.attributes["sym_name"]).value, [])
        # A function that calls others waits until these are in their places.
        if not places or _found(function.operation, "func.call"):
            continue
        if len(places) == 1 or len(operations) <= _MOST_INLINED:
            for call in places:
                _inline(body, operations, call)
            function.operation.erase()
            changed = True
    return changed


def _inline(body: Any, operations: list[Any], call: Any) -> None:
    values = dict(zip(body.arguments, call.operands, strict=True))
    *inner, last = operations
    with ir.InsertionPoint(call), ir.Location.unknown():
        for operation in inner:
            copy = operation.operation.clone()
            _rename(copy, values)
            values.update(zip(operation.operation.results, copy.results, strict=True))
    _replace(call, [values.get(operand, operand) for operand in last.operation.operands])


def _rename(operation: Any, values: Mapping[Any, Any]) -> None:
    """Replace what an operation, and what is inside of it, takes."""

    def look(each: Any) -> Any:
        for place, operand in enumerate(each.operands):
            if operand in values:
                each.operands[place] = values[operand]
        return ir.WalkResult.ADVANCE

    operation.walk(look)


def _replace(operation: Any, values: list[Any]) -> None:
    """Replace the results of an operation, and take it out."""
    for result, value in zip(operation.results, values, strict=True):
        result.replace_all_uses_with(value)
    operation.erase()
