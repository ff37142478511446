"""The emulator's rooms: none imports in a circle, and what type checkers read is what there is."""

import ast
import graphlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from realtimekit_async import emulator

ROOT = Path(emulator.__file__).parent
NAME = emulator.__name__


def imported(tree: ast.AST, package: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield what is imported, as parts of a path below the emulator, with the name last."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = (node.module or "").removeprefix(f"{NAME}.").split(".") if node.module else []
            if node.level or (node.module or "").startswith(f"{NAME}."):
                yield from ((*base, *module, alias.name) for alias in node.names)
        yield from imported(node, package)


def test_no_room_imports_in_a_circle():
    rooms: dict[str, set[str]] = {}
    for path in ROOT.rglob("*.py"):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        found = imported(ast.parse(path.read_text(encoding="utf-8")), parts[:-1])
        rooms.setdefault(parts[0], set()).update(target[0] for target in found if target[0] != parts[0])
    assert rooms["operations"] >= {"world", "schema"}
    graphlib.TopologicalSorter(rooms).prepare()


def test_type_checkers_read_the_names_that_there_are():
    tree = ast.parse(Path(emulator.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    read = {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    names: list[str] = vars(emulator)["__all__"]
    assert {name: getattr(import_module(f"{NAME}.{module}"), name) for name, module in read.items()} == {
        name: getattr(emulator, name) for name in names
    }
