from collections.abc import Iterator
from pathlib import Path

import pytest

from realtimekit_async.emulator import Clock, Emulator

from ..redis_server import RedisServer

TOKEN = "tok-3f9a-very-secret"


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


class Arrivals(Clock):
    """The emulator's clock; its limiter reads it once for each request, at the moment it arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def timestamp(self) -> float:
        moment = super().timestamp()
        self.moments.append(moment)
        return moment


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(api_token=TOKEN) as emulator:
        yield emulator
    assert emulator.errors == []
