from collections.abc import Iterator
from pathlib import Path

import pytest

from realtimekit_async.emulator import Emulator

from ..doubles.redis_server import RedisServer

TOKEN = "tok-3f9a-very-secret"


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(api_token=TOKEN) as emulator:
        yield emulator
    assert emulator.errors == []
