"""A real Redis on a socket of its own, if this machine has one."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError


class RedisServer:
    """A redis-server that can be stopped and started; it keeps nothing on disk."""

    def __init__(self, directory: Path) -> None:
        self.socket = str(directory / "redis.sock")
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        arguments = ["--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [_program(), *arguments, "--dir", str(self._directory)], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        with Redis(unix_socket_path=self.socket) as redis:
            while not _answers(redis):
                assert time.monotonic() < deadline, "redis-server does not answer"
                time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


def _program() -> str:
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("REALTIMEKIT_REQUIRE_REDIS"):
            pytest.fail("redis-server is not on the PATH, and REALTIMEKIT_REQUIRE_REDIS asks for it")
        pytest.skip("redis-server is not on the PATH")
    return program


def _answers(redis: "Redis") -> bool:
    try:
        return bool(redis.ping())
    except (RedisError, OSError):
        return False
