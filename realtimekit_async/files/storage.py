"""The way to the hosts that files lie on: connections of their own, which know no token."""

from collections.abc import Awaitable, Callable, Mapping
from math import inf
from typing import Any, TypeVar

from aiohttp import ClientResponse, ClientSession, ClientTimeout

from realtimekit_async.http.failures import ENDED
from realtimekit_async.http.pool import Pool
from realtimekit_async.http.sessions import connections_of
from realtimekit_async.secret import Secret, SecretDict, SecretStr
from realtimekit_async.timing import Clock, SystemClock

from .errors import DownloadError
from .links import readable_url, redirected

T = TypeVar("T")

_BUFFER = 1 << 20
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5


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
        # aiohttp's `connect` counts the wait for one of few connections, which others may use for hours.
        self._timeout_of_few = ClientTimeout(total=None, sock_connect=timeout / 2, sock_read=timeout)
        self.clock: Clock = clock or SystemClock()

    async def ask(self, link: SecretStr, headers: Mapping[str, str], name: str) -> Secret[ClientResponse]:
        """Ask for a file, or raise TransportError; the answer may be a refusal, and shows its link in its repr."""
        for _ in range(1 + _MOST_REDIRECTS):
            response = await self._ask_once(link, headers, name)
            onwards = _onwards(link, response)
            if onwards is None:
                return response
            response.value.close()
            link = onwards
        raise DownloadError(f"the link to {name} leads from one place to the next", name=name)

    async def _ask_once(self, link: SecretStr, headers: Mapping[str, str], name: str) -> Secret[ClientResponse]:
        options = self._options(link, headers, name)
        return Secret(await self._run(name, lambda http: http.get(**options, timeout=self._times(http))))

    def _times(self, http: ClientSession) -> ClientTimeout:
        return self._timeout if connections_of(http, None) == inf else self._timeout_of_few

    async def more(self, response: Secret[ClientResponse], name: str) -> bytes:
        """Return what has arrived, at least one byte; b"" is the end. Raises TransportError."""
        return await self._run(name, lambda _: response.value.content.readany())

    def _options(self, link: SecretStr, headers: Mapping[str, str], name: str) -> SecretDict[Any]:
        url = Secret(readable_url(link))
        if url.value is None:
            raise DownloadError(f"the link to {name} is no URL of http or https that can be asked", name=name)
        return SecretDict(
            {
                "url": url.value,
                "headers": {"Accept": "*/*", "Accept-Encoding": "identity", **headers},
                "proxy": self._proxy(str(url.value)),
                "read_bufsize": _BUFFER,
                "allow_redirects": False,  # aiohttp raises what is not its own for places that cannot be
                "auto_decompress": False,  # aiohttp takes a packed stream that ends early for a whole one
            }
        )

    async def _run(self, name: str, work: Callable[[ClientSession], Awaitable[T]]) -> T:
        task, http = self._pool.enter()
        try:
            return await work(http)
        except ENDED as raised:
            failure = self._pool.failure_of(raised, method="GET", path=name)
        finally:
            self._pool.leave(task)
        # Raised from here, outside of `except`: aiohttp's errors show links.
        raise failure


def _onwards(link: SecretStr, response: Secret[ClientResponse]) -> SecretStr | None:
    """Return where an answer leads, or None if it is no redirect."""
    if response.value.status not in _REDIRECTS or "Location" not in response.value.headers:
        return None
    return SecretStr(redirected(link, response.value.headers["Location"]))
