"""The emulator: a world, the server in front of it, and what a test does to both."""

import asyncio
from collections.abc import Callable, Collection
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from .agents import AGENT_PATH, Agents
from .agents.closes import GOING_AWAY
from .files.storage import Storage, bracketed
from .history import Past, begin
from .liveliness import Delays, Liveliness
from .meeting import MEETING_PATH, Meetings
from .operations.keys import WEBHOOK_KEY_PATH
from .operations.routes import API
from .server.faults import Faults
from .server.limiter import Limiter
from .server.requests import Request
from .server.server import Server
from .simulate import Simulation
from .steering.steering import Steering
from .thread import Service
from .webhooks.deliveries import Deliveries
from .world.alarms import Alarms
from .world.clock import Clock
from .world.identity import Ids
from .world.shapes import LAYOUTS, Layout
from .world.signing import Signer
from .world.world import App, World

if TYPE_CHECKING:
    from realtimekit_async import RealtimeKit


class Credentials(TypedDict):
    """What a client needs, under the names of `RealtimeKit`'s arguments."""

    base_url: str
    account_id: str
    app_id: str
    api_token: str


class Emulator(Service):
    """RealtimeKit on this machine: a real HTTP server with state, for tests, demos and benchmarks.

    `async with Emulator()` serves in the running loop, `with Emulator()` on a thread of its own. What a test
    does to it (`simulate`, `faults`, `files`, `deliveries`, `agents`, `meetings`) may come from any thread:
    requests and verbs act one after the other.

    Args:
        host: Where to listen.
        port: Where to listen; 0 takes a free one.
        file_port: Where files are served, under another host name than the API; 0 takes a free one.
        account_id: The account; made up unless given, as are `app_id` and `api_token`.
        app_id: The app that `credentials` name.
        api_token: The token that is accepted.
        seed: Makes ids and the past repeatable, and asks for a past.
        meetings: How many meetings the past has; without a seed a number asks for a past, too.
        sessions: How many sessions it has.
        recordings: How many of these were recorded.
        days: How many days ago it begins, 42 unless given; of the last six all files are still kept.
        recording_bytes_a_second: How large the files of recordings are; real ones take about 83,000.
        shapes: Which of the two known layouts answers have: that of the reference, or the one seen live.
        max_per_page: The most rows a page has, whatever is asked for.
        quota: Requests and seconds, such as `(1200, 300)`; a token that sends more is blocked for as many seconds.
        clock: The time; a `Clock(start)` stands still until `simulate.advance` moves it.
        speed: How many seconds of the emulator pass in one of the wall's; not together with `clock`.
        lively: Whether recordings, livestreams and exports go on by themselves, and sessions end after their
            keep-alive; `Delays` says how long each takes. Without it they wait for `simulate`.
        keep_requests: Whether `requests` and `deliveries` are filled, or how many of the newest are kept.
        webhook_hosts: Public hosts that webhooks may be sent to; this machine and its network always may.
        webhook_key_file: Where the private key of webhook signatures is kept as PEM, made when it is first needed;
            without it each emulator has a key of its own.

    Example:
        >>> async with Emulator(seed=7) as emulator, emulator.client() as rtk:
        ...     emulator.faults.next(status=503)
        ...     meeting = await rtk.meetings.list().first()  # is tried again
        >>> [request.status for request in emulator.requests]
        [503, 200]
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        file_port: int = 0,
        account_id: str | None = None,
        app_id: str | None = None,
        api_token: str | None = None,
        seed: int | None = None,
        meetings: int | None = None,
        sessions: int | None = None,
        recordings: int | None = None,
        days: int | None = None,
        recording_bytes_a_second: int = 833,
        shapes: Layout = "documented",
        max_per_page: int = 100,
        quota: tuple[int, float] | None = None,
        clock: Clock | None = None,
        speed: float = 1,
        lively: bool | Delays = False,
        keep_requests: bool | int = True,
        webhook_hosts: Collection[str] = (),
        webhook_key_file: str | PathLike[str] | None = None,
    ) -> None:
        if clock is not None and speed != 1:
            raise ValueError("speed: say it of the clock, as Clock(speed=60)")
        self.clock: Clock = clock or Clock(speed=speed)
        """Its time, which `clock.advance` moves."""
        self.world: World = _world(
            self.clock, Ids(seed), account_id, api_token, shapes, recording_bytes_a_second, webhook_key_file
        )
        """All that exists, read at your own risk: its shape may change."""
        self.max_per_page = max_per_page
        """The longest page it gives."""
        self._past = Past(meetings, sessions, recordings, days)
        self.app: App = begin(self.world, app_id, self._past.extent(seed))
        """The app that is there from the start, read at your own risk: its shape may change."""
        self._alarms = Alarms(self.world)
        self._enliven(lively)
        self.faults: Faults = Faults(self.world.lock)
        """Makes requests to the API go wrong."""
        self.simulate: Simulation = Simulation(self.world)
        """Does what REST cannot: somebody joins, speaks, leaves."""
        self.agents: Agents = Agents(self.world, self._alarms)
        """The agents that are connected, and what goes wrong with them."""
        self.files: Storage = Storage(self.world, keep_requests=keep_requests)
        """The files, who asked for them, and what goes wrong there."""
        self.meetings: Meetings = Meetings(self.world, self.files, self._alarms)
        """The meeting objects that are connected, and what goes wrong with them."""
        limiter = Limiter(quota, self.clock)
        self._server = Server(
            self.world, self.faults, limiter, self.agents, self.meetings, keep_requests=keep_requests
        )
        self.deliveries: Deliveries = Deliveries(self.world, webhook_hosts, self.errors, keep=keep_requests)
        """The webhooks that were sent, the oldest first."""
        self.answered: list[Callable[[Request], None]] = self._server.listeners
        """Called with each request when it was answered, or dropped, in the emulator's loop."""
        self._be_steered(host)
        self._address = (host, port)
        self._file_port = file_port
        self._port: int | None = None

    def _enliven(self, lively: bool | Delays) -> None:  # noqa: FBT001 - the value of a public option
        self.world.is_lively = bool(lively)
        if lively:
            delays = lively if isinstance(lively, Delays) else Delays()
            self.world.listeners.append(Liveliness(self._alarms, delays).hear)

    def _be_steered(self, host: str) -> None:
        steering = Steering(self, host)
        self._server.steering = steering.serve
        self.answered.append(steering.tell_request)
        self.deliveries.listeners.append(steering.tell_delivery)
        self.agents.listeners.append(steering.tell_agent)

    async def start(self) -> None:
        """Begin to serve in the running loop."""
        self._port = await self._server.start(*self._address)
        try:
            await self.files.start(self._address[0], self._file_port)
        except BaseException:
            await self._server.aclose()
            raise
        self.deliveries.courier.start()
        self._alarms.watch(asyncio.get_running_loop())

    async def aclose(self) -> None:
        """Send what is due, stop serving and close every connection; what the world holds stays readable."""
        self._alarms.watch(None)
        try:
            await self.deliveries.courier.aclose()
        finally:
            await self._server.aclose()
            await self.files.aclose()

    def reset(self, seed: int | None = None) -> None:
        """Begin anew, in place: whatever was made, asked for, sent or scripted is gone.

        Account, app, token, port and time stay, so that clients need not be told. With a seed there is a past
        again, as large as the emulator's arguments say.
        """
        with self.world.lock:
            self._alarms.clear()
            self.agents.close(*GOING_AWAY)  # and wait for them, which sets alarms
            self.meetings.close()
            self.meetings.clear()
            self.faults.clear()
            self.files.reset()
            for app in self.world.apps.values():
                app.webhooks.clear()  # nothing more is sent of what was
            self.world.apps.clear()
            self.world.ids = Ids(seed)
            self.app = begin(self.world, self.app.id, self._past.extent(seed))
            self.requests.clear()
            self.deliveries.reset()

    @property
    def base_url(self) -> str:
        """Everything before `/accounts`."""
        return self._at("http") + API

    @property
    def webhook_key_url(self) -> str:
        """Where a receiver gets the public key of webhook signatures."""
        return self._at("http") + WEBHOOK_KEY_PATH

    @property
    def webhook_key(self) -> str:
        """The public key of webhook signatures as PEM; it needs the extra `webhooks`."""
        return self.world.signer.public_key

    def rotate_webhook_key(self) -> None:
        """Sign webhooks with a new key from now on, and serve that one."""
        self.world.signer.rotate()

    @property
    def agent_url(self) -> str:
        """Where agents connect."""
        return self._at("ws") + AGENT_PATH

    @property
    def meeting_url(self) -> str:
        """Where meeting objects are opened, in place of a browser."""
        return self._at("ws") + MEETING_PATH

    def _at(self, scheme: str) -> str:
        if self._port is None:
            raise RuntimeError("The emulator is not running yet: use it in `async with` or `with`")
        return f"{scheme}://{bracketed(self._address[0])}:{self._port}"

    @property
    def credentials(self) -> Credentials:
        """What a client needs, under the names of `RealtimeKit`'s arguments."""
        return {
            "base_url": self.base_url,
            "account_id": self.world.account_id,
            "app_id": self.app.id,
            "api_token": self.world.api_token,
        }

    @property
    def environment(self) -> dict[str, str]:
        """What a client and a receiver of webhooks need, under the names of the environment variables."""
        return {
            "CLOUDFLARE_ACCOUNT_ID": self.world.account_id,
            "REALTIMEKIT_APP_ID": self.app.id,
            "CLOUDFLARE_API_TOKEN": self.world.api_token,
            "REALTIMEKIT_BASE_URL": self.base_url,
            "REALTIMEKIT_WEBHOOK_KEYS_URL": self.webhook_key_url,
        }

    def client(self, **options: Any) -> "RealtimeKit":
        """Make a client that talks to this emulator; options are those of `RealtimeKit`."""
        from realtimekit_async import RealtimeKit  # noqa: PLC0415 - the emulator serves any client, and loads none

        arguments: dict[str, Any] = {**self.credentials, **options}
        return RealtimeKit(**arguments)

    @property
    def requests(self) -> list[Request]:
        """What arrived, in order."""
        return self._server.requests

    @property
    def errors(self) -> list[Exception]:
        """The defects of the emulator itself that showed up, each answered with 500."""
        return self._server.errors

    @property
    def max_per_page(self) -> int:
        """The most rows a page has, whatever is asked for."""
        return self.world.max_per_page

    @max_per_page.setter
    def max_per_page(self, rows: int) -> None:
        if rows < 1:
            raise ValueError("max_per_page: a page has at least one row")
        self.world.max_per_page = rows

    def __repr__(self) -> str:
        return f"<Emulator {self.base_url if self._port else 'not running'}>"


def _world(
    clock: Clock,
    ids: Ids,
    account_id: str | None,
    api_token: str | None,
    shapes: Layout,
    bytes_a_second: int,
    key_file: str | PathLike[str] | None,
) -> World:
    """Make a world without an app."""
    if shapes not in LAYOUTS:
        raise ValueError(f"shapes: one of {', '.join(LAYOUTS)}, not {shapes!r}")
    return World(
        clock=clock,
        ids=ids,
        account_id=account_id or ids.hexadecimal(32),
        api_token=api_token or ids.text(40),
        shapes=LAYOUTS[shapes],
        recording_bytes_a_second=bytes_a_second,
        signer=Signer(None if key_file is None else Path(key_file)),
    )
