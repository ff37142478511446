"""Who may import whom: the cut of the architecture, read from the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

import realtimekit_async

pytestmark = pytest.mark.xdist_group("imports")  # the source is read once

ROOT = "realtimekit_async"
MOST_MODULES, MOST_ROOMS = 13, 27
FOLDER = Path(realtimekit_async.__file__).parent
GROUND = {"_lazy", "_version", "timing", "checks", "secret", "log", "errors"}
"""Everybody's: they know nobody above themselves."""

MAY_IMPORT: dict[str, set[str]] = {
    "__init__": {"client", "quota", "services", "transport", "wire"},
    # the ground
    "_lazy": set(),
    "_version": set(),
    "timing": {"errors"},
    "secret": set(),
    "log": set(),
    "errors": {"_lazy"},
    "checks": {"errors"},
    # one call, from its value to aiohttp and back
    "wire": {"models"},
    "quota": set(),
    "http": {"wire"},
    "transport": {"http", "quota", "wire"},
    # what the API is
    "models": set(),
    "files": {"http", "models", "wire"},
    "services": {"files", "models", "wire"},
    "client": {"agent", "files", "http", "meeting", "quota", "services", "transport", "wire"},
    # what stands beside and on it
    "events": {"models", "wire"},
    "telling": {"models"},
    "agent": {"http", "models", "services", "telling", "wire"},
    "meeting": {"agent", "http", "models", "services", "telling", "wire"},
    "archive": {"client", "files", "models", "quota", "services", "transport"},
    # a mistake that both shared would cancel itself out: of what is said about the API nothing is shared
    "emulator": {"_version"},
    "fastapi": {"client", "events", "services", "transport"},
    "telemetry": {"transport"},
    "pytest_plugin": {"__init__", "emulator"},
    "__main__": {"cli"},
    "cli": {
        "__init__", "agent", "archive", "emulator", "events", "files", "meeting", "models", "quota", "services",
        "transport", "wire",
    },
}  # fmt: skip

OUTSIDERS = {
    "aiohttp": {"client", "http", "transport", "files", "events", "agent", "meeting", "emulator", "cli"},
    "yarl": {"transport", "files"},
    "tenacity": {"archive", "transport"},
    "obstore": {"archive"},
    "distributed": {"archive", "cli"},
    "anyio": {"http", "quota", "timing"},
    "cryptography": {"emulator", "events"},
    "fastapi": {"fastapi"},
    "opentelemetry": {"telemetry"},
    "starlette": {"fastapi"},
    "pydantic_core": {"models"},
    "redis": {"quota", "events"},
    "click": {"cli"},
    "rich": {"cli"},
    "pytest": {"pytest_plugin"},
    "pytest_asyncio": {"pytest_plugin"},
}


class Import(NamedTuple):
    """One import statement's target, where it stands, and whether only type checkers see it."""

    importer: str
    target: str
    function: str | None
    for_types: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in FOLDER.rglob("*.py")}


def unit(module: str) -> str:
    """Return the part of the architecture that a module belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


def imports(module: str) -> Iterator[Import]:
    tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    yield from _imports(tree, module, package, None, for_types=False)


def _imports(
    node: ast.AST, module: str, package: str, function: str | None, *, for_types: bool
) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        for target in _targets(child, package):
            yield Import(module, target, function, for_types)
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        typing_only = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        yield from _imports(child, module, package, inside, for_types=for_types or typing_only)


def _targets(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        source = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in FILES else source


@cache
def all_imports() -> list[Import]:
    """Return all of the package's, read once, and only by the process that runs one of these tests."""
    return [found for module in FILES for found in imports(module)]


@cache
def our_imports() -> list[Import]:
    return [found for found in all_imports() if found.target.split(".")[0] == ROOT]


def test_every_part_of_the_package_has_its_rule():
    assert {unit(module) for module in FILES} <= set(MAY_IMPORT)


def test_every_import_of_ours_is_of_something_that_exists():
    assert {found.target for found in our_imports()} <= set(FILES)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_what_it_may(part):
    used = {
        unit(found.target)
        for found in our_imports()
        if unit(found.importer) == part and not (part == "emulator" and _is_the_emulators_client(found))
    }
    # The emulator stands on its own feet, and the ground on nothing.
    ground = set() if part in {*GROUND, "emulator"} else GROUND
    assert used - {part} - ground <= MAY_IMPORT[part]


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_no_part_is_allowed_what_it_does_not_use(part):
    used = {unit(found.target) for found in our_imports() if unit(found.importer) == part}
    assert used >= MAY_IMPORT[part]


def test_no_part_imports_one_above_it():
    assert list(TopologicalSorter(MAY_IMPORT).static_order())


def test_the_top_level_is_seen_at_a_glance():
    modules = {path.stem for path in FOLDER.glob("*.py")}
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert len(modules) <= MOST_MODULES
    assert len(modules | folders) <= MOST_ROOMS


def _is_the_emulators_client(found: Import) -> bool:
    return found.target == ROOT and (found.function == "client" or found.for_types)


@pytest.mark.parametrize("part", ["wire", "telling"])
def test_what_knows_no_resource_imports_only_the_common_models(part):
    targets = {found.target for found in our_imports() if unit(found.importer) == part}
    common = {f"{ROOT}.models.common", f"{ROOT}.models.portable"}
    assert {target for target in targets if unit(target) == "models"} <= common


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_a_foreign_library_is_known_to_few(outsider):
    users = {unit(found.importer) for found in all_imports() if found.target.split(".")[0] == outsider}
    assert users <= OUTSIDERS[outsider]


def test_no_other_foreign_library_is_used():
    foreign = {found.target.split(".")[0] for found in all_imports()} - {ROOT} - sys.stdlib_module_names
    assert foreign <= {*OUTSIDERS, "msgspec"}


def test_no_import_goes_in_a_circle():
    """Not for types alone either; only the table of names in an `__init__` points at what imports it."""
    graph: dict[str, set[str]] = {module: set() for module in FILES}
    for found in our_imports():
        if not _is_of_table(found):
            graph[found.importer] |= _loaded_for(found) - {found.importer}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("room", ["emulator", "meeting"])
def test_the_parts_of_a_room_have_an_order(room):
    """A folder in it counts as one: whoever looks for something knows in which of two it is."""
    graph: dict[str, set[str]] = {}
    for found in our_imports():
        if unit(found.importer) == unit(found.target) == room:
            importer, target = part_of(found.importer), part_of(found.target)
            if importer and target != importer:
                graph.setdefault(importer, set()).add(target)
    assert len(graph) > 10
    assert list(TopologicalSorter(graph).static_order())


def part_of(module: str) -> str:
    """Return the module or folder of a room that a module is, or is in; "" for the room itself."""
    return ".".join(module.split(".")[2:3])


def _loaded_for(found: Import) -> set[str]:
    """Return a module and the packages that are loaded before it, but those that the importer is in itself."""
    parts = found.target.split(".")
    packages = {".".join(parts[:depth]) for depth in range(1, len(parts))}
    return {found.target, *(package for package in packages if not found.importer.startswith(f"{package}."))}


def _is_of_table(found: Import) -> bool:
    return found.for_types and FILES[found.importer].name == "__init__.py"


# ── what is loaded when ──

AFTER = """
import sys
{code}
print(*sorted(sys.modules))
"""


def loaded(code: str) -> set[str]:
    """Run code in a fresh interpreter and return the modules it has loaded."""
    done = subprocess.run(
        [sys.executable, "-c", AFTER.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parent,
    )
    return set(done.stdout.splitlines()[-1].split())


def shapes_and_services(modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith((f"{ROOT}.services.", f"{ROOT}.models."))}


CLIENT = """
from realtimekit_async import RealtimeKit, Retry, Quota
rtk = RealtimeKit(account_id="a", app_id="b", api_token="c")
"""


def test_importing_the_package_loads_next_to_nothing():
    modules = loaded("import realtimekit_async")
    assert {name for name in modules if name.startswith(ROOT)} == {ROOT, f"{ROOT}._lazy", f"{ROOT}._version"}
    assert not modules & {"aiohttp", "msgspec", "tenacity", "anyio"}


def test_a_client_loads_no_service_and_no_model_but_the_common_ones():
    modules = loaded(CLIENT)
    assert shapes_and_services(modules) == {f"{ROOT}.models.common", f"{ROOT}.models.portable"}
    assert not modules & {"tenacity", "anyio", f"{ROOT}.transport.tries", f"{ROOT}.emulator"}


def test_touching_a_service_loads_it_and_its_models():
    modules = loaded(CLIENT + "rtk.webhooks")
    assert {f"{ROOT}.services.webhooks", f"{ROOT}.models.webhooks"} <= modules
    assert not modules & {f"{ROOT}.services.meetings", f"{ROOT}.models.presets", "tenacity", "anyio"}


ANSWERED = """
import asyncio, aiohttp
from realtimekit_async import RealtimeKit

async def answer(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    body = b'{"success":true,"data":{"id":"m1"}}'
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    rtk = RealtimeKit(account_id="a", app_id="b", api_token="c", base_url=f"http://127.0.0.1:{port}")
    assert (await rtk.meetings.get("m1")).id == "m1"
    import sys
    print(*sorted(sys.modules))
    await rtk.aclose()
    server.close()

asyncio.run(main())
"""


def test_a_success_loads_neither_tenacity_nor_anyio():
    done = subprocess.run(
        [sys.executable, "-c", ANSWERED], capture_output=True, text=True, check=True, cwd=FOLDER.parent
    )
    assert not set(done.stdout.split()) & {"tenacity", "anyio", f"{ROOT}.transport.tries"}


def test_the_public_names_are_the_ones_that_are_listed():
    assert dir(realtimekit_async) == realtimekit_async.__all__
    for name in realtimekit_async.__all__:
        assert getattr(realtimekit_async, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'RealtimeKitt'"):
        realtimekit_async.RealtimeKitt  # noqa: B018 - touching it is the test


@pytest.mark.parametrize(
    "package", [ROOT, f"{ROOT}.files", f"{ROOT}.archive", f"{ROOT}.events", f"{ROOT}.meeting"]
)
def test_type_checkers_are_shown_the_public_names(package):
    module = import_module(package)
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    shown = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert shown == {*module.__all__} - {"__version__"}


def test_the_benchmarks_import_nothing_in_a_circle():
    folder = FOLDER.parent / "benchmarks"
    graph = {
        file.relative_to(folder.parent).with_suffix("").as_posix().replace("/", "."): _benchmarks_it_imports(file)
        for file in folder.rglob("*.py")
    }
    assert "benchmarks.request.answers" in graph["benchmarks.jobs.walker"]
    assert list(TopologicalSorter(graph).static_order())


def _benchmarks_it_imports(file: Path) -> set[str]:
    package = [*file.relative_to(FOLDER.parent).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            named = ".".join([*base, *([node.module] if node.module else [])])
            found |= {named} if node.module else {f"{named}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "benchmarks"}
