"""Fixtures for tests of code that uses RealtimeKit.

`realtimekit_emulator` serves it, `realtimekit` is a client of that, and `realtimekit_environment` points an
application under test there.

The emulator runs on a thread and an event loop of its own, so it serves tests of every kind. A client, on
the other hand, belongs to the loop it was first used in and has to be closed there; so `realtimekit` hands
the client to whichever plugin runs the test (pytest-asyncio in either mode, or anyio), whose own loop opens
and closes it. A plain test gets a client that nothing was opened for yet: it closes what it opens, as in
`async with realtimekit:` inside `asyncio.run`. With pytest-asyncio the client lives in the loop of the
fixtures' default scope; a test in a loop of another scope makes its own with `realtimekit_emulator.client()`.

Loading this module imports nothing of the library: it is loaded in every run of pytest.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from realtimekit_async import RealtimeKit
    from realtimekit_async.emulator import Emulator

asyncio_fixture: Any = pytest.fixture
with suppress(ImportError):
    from pytest_asyncio import fixture as asyncio_fixture


@pytest.fixture
def realtimekit_emulator() -> "Iterator[Emulator]":
    """Serve an empty RealtimeKit; a defect of the emulator itself fails the test at its end."""
    from realtimekit_async.emulator import Emulator  # noqa: PLC0415 - only tests that ask for it pay for it

    with Emulator() as emulator:
        yield emulator
    if emulator.errors:
        raise ExceptionGroup("the emulator failed", emulator.errors)


@pytest.fixture
def realtimekit_environment(
    realtimekit_emulator: "Emulator", monkeypatch: pytest.MonkeyPatch
) -> "Mapping[str, str]":
    """Point an application under test at `realtimekit_emulator`, for as long as the test runs.

    The environment variables of a client are set, and the one of a KeyRing: what the application makes while the
    test runs, `RealtimeKit()` and `KeyRing()`, asks the emulator and takes its webhooks. Returns the variables.
    """
    variables = realtimekit_emulator.environment
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def realtimekit(request: pytest.FixtureRequest, realtimekit_emulator: "Emulator") -> "RealtimeKit":
    """Return a client of `realtimekit_emulator`, open for as long as the test runs."""
    node = cast("Any", request).node  # pytest leaves its type half unknown
    client: RealtimeKit
    if node.get_closest_marker("asyncio"):
        client = request.getfixturevalue("_realtimekit_in_asyncio")
    elif node.get_closest_marker("anyio"):
        client = request.getfixturevalue("_realtimekit_in_anyio")
    else:
        client = realtimekit_emulator.client()
    return client


async def _open_client(realtimekit_emulator: "Emulator") -> "AsyncIterator[RealtimeKit]":
    async with realtimekit_emulator.client() as client:
        yield client


_realtimekit_in_asyncio = asyncio_fixture(_open_client)


@pytest.fixture
async def _realtimekit_in_anyio(realtimekit_emulator: "Emulator") -> "AsyncIterator[RealtimeKit]":
    async with realtimekit_emulator.client() as client:
        yield client
