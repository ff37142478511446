"""Trouble on request: `emulator.faults` scripts what goes wrong, and for which requests."""

import asyncio
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Unpack

from realtimekit_async.emulator.world.answers import Json
from realtimekit_async.emulator.world.bounds import check_room

from .requests import Request
from .trouble import Fault, Trouble


@dataclass(frozen=True, slots=True)
class Aim:
    """Which requests are meant."""

    method: str | None = None
    path: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("method", self.method), ("path", self.path)):
            if value is not None and not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
                raise TypeError(f"{name}: a string is needed, not {type(value).__name__}")

    def hits(self, request: Request) -> bool:
        """Return whether a request is meant."""
        if self.method is not None and self.method.upper() != request.method:
            return False
        return self.path is None or any(fnmatchcase(path, self.path) for path in _paths(request))


def _paths(request: Request) -> list[str]:
    """Name the paths a pattern may speak of: the documentation's and the concrete one, with and without app."""
    below = request.path.partition("/realtime/kit")[2]
    template = request.route or ""
    return [
        template,
        template.removeprefix("/{app_id}"),
        request.path,
        below,
        "/" + "/".join(below.split("/")[2:]),
    ]


@dataclass(slots=True)
class Hold:
    """Requests that wait for each other."""

    aim: Aim
    number: int
    waiting: "list[asyncio.Future[None]]" = field(default_factory=list["asyncio.Future[None]"])

    def release(self) -> None:
        """Let all of them go on."""
        for future in self.waiting:
            future.get_loop().call_soon_threadsafe(_finish, future)


def _finish(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)


class Faults:
    """The script of what goes wrong; a request takes the first fault that hits it."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._script: list[tuple[Aim, Fault]] = []
        self._holds: list[Hold] = []

    def next(self, **trouble: Unpack[Trouble]) -> None:
        """Make the next request go wrong, or the next `times`, of those with `method` and `path`."""
        aim = Aim(trouble.get("method"), trouble.get("path"))
        fault = Fault(trouble)
        with self._lock:
            check_room(self._script)
            self._script.append((aim, fault))

    def hold(self, number: int, *, method: str | None = None, path: str | None = None) -> None:
        """Hold requests back, before they act, until `number` of them have arrived."""
        if number < 1:
            raise ValueError("number: at least one request is held")
        with self._lock:
            check_room(self._holds)
            self._holds.append(Hold(Aim(method, path), number))

    def clear(self) -> None:
        """Forget the script and let go what is held."""
        with self._lock:
            for hold in self._holds:
                hold.release()
            self._holds.clear()
            self._script.clear()

    @property
    def armed(self) -> list[dict[str, Json]]:
        """What is still to go wrong, in the order it will."""
        with self._lock:
            script: list[dict[str, Json]] = [
                {"method": aim.method, "path": aim.path, "left": fault.left, "trouble": fault.shown}
                for aim, fault in self._script
            ]
            holds: list[dict[str, Json]] = [
                {
                    "method": hold.aim.method,
                    "path": hold.aim.path,
                    "left": hold.number - len(hold.waiting),
                    "trouble": {"hold": hold.number},
                }
                for hold in self._holds
            ]
            return script + holds

    def take(self, request: Request) -> Fault | None:
        """Find the fault of a request and use it up."""
        if not self._script:
            return None
        with self._lock:
            for position, (aim, fault) in enumerate(self._script):
                if aim.hits(request):
                    self._use_up(position, fault)
                    return fault
        return None

    def _use_up(self, position: int, fault: Fault) -> None:
        if fault.left is not None:
            fault.left -= 1
            if not fault.left:
                del self._script[position]

    async def wait(self, request: Request) -> None:
        """Wait until as many requests have arrived as are to be held."""
        if not self._holds:
            return
        with self._lock:
            hold = next((one for one in self._holds if one.aim.hits(request)), None)
            if hold is None:
                return
            mine = asyncio.get_running_loop().create_future()
            hold.waiting.append(mine)
            if len(hold.waiting) == hold.number:
                self._holds.remove(hold)
                hold.release()
        await mine
