"""The other processes of a benchmark: the server and the workers, spoken to in lines of JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

CHECKOUT = Path(__file__).parents[1]


def compiled() -> dict[str, str]:
    """Return an environment in which what is imported has been compiled, as what is installed has."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Talk:
    """A process of this package that answers each line with a line."""

    def __init__(self, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", f"benchmarks.{module}", *arguments],
            cwd=CHECKOUT,
            env={**compiled(), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hear(self) -> Any:
        """Wait for a line and give what it says."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args} ended with {self._process.wait()}")
        return json.loads(line)

    def ask(self, order: Mapping[str, object]) -> Any:
        """Say a line and give what is answered."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def end(self) -> None:
        """Let the process end by itself."""
        self._process.communicate()


class Served(NamedTuple):
    """Where a server is, and what its clients need in their environment to trust it."""

    origin: str
    environment: dict[str, str]


@contextmanager
def served(*arguments: str, tls: bool = False) -> Generator[Served, None, None]:
    """Run the server."""
    with TemporaryDirectory() as folder:
        authority = Path(folder) / "authority.pem"
        server = Talk("request.server", *arguments, *(["--authority", str(authority)] if tls else []))
        try:
            origin = f"{'https' if tls else 'http'}://localhost:{server.hear()['port']}"
            yield Served(origin, {"SSL_CERT_FILE": str(authority)} if tls else {})
        finally:
            server.end()


@contextmanager
def workers(names: list[str], where: Served, *arguments: str) -> Generator[dict[str, Talk], None, None]:
    """Run a worker for each contender."""
    running: dict[str, Talk] = {}
    try:
        for name in names:
            running[name] = Talk("request.worker", name, where.origin, *arguments, environment=where.environment)
        yield running
    finally:
        for worker in running.values():
            worker.end()
