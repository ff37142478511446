"""A host in headless Chromium: a page runs Cloudflare's SDK, and speaks with Python over loopback."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from realtimekit_async.checks import check_seconds, url_parts
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.meeting.errors import HostLost
from realtimekit_async.meeting.sdk import read_bundle
from realtimekit_async.timing import carry_through, first_of

from .base import read_hello
from .browser import Browser, check_system, find_browser
from .server import PageConnection, PageServer

_FATE_WITHIN = 0.25
_DISPOSING = 3.0
_CLOSING = 30.0


class Page:
    """One page of a browser: the pipe to one meeting object."""

    host_name: str = "page"

    def __init__(
        self, running: "RunningBrowser", init_fields: Mapping[str, object], *, owns_browser: bool
    ) -> None:
        self.init_fields: Mapping[str, object] = init_fields
        self.connection: PageConnection = running.server.expect_page()
        self.context_id: str = ""
        self.target_id: str = ""
        self.running: RunningBrowser = running
        self._owns_browser = owns_browser
        self._gone = asyncio.Event()
        self._fate = "the page has closed"

    @property
    def fate(self) -> str:
        """Why the page is gone, for people."""
        return self._fate

    async def open(self, within: float) -> None:
        """Load the page and wait until it has connected; raises HostError if it does not."""
        try:
            # Not to be interrupted: a context whose id was lost with the answer could not be disposed of.
            await carry_through(self._create(), within)
            async with asyncio.timeout(within):
                await first_of(self.connection.wait_until_open(), self._gone.wait())
        except TimeoutError:
            raise HostLost(f"the page did not connect within {within:g} s") from None
        if self.connection.is_expected:
            raise HostLost(self._fate)
        read_hello(str(self.connection.hello))  # msgspec reads no text of another type

    async def send(self, frame: str | bytes) -> None:
        """Send a frame; raises ConnectionError if the page is gone."""
        await self.connection.send(frame)

    async def receive(self) -> str | bytes | None:
        """Return the next frame, or None when the page is gone: then `fate` says why."""
        frame = await self.connection.receive()
        if frame is None:
            with suppress(TimeoutError):  # the browser tells the reason over its pipe, a moment later
                async with asyncio.timeout(_FATE_WITHIN):
                    await self._gone.wait()
        return frame

    def end(self, fate: str) -> None:
        """Take note that the page is gone; what was said of it first counts."""
        if not self._gone.is_set():
            self._fate = fate
            self._gone.set()

    async def aclose(self) -> None:
        """Close the page, and the browser if it is there for this page alone."""
        await carry_through(self._close(), _CLOSING, late="the page was not closed")

    async def _create(self) -> None:
        command = self.running.browser.command
        self.context_id = (await command("Target.createBrowserContext"))["browserContextId"]
        target = await command(
            "Target.createTarget", url=str(self.connection.address), browserContextId=self.context_id
        )
        self.target_id = target["targetId"]
        self.running.pages[self.target_id] = self

    async def _close(self) -> None:
        if self._owns_browser:
            await self.running.aclose()
        else:
            await self.running.close_page(self)
        await self.connection.close()


class RunningBrowser:
    """A browser, the server of its pages, and the pages."""

    def __init__(
        self,
        path: str,
        server: PageServer,
        init_fields: Mapping[str, object],
        *,
        sandbox: bool,
        args: Sequence[str],
    ) -> None:
        self.browser: Browser = Browser(path, sandbox=sandbox, args=args, watcher=self)
        self.server: PageServer = server
        self.init_fields: Mapping[str, object] = init_fields
        self.pages: dict[str, Page] = {}

    async def start(self, within: float) -> None:
        """Start both; raises BrowserNotStarted. Nothing of them stays if that fails or is cancelled."""
        try:
            await self.server.start()
            await self.browser.start(within)
        except BaseException:
            await carry_through(self.aclose(), _CLOSING, late="the browser was not closed")
            raise

    async def open_page(self, within: float, *, owns_browser: bool) -> Page:
        """Return a page that has connected; nothing of it stays if that fails or is cancelled."""
        page = Page(self, self.init_fields, owns_browser=owns_browser)
        try:
            await page.open(within)
        except BaseException:
            await page.aclose()
            raise
        return page

    async def close_page(self, page: Page) -> None:
        """End a page, even one that does not answer any more."""
        self.pages.pop(page.target_id, None)
        self.server.forget_page(page.connection)
        if page.context_id:
            with suppress(HostLost, TimeoutError):
                async with asyncio.timeout(_DISPOSING):
                    await self.browser.command("Target.disposeBrowserContext", browserContextId=page.context_id)

    async def aclose(self) -> None:
        """End the browser with all its pages, and the server."""
        try:
            await self.browser.aclose()
        finally:
            await self.server.aclose()

    def target_crashed(self, target_id: str, status: str) -> None:
        """Tell a page that it has crashed."""
        if (page := self.pages.get(target_id)) is not None:
            page.end(f"the page crashed ({status})")

    def target_destroyed(self, target_id: str) -> None:
        """Tell a page that it has closed."""
        if (page := self.pages.get(target_id)) is not None:
            page.end("the page has closed")

    def browser_ended(self) -> None:
        """Tell all pages that their browser is gone."""
        for page in self.pages.values():
            page.end("the browser has ended")


class Chromium:
    """A browser on this machine as the host of meeting objects: it runs Cloudflare's SDK without a window.

    By itself it is a description: each meeting starts a browser of its own, which ends with it. As `async with` it
    is one browser for all meetings of the block: a further one takes a fifth of a second and 25 MiB more.
    Each has a page with its own storage and its own process, so that the crash of one ends no other.

    Args:
        executable: The browser; else `REALTIMEKIT_CHROMIUM`, else the first that is found, chromium-headless-shell
            before all, which needs half the memory of a full Chromium.
        sdk: A file to use as the SDK; else `REALTIMEKIT_SDK`, else what `realtimekit meeting install-sdk` fetched.
        sandbox: Whether Chromium isolates its pages. It cannot do so as root, and then does not start.
        telemetry: Whether the SDK may reach Cloudflare's hosts for telemetry, not those of the meeting alone.
        args: Further arguments of Chromium, such as `--proxy-server=http://proxy.example:3128`; on Linux it heeds
            HTTPS_PROXY and NO_PROXY by itself.
        start_timeout: How many seconds Chromium, and then each page, may take to start.
        base_uri: Where the SDK connects instead of Cloudflare's.

    Raises:
        BrowserNotFound: No browser is installed.
        BrowserNotStarted: It ended at once, or did not answer; the message has the end of what it said.
        SdkNotInstalled: The SDK is not on this machine.
        HostLost: The browser or the page ended while the meeting was opened.

    Example:
        >>> host = Chromium(args=["--proxy-server=http://proxy.example:3128"], start_timeout=10)
        >>> real = rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest", host=host)
        >>> real.self.room_state  # nothing is started before `async with`
        'init'
    """

    def __init__(
        self,
        *,
        executable: str | os.PathLike[str] | None = None,
        sdk: str | os.PathLike[str] | None = None,
        sandbox: bool = True,
        telemetry: bool = True,
        args: Sequence[str] = (),
        start_timeout: float = 20.0,
        base_uri: str | None = None,
    ) -> None:
        check_seconds("start_timeout", start_timeout, above_zero=True)
        if isinstance(args, str):
            raise ConfigurationError(
                'args is a list of arguments, such as ["--proxy-server=http://proxy.example"]'
            )
        if base_uri is not None and url_parts(base_uri, ("http", "https", "ws", "wss")) is None:
            raise ConfigurationError("base_uri is a URL of http, https, ws or wss")
        self._executable = executable
        self._sdk = sdk
        self._sandbox = sandbox
        self._telemetry = telemetry
        self._args = tuple(args)
        self._start_timeout = start_timeout
        self._base_uri = base_uri
        self._opening: asyncio.Lock | None = None
        self._shared: RunningBrowser | None = None

    async def __aenter__(self) -> Self:
        if self._opening is not None:
            raise RuntimeError("this browser is open already; it is entered once, and shared by its meetings")
        self._opening = asyncio.Lock()
        try:
            self._shared = await self._start()
        except BaseException:
            self._opening = None
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        await carry_through(self._close(), 2 * _CLOSING, late="the browser was not closed")

    @property
    def pid(self) -> int | None:
        """The leader of the process group of the browser of the block; None outside of a block."""
        return None if self._shared is None else self._shared.browser.pid

    async def open(self) -> Page:
        """Return a page for one meeting, whose first frame is `hello`."""
        opening = self._opening
        if opening is None:
            own = await self._start()
            return await own.open_page(self._start_timeout, owns_browser=True)
        async with opening:
            if self._opening is not opening:
                raise HostLost("the browser was closed meanwhile")
            if self._shared is None or self._shared.browser.has_ended:
                await self._end_shared()
                self._shared = await self._start()
            return await self._shared.open_page(self._start_timeout, owns_browser=False)

    async def _close(self) -> None:
        """End the browser of the block, once no page is being opened in it any more."""
        opening, self._opening = self._opening, None
        if opening is not None:
            async with opening:
                await self._end_shared()

    async def _start(self) -> RunningBrowser:
        check_system()
        path = find_browser(self._executable)
        server = PageServer(read_bundle(self._sdk), telemetry=self._telemetry, base_uri=self._base_uri)
        init_fields = {} if self._base_uri is None else {"baseURI": self._base_uri}
        running = RunningBrowser(path, server, init_fields, sandbox=self._sandbox, args=self._args)
        await running.start(self._start_timeout)
        return running

    async def _end_shared(self) -> None:
        running, self._shared = self._shared, None
        if running is not None:
            await carry_through(running.aclose(), _CLOSING, late="the browser was not closed")
