from collections.abc import AsyncIterator

import pytest

from realtimekit_async.events import KeyRing, Receiver

from .key_server import KeyServer
from .signing import Signer


class Seconds:
    """A clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def signer() -> Signer:
    """RealtimeKit."""
    return Signer()


@pytest.fixture(scope="session")
def successor() -> Signer:
    """RealtimeKit after it has changed its key, or somebody else."""
    return Signer()


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def receiver(signer: Signer) -> Receiver:
    return Receiver(KeyRing.pinned(signer.pem))


@pytest.fixture
async def key_server(signer: Signer) -> AsyncIterator[KeyServer]:
    server = await KeyServer(signer.pem).start()
    yield server
    await server.stop()
