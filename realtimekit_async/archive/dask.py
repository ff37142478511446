"""Units on the workers of a Dask cluster (extra `dask`)."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, cast
from uuid import uuid4

from distributed import KilledWorker, Reschedule, get_worker
from distributed.client import FutureCancelledError, FuturesCancelledError
from distributed.diagnostics.plugin import WorkerPlugin

from realtimekit_async._version import __version__
from realtimekit_async.client import RealtimeKit
from realtimekit_async.errors import ConfigurationError, TransportError
from realtimekit_async.timing import wait_undisturbed

from .outcomes import Failure, Outcome, Unit
from .scheduling import PATIENCE, DaskClient, shared_quota
from .stores import Store, StoreLike, open_store
from .unit import run

if TYPE_CHECKING:
    from distributed import Worker

_GONE = "the Dask scheduler is gone"
_ENDING = ("closing", "closed")
"""The states of a client that takes units still and never tells how they ended."""

SHARED_QUOTA = "REALTIMEKIT_SHARED_QUOTA"
_SECONDS_TO_LEAVE = 10


class Connect(Protocol):
    """Makes the client of a worker, there, for the account and the app of the one who archives."""

    def __call__(self, *, account_id: str, app_id: str | None, base_url: str) -> RealtimeKit:
        """Return a client that nobody else closes; token and other secrets come from the worker's environment."""
        ...


def connect(*, account_id: str, app_id: str | None, base_url: str) -> RealtimeKit:
    """Make a client that shares its token's quota with all others that use the Redis of REALTIMEKIT_SHARED_QUOTA.

    Raises ConfigurationError where the worker's environment has not both this and CLOUDFLARE_API_TOKEN.
    """
    url = os.environ.get(SHARED_QUOTA)
    if not url:
        raise ConfigurationError(
            f"{SHARED_QUOTA} is not set in the environment of a Dask worker: the workers use one token, and who "
            "goes over its quota blocks them all; set it to the URL of a Redis, or give OnDask another connect="
        )
    quota = shared_quota(url)
    return RealtimeKit(account_id=account_id, app_id=app_id, base_url=base_url, quota=quota, retry=PATIENCE)


class OnDask:
    """Has units run by the workers of a Dask cluster: `async with OnDask(client, rtk, store) as scheduler`.

    `client` is a `distributed.Client`, synchronous or asynchronous. Each worker makes one client of RealtimeKit
    with `connect`, which is pickled, and called there with the account, the app and the base URL of `rtk`. No
    secret is sent: as it comes, `connect` finds the token and the Redis of the shared quota in the worker's own
    environment.

    `concurrency` bounds the transfers and `calls` the API calls of one worker, `places` the units that are with
    the scheduler at once. The units of a worker that is lost go to another one.
    """

    def __init__(
        self,
        client: DaskClient,
        rtk: RealtimeKit,
        store: StoreLike,
        *,
        connect: Connect = connect,
        concurrency: int = 4,
        calls: int = 8,
        places: int = 100,
    ) -> None:
        self.places: int = places
        """How many units are with the cluster at once."""
        self._client: Any = client  # whose annotations are too few for strict checkers
        self._name = f"archive-{uuid4().hex[:12]}"
        of = {"account_id": rtk.account_id, "app_id": rtk.app_id, "base_url": rtk.base_url}
        self._plugin = _Connection(connect, of, open_store(store), concurrency, calls)

    async def __aenter__(self) -> Self:
        try:
            versions = await self._ask(self._client.run, _ask_version())
            check_versions(versions.values())
            await self._ask(self._client.register_plugin, self._plugin, self._name)
        except (Exception, FuturesCancelledError) as error:
            if not self._is_gone(error):
                raise
            reason = str(error)
        else:
            return self
        raise TransportError(f"{_GONE}: {reason}", sent=False)

    def _is_gone(self, error: BaseException) -> bool:
        """Return whether an error is that of a client without a scheduler, which raises this or that."""
        return isinstance(error, OSError | FuturesCancelledError) or self._client.status != "running"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cancelled = await wait_undisturbed(asyncio.ensure_future(self._leave()))
        if cancelled is not None:
            raise cancelled

    async def do(self, unit: Unit, /) -> Outcome:
        """Have a worker run a unit; raises what `connect` raises there."""
        name = unit.session_id or unit.recordings[0]
        try:
            # Dropping the future takes the unit back from the scheduler.
            future = self._client.submit(_run, self._name, unit, key=f"{self._name}-{name}")
        except Exception as error:
            if not self._is_gone(error):
                raise
            return _failed(unit, error, f"{_GONE}: {error}", stops=True)
        if self._client.status in _ENDING:  # it may have gone through its futures before this one came
            return _failed(unit, ConnectionError(), f"{_GONE}: the client is being closed", stops=True)
        try:
            return await self._result(future)
        except KilledWorker as error:
            return _failed(unit, error, str(error))
        except FutureCancelledError as error:
            return _failed(unit, error, f"{_GONE}, or gave the unit up", stops=True)

    async def _result(self, future: Awaitable[Outcome]) -> Outcome:
        if self._client.asynchronous:
            return await _awaited(future)
        # A synchronous client lives on a loop of its own, on another thread; there, its futures can be awaited.
        loop: asyncio.AbstractEventLoop = self._client.loop.asyncio_loop
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(future), loop))

    async def _leave(self) -> None:
        """Have the workers end what they do and close their clients, if the scheduler is there still."""
        with suppress(Exception):
            async with asyncio.timeout(_SECONDS_TO_LEAVE):
                await self._ask(self._client.unregister_worker_plugin, self._name)

    async def _ask(self, function: Callable[..., Any], *arguments: object) -> Any:
        if self._client.asynchronous:
            return await function(*arguments)
        return await asyncio.to_thread(function, *arguments)


class _Connection(WorkerPlugin):
    """What a worker keeps while the archive runs: its client, its store, and its bounds."""

    def __init__(self, connect: Connect, of: dict[str, Any], store: Store, concurrency: int, calls: int) -> None:
        self._connect, self._of, self._store = connect, of, store
        self._bounds = (concurrency, calls)
        self._version = __version__
        self._rtk: RealtimeKit | None = None
        self._running: set[asyncio.Task[Outcome]] = set()

    def setup(self, worker: "Worker") -> None:  # noqa: ARG002 - Dask's signature
        concurrency, calls = self._bounds
        self._transfers, self._calls = asyncio.Semaphore(concurrency), asyncio.Semaphore(calls)

    async def run(self, unit: Unit) -> Outcome:
        check_versions([__version__], self._version)
        # Made when it is first needed: what is wrong with it is then the error of a unit, which somebody sees.
        self._rtk = self._rtk or self._connect(**self._of)
        running = asyncio.ensure_future(
            run(self._rtk, self._store, unit, transfers=self._transfers, calls=self._calls)
        )
        self._running.add(running)
        try:
            await asyncio.wait([running])
        finally:
            self._running.discard(running)
            running.cancel()
        if running.cancelled():
            raise Reschedule
        return running.result()

    async def teardown(self, worker: "Worker") -> None:  # noqa: ARG002 - Dask's signature
        for running in self._running:
            running.cancel()
        if self._running:
            await asyncio.wait(self._running)
        if self._rtk is not None:
            await self._rtk.aclose()


def check_versions(workers: Iterable[str], here: str = __version__) -> None:
    """Raise ConfigurationError if workers have another version of this library: units and outcomes are of one."""
    others = sorted(set(workers) - {here})
    if others:
        raise ConfigurationError(
            f"workers of this Dask cluster have realtimekit-async {', '.join(others)}, and whoever archives has "
            f"{here}: install the same version everywhere"
        )


def _ask_version() -> Callable[[], str]:
    """Return a function that travels by value: an older version on a worker would not find one by its name."""

    def version() -> str:
        from realtimekit_async._version import __version__ as there  # noqa: PLC0415 - that of the worker

        return there

    return version


async def _awaited(future: Awaitable[Outcome]) -> Outcome:
    return await future


def _failed(unit: Unit, error: BaseException, message: str, *, stops: bool = False) -> Outcome:
    return Outcome(unit, failures=(Failure(unit.session_id, type(error).__name__, message, stops=stops),))


async def _run(name: str, unit: Unit) -> Outcome:
    return await cast("_Connection", get_worker().plugins[name]).run(unit)
