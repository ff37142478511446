"""The way to the hosts that files lie on: connections of their own, which know no token."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from realtimekit_async.http.failures import ENDED
from realtimekit_async.http.pool import Pool
from realtimekit_async.secret import Secret, SecretDict
from realtimekit_async.timing import Clock, SystemClock

from .errors import DownloadError

T = TypeVar("T")

_BUFFER = 1 << 20


class Storage:
    """Asks for files; `proxy` says for a URL which proxy leads to it."""

    def __init__(
        self,
        pool: Pool,
        *,
        timeout: float,
        proxy: Callable[[str], str | None],
        clock: Clock | None = None,
    ) -> None:
        self._pool = pool
        self._proxy = proxy
        # A large file may take hours: only connecting and silence are bounded.
        self._timeout = ClientTimeout(total=None, connect=timeout / 2, sock_read=timeout)
        self.clock: Clock = clock or SystemClock()

    async def ask(self, link: Secret[str], headers: Mapping[str, str], name: str) -> Secret[ClientResponse]:
        """Ask for a file, or raise TransportError; the answer may be a refusal, and shows its link in its repr."""
        options = self._options(link, headers, name)
        return Secret(await self._done(name, lambda http: http.get(**options)))

    async def more(self, response: Secret[ClientResponse], name: str) -> bytes:
        """Give what has arrived, at least one byte; b"" is the end. Raises TransportError."""
        return await self._done(name, lambda _: response.value.content.readany())

    def _options(self, link: Secret[str], headers: Mapping[str, str], name: str) -> SecretDict[Any]:
        if not _is_web_address(link):
            raise DownloadError(f"the link to {name} is no URL of http or https", name=name)
        return SecretDict(
            {
                # What is signed stays as it is: no character of it may be quoted anew.
                "url": URL(link.value, encoded=True),
                "headers": {"Accept": "*/*", "Accept-Encoding": "identity", **headers},
                "proxy": self._proxy(link.value),
                "timeout": self._timeout,
                "read_bufsize": _BUFFER,
                "max_redirects": 5,
            }
        )

    async def _done(self, name: str, work: Callable[[ClientSession], Awaitable[T]]) -> T:
        task, http = self._pool.enter()
        try:
            return await work(http)
        except ENDED as raised:
            failure = self._pool.failure_of(raised, method="GET", path=name)
        finally:
            self._pool.leave(task)
        # Raised from here, outside of `except`: aiohttp's errors show links.
        raise failure


def _is_web_address(link: Secret[str]) -> bool:
    try:
        parts = urlsplit(link.value)
        host = URL(link.value, encoded=True).host
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host)
