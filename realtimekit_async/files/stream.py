"""One file as it arrives: resumed where it broke off, under a new link where the old one is refused."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import ClientResponse
from msgspec import Struct

from realtimekit_async.errors import LONGEST_ASKED_PAUSE, NotFound, TransportError
from realtimekit_async.log import logger
from realtimekit_async.secret import Secret
from realtimekit_async.wire.retry_after import read_retry_after

from .errors import DownloadError, EmptyFile, FileChanged, FileCorrupted, FileVanished, LinkRefused
from .storage import Storage
from .validators import Validators, position_in, strong, validators_of

PAUSES = (0.1, 0.5, 2.0, 5.0)
"""Seconds before each further try after tries that brought nothing."""
_LONGEST_PAUSE = 300.0
_OK, _PARTIAL, _BEYOND = 200, 206, 416
_REFUSED = {400, 401, 403}
_GONE = {404, 410}
_PASSING = {408, 425, 429}
_SERVER_ERROR = 500


class Source(Struct, frozen=True):
    """Where a file is to be had: what it is called, its link, and how to get a new one."""

    name: str
    link: Secret[str]
    renew: Callable[[], Awaitable[str]]


class Stream:
    """The bytes of a file from a position on; `validators` says which content it is, once it is known."""

    def __init__(
        self,
        storage: Storage,
        source: Source,
        *,
        position: int = 0,
        validators: Validators | None = None,
    ) -> None:
        self.position: int = position
        self.validators: Validators = validators or Validators()
        self.name: str = source.name
        self._storage = storage
        self._renew = source.renew
        self._link = source.link
        self._is_renewed = False
        self._failures = 0
        self._asked_pause = 0.0
        self._response: Secret[ClientResponse] | None = None
        checksum = self.validators.checksum
        self._hash = checksum.begun() if checksum else None

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go; reading on makes another one."""
        response, self._response = self.__dict__.get("_response"), None
        if response is not None:
            response.value.close()

    def have_read(self, data: bytes) -> None:
        """Take what lies before the position into the checksum."""
        if self._hash is not None:
            self._hash.update(data)

    async def read(self) -> bytes:
        """Give the next bytes, b"" at the end of the file.

        Goes on after a broken connection, up to four times without a byte between, and asks once for a new link
        where this one is refused. Raises TransportError, and the errors of a download.
        """
        while True:
            try:
                if self._response is None and not await self._opened():
                    return self._end()
                data = await self._received()
            except TransportError as error:
                self.close()
                trouble = error
            else:
                return data or self._end()
            await self._recover(trouble)

    async def _received(self) -> bytes:
        if self._response is None:  # pragma: no cover - it was opened just before
            raise AssertionError
        data = await self._storage.more(self._response, self.name)
        size = self.validators.size
        if data:
            self.position += len(data)
            self.have_read(data)
            self._failures, self._is_renewed = 0, False
        elif size is not None and self.position < size:
            raise TransportError("the file broke off", sent=True, method="GET", path=self.name)
        return data

    def _end(self) -> bytes:
        self.close()
        checksum = self.validators.checksum
        if self.position == 0:
            raise EmptyFile(f"{self.name} is empty", name=self.name)
        if checksum is not None and self._hash is not None and self._hash.digest() != checksum.digest:
            raise FileCorrupted(
                f"{self.name} arrived with another {checksum.algorithm} than announced", name=self.name
            )
        return b""

    async def _opened(self) -> bool:
        """Ask for what is missing; False says that nothing is."""
        while True:
            response = await self._storage.ask(self._link, self._headers(), self.name)
            if response.value.status not in _REFUSED:
                break
            response.value.close()
            await self._renewed(response.value.status)
        if (
            response.value.status == _BEYOND
            and self.position
            and position_in(response.value.headers)[1] == self.position
        ):
            response.value.close()
            return False
        try:
            self._check(response.value.status, response.value.headers)
        except BaseException:
            response.value.close()
            raise
        self._response = response
        return True

    def _headers(self) -> dict[str, str]:
        if not self.position:
            return {}
        if self.validators.etag is None:
            raise FileChanged(f"{self.name} cannot be read on: the storage host gives no ETag", name=self.name)
        return {"Range": f"bytes={self.position}-", "If-Range": self.validators.etag}

    def _check(self, status: int, headers: Mapping[str, str]) -> None:
        """Take an answer, or raise what it means."""
        if status == _OK and not self.position:
            self.validators = validators_of(headers)
            checksum = self.validators.checksum
            self._hash = checksum.begun() if checksum else None
        elif status == _PARTIAL and self.position:
            self._check_part(headers)
        elif status in {_OK, _PARTIAL, _BEYOND}:
            raise FileChanged(f"{self.name} has changed while it was read", name=self.name)
        elif status in _GONE:
            raise FileVanished(f"{self.name} is not there any more ({status})", name=self.name)
        elif status in _PASSING or status >= _SERVER_ERROR:
            self._asked_pause = min(read_retry_after(headers) or 0.0, LONGEST_ASKED_PAUSE)
            raise TransportError(f"the storage host answered {status}", sent=True, method="GET", path=self.name)
        else:
            raise DownloadError(f"the storage host answered {status} for {self.name}", name=self.name)

    def _check_part(self, headers: Mapping[str, str]) -> None:
        start, size = position_in(headers)
        known = self.validators
        is_other = strong(headers.get("ETag")) not in {None, known.etag} or known.size not in {None, size}
        if start != self.position or is_other:
            raise FileChanged(f"{self.name} has changed while it was read", name=self.name)

    async def _renewed(self, status: int) -> None:
        if self._is_renewed:
            message = f"the storage host refuses the link to {self.name}, and a new one ({status})"
            raise LinkRefused(message, name=self.name, status=status)
        self._is_renewed = True
        logger.debug("the link to %s is refused (%d), asking for a new one", self.name, status)
        gone = False
        try:
            self._link = Secret(await self._renew())
        except NotFound:
            gone = True
        if gone:
            raise FileVanished(f"{self.name} is not there any more", name=self.name)

    async def _recover(self, trouble: TransportError) -> None:
        """Wait before another try, or raise what went wrong."""
        pause, self._asked_pause = self._asked_pause, 0.0
        if trouble.permanent or self._failures == len(PAUSES) or pause > _LONGEST_PAUSE:
            raise trouble
        pause = max(pause, PAUSES[self._failures])
        self._failures += 1
        logger.warning("%s: trying again in %.1f s from byte %d on", trouble, pause, self.position)
        await self._storage.clock.sleep(pause)
