"""One file as it arrives: resumed where it broke off, under a new link where the old one is refused."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import ClientResponse
from msgspec import Struct, structs

from realtimekit_async.errors import LONGEST_ASKED_PAUSE, NotFound, TransportError, is_passing
from realtimekit_async.log import logger
from realtimekit_async.secret import Secret, SecretStr
from realtimekit_async.wire.retry_after import read_retry_after

from .errors import DownloadError, EmptyFile, FileChanged, FileCorrupted, FileVanished, LinkRefused
from .inflating import CODINGS, Inflater
from .storage import Storage
from .validators import (
    Validators,
    begins_as_web_page,
    codings_of,
    is_web_page,
    position_in,
    strong,
    validators_of,
)

PAUSES = (0.1, 0.5, 2.0, 5.0)
"""Seconds before each further try after tries that brought nothing."""
_LONGEST_PAUSE = 300.0
_HEAD = 100
"""Bytes that show whether a web page stands there."""
_OK, _PARTIAL, _NOT_MODIFIED, _BEYOND = 200, 206, 304, 416
_REFUSED = {400, 401, 403}
_GONE = {404, 410}


class Source(Struct, frozen=True):
    """Where a file is to be had: what it is called, its link, and how to learn both anew.

    `size` is what the API says of it, in bytes, or None.
    """

    name: str
    link: SecretStr
    renew: "Callable[[], Awaitable[Source]]"
    size: int | None = None


class Watch(Protocol):
    """What looks at a file while it arrives."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        ...

    def finish(self) -> None:
        """Take note of the end, or raise what is wrong with the whole."""
        ...


class FileStream:
    """The bytes of a file from a position on; `validators` says which content it is, once it is known."""

    def __init__(
        self,
        storage: Storage,
        source: Source,
        *,
        position: int = 0,
        validators: Validators | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.position: int = position
        self.validators: Validators = validators or Validators()
        self.name: str = source.name
        self.watch: Watch | None = watch
        self._storage = storage
        self._source = source
        self._is_renewed = self._is_size_renewed = False
        self._failures = 0
        self._asked_pause = 0.0
        self._response: Secret[ClientResponse] | None = None
        self._inflater: Inflater | None = None
        self._known_etag: str | None = None
        self._head = b""
        checksum = self.validators.checksum
        self._hash = checksum.start() if checksum else None

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go; reading on makes another one."""
        response, self._response = self.__dict__.get("_response"), None
        if response is not None:
            response.value.close()

    def take_in(self, data: bytes) -> None:
        """Take bytes into the checksum: each one of the file, in order, also those before the position."""
        if self._hash is not None:
            self._hash.update(data)
        if self.watch is not None:
            self.watch.feed(data)

    async def read(self) -> bytes:
        """Return the next bytes, b"" at the end of the file.

        Goes on after a broken connection, up to four times without a byte between, and asks once for a new link
        where this one is refused. Raises TransportError, and the errors of a download.
        """
        while True:
            try:
                if self._response is None and not await self._open():
                    return self._end()
                data = await self._receive()
            except TransportError as error:
                self.close()
                trouble = error
            else:
                return data or self._end()
            await self._recover(trouble)

    async def is_unchanged(self, etag: str) -> bool:
        """Return whether the file still has this ETag, without reading any of it; raises as `read` does."""
        self._known_etag = etag
        while True:
            try:
                return not await self._open()
            except TransportError as error:
                self.close()
                trouble = error
            await self._recover(trouble)

    async def _receive(self) -> bytes:
        data = await self._next()
        if data and self.position < _HEAD:
            self._check_head(data)
        size = self.validators.size
        self.position += len(data)
        if size is not None and self.position > size:
            self.close()
            raise FileCorrupted(f"{self.name} arrived with more than the {size} bytes announced", name=self.name)
        if data:
            self.take_in(data)
            self._failures, self._is_renewed = 0, False
        elif size is not None and self.position < size:
            raise self._broken_off()
        return data

    def _check_head(self, data: bytes) -> None:
        """Raise for a page that somebody on the way answers with, where no size tells it from the file."""
        if self._source.size is None and self.position == len(self._head):
            self._head += data[:_HEAD]
            if begins_as_web_page(self._head):
                self.close()
                raise self._is_page()

    def _is_page(self) -> FileCorrupted:
        why = "a web page came in its place, of a login or a firewall on the way"
        return FileCorrupted(f"{self.name} did not arrive: {why}", name=self.name)

    async def _next(self) -> bytes:
        """Return the next bytes that have arrived, unpacked if they were packed on the way."""
        if self._response is None:  # pragma: no cover - it was opened just before
            raise AssertionError
        if self._inflater is None:
            return await self._storage.more(self._response, self.name)
        try:
            while not (data := self._inflater.take()):
                if not (packed := await self._storage.more(self._response, self.name)):
                    break
                self._inflater.feed(packed)
        except ValueError as error:
            reason = str(error)
        else:
            if not data and not self._inflater.is_whole:
                raise self._broken_off()
            return data
        self.close()
        raise FileCorrupted(f"{self.name} cannot be unpacked: {reason}", name=self.name)

    def _broken_off(self) -> TransportError:
        return TransportError("the file broke off", sent=True, method="GET", path=self.name)

    def _end(self) -> bytes:
        self.close()
        checksum = self.validators.checksum
        if self.position == 0:
            raise EmptyFile(f"{self.name} is empty", name=self.name)
        if checksum is not None and self._hash is not None and self._hash.digest() != checksum.digest:
            raise FileCorrupted(
                f"{self.name} arrived with another {checksum.algorithm} than announced", name=self.name
            )
        if self.watch is not None:
            self.watch.finish()
        return b""

    async def _open(self) -> bool:
        """Ask for what is missing; False says that nothing is."""
        while True:
            response = await self._storage.ask(self._source.link, self._headers(), self.name)
            status, headers = response.value.status, response.value.headers
            try:
                if status in _REFUSED:
                    response.value.close()
                    await self._renew_link(status)
                elif self._is_all_there(status, headers):
                    response.value.close()
                    return False
                else:
                    if not self._check(status, headers):
                        await self._renew_size()
                        self._check(status, headers)
                    break
            except BaseException:
                response.value.close()
                raise
        self._response = response
        return True

    def _headers(self) -> dict[str, str]:
        if not self.position:
            return {"If-None-Match": self._known_etag} if self._known_etag else {}
        if self.validators.etag is None:
            raise FileChanged(f"{self.name} cannot be read on: the storage host gives no ETag", name=self.name)
        return {"Range": f"bytes={self.position}-", "If-Range": self.validators.etag}

    def _is_all_there(self, status: int, headers: Mapping[str, str]) -> bool:
        """Return whether an answer without bytes means that all of the file is there: unchanged, or at its end."""
        if status == _NOT_MODIFIED:
            return self._known_etag is not None
        if status != _BEYOND or not self.position or position_in(headers)[1] != self.position:
            return False
        return self.validators.size in {None, self.position}

    def _check(self, status: int, headers: Mapping[str, str]) -> bool:
        """Take an answer, or raise what it means; False says that its size is not what the API said."""
        if status == _OK and not self.position:
            return self._begin(headers)
        if status == _PARTIAL and self.position:
            self._check_part(headers)
            return True
        if status in {_OK, _PARTIAL, _BEYOND}:
            raise self._changed()
        if status in _GONE:
            raise FileVanished(f"{self.name} is not there any more ({status})", name=self.name)
        if is_passing(status):
            self._asked_pause = min(read_retry_after(headers) or 0.0, LONGEST_ASKED_PAUSE)
            raise TransportError(f"the storage host answered {status}", sent=True, method="GET", path=self.name)
        raise DownloadError(f"the storage host answered {status} for {self.name}", name=self.name)

    def _begin(self, headers: Mapping[str, str]) -> bool:
        found, said = validators_of(headers), self._source.size
        if None not in {found.size, said} and found.size != said:
            return self._differs(found.size)
        if said is None and is_web_page(headers):
            raise self._is_page()
        self._head = b""
        self.validators = structs.replace(found, size=found.size if said is None else said)
        self._hash = found.checksum.start() if found.checksum else None
        codings = codings_of(headers)
        if len(codings) > 1 or not CODINGS.issuperset(codings):
            kind = ", ".join(codings)
            raise DownloadError(f"{self.name} arrives packed as {kind}, which cannot be read", name=self.name)
        self._inflater = Inflater(codings[0]) if codings else None
        return True

    def _differs(self, size: int | None) -> bool:
        """Return False if the API may say by now what the storage host says; raise if it does not."""
        if not self._is_size_renewed:
            return False
        raise FileCorrupted(
            f"{self.name} has {self._source.size} bytes, but the storage host has {size}", name=self.name
        )

    def _check_part(self, headers: Mapping[str, str]) -> None:
        start, size = position_in(headers)
        known = self.validators
        is_other = strong(headers.get("ETag")) not in {None, known.etag}
        if start != self.position or is_other or codings_of(headers):
            raise self._changed()
        if None not in {size, known.size} and size != known.size:
            raise self._changed()
        self.validators = structs.replace(known, size=size if known.size is None else known.size)

    def _changed(self) -> FileChanged:
        return FileChanged(f"{self.name} has changed while it was read", name=self.name)

    async def _renew_link(self, status: int) -> None:
        if self._is_renewed:
            message = f"the storage host refuses the link to {self.name}, and a new one ({status})"
            raise LinkRefused(message, name=self.name, status=status)
        self._is_renewed = True
        logger.debug("the link to %s is refused (%d), asking for a new one", self.name, status)
        await self._renew()

    async def _renew_size(self) -> None:
        self._is_size_renewed = True
        logger.debug("%s has another size than the API said, asking again", self.name)
        await self._renew()

    async def _renew(self) -> None:
        gone = False
        try:
            self._source = await self._source.renew()
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
