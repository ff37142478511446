import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from realtimekit_async.cli import main
from realtimekit_async.emulator import Emulator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call slow what starts the command as a process of its own, as takes half a second."""
    for item in items:
        if HERE in item.path.parents and "start" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [msgspec.json.decode(line) for line in self.out.splitlines()]


Command = Callable[..., Outcome]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=1) as running:
        yield running


@pytest.fixture
def command(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Outcome:
        code = main(arguments)
        return Outcome(code, *capsys.readouterr())

    return run


class Process(subprocess.Popen[str]):
    """A process that a failing test does not wait for."""

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, *rest)


@pytest.fixture
def start(emulator: Emulator) -> Callable[..., "subprocess.Popen[str]"]:
    """Start the command as a process of its own."""

    def started(*arguments: str, environment: Mapping[str, str] | None = None, **options: Any):
        return Process(
            [sys.executable, "-m", "realtimekit_async.cli", *arguments],
            env={**os.environ, **emulator.environment, **(environment or {})},
            cwd=ROOT,
            text=True,
            **options,
        )

    return started


@pytest.fixture
def on_a_terminal(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run the command in a pseudo-terminal and return what a person would see, without colours."""
    for name, value in {**emulator.environment, "COLUMNS": "120", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)

    def seen(*arguments: str) -> str:
        master, slave = os.openpty()
        with ThreadPoolExecutor() as pool, os.fdopen(slave, "w") as terminal:
            reading = pool.submit(_everything, master)
            with redirect_stdout(terminal), redirect_stderr(terminal):
                assert main(arguments) == 0
            terminal.close()
            return reading.result()

    return seen


@pytest.fixture
def watch(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., str]:
    """Do the same in a process of its own, which moves as it would for a person."""

    def seen(*arguments: str) -> str:
        master, slave = os.openpty()
        environment = {"COLUMNS": "120", "TERM": "xterm-256color"}
        with start(*arguments, environment=environment, stdin=slave, stdout=slave, stderr=slave) as process:
            os.close(slave)
            text = _everything(master)
        assert process.returncode == 0
        return text

    return seen


def _everything(terminal: int) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", everything_sent_to(terminal).decode())


def everything_sent_to(terminal: int) -> bytes:
    """Read a pseudo-terminal to its end, codes included."""
    chunks: list[bytes] = []
    with suppress(OSError):  # a terminal that nobody writes to any more ends with EIO
        while chunk := os.read(terminal, 65536):
            chunks.append(chunk)
    os.close(terminal)
    return b"".join(chunks)
