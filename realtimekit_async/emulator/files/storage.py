"""The host that files lie on: pre-signed links, ranges and ETags; whoever shows it a token is refused."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, Unpack
from urllib.parse import unquote

from aiohttp import web

from realtimekit_async.emulator.world.records import most_kept, record
from realtimekit_async.emulator.world.world import Exports, World

from .contents import Content, Shelf, plain, synthesised
from .links import link, why_refused
from .media import Media
from .ranges import Part, asked_for
from .trouble import FileTrouble, FileTroubles

CHUNK = 1 << 18
SECONDS_TO_FINISH = 0.05
NAMES = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "localhost": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared only


@dataclass(slots=True, eq=False)
class FileRequest:
    """One request for a file as it arrived, and how many bytes of its body went out.

    Example:
        >>> _ = await rtk.recordings.download(recording, to=folder)
        >>> emulator.files.requests[-1].status, emulator.files.requests[-1].sent == recording.file_size
        (200, True)
    """

    method: str
    """HTTP method."""
    path: str
    """Path of the file, without the signature of its link."""
    headers: Mapping[str, str] = field(repr=False)
    """Headers as they were sent."""
    status: int | None = None
    """HTTP status of the answer; None before there is one."""
    sent: int = 0
    """How many bytes of the body went out."""


class Denial(NamedTuple):
    """A status and the code that goes with it."""

    status: int
    code: str


class Storage:
    """Serves the files of a world, on a host of its own name.

    Whoever shows it a token is refused, and stands in `leaks`.

    Example:
        >>> emulator.files.next(status=403)
        >>> [saved] = await rtk.recordings.download(recording, to=folder)  # which asks for a new link
        >>> emulator.files.leaks
        []
    """

    def __init__(self, world: World, *, keep_requests: bool | int = True) -> None:
        self._world = world
        self._shelf = Shelf(world)
        self._troubles = FileTroubles(world.lock)
        self._most_kept = most_kept(keep_requests)
        self._runner: web.ServerRunner | None = None
        self.requests: list[FileRequest] = []
        """What was asked for, the oldest first; as many as `keep_requests` says."""
        self.leaks: list[FileRequest] = []
        """Requests that showed the storage a token, which it must never see."""

    async def start(self, host: str, port: int) -> None:
        """Listen, and have links lead here."""
        self._runner = web.ServerRunner(
            web.Server(self._handle, access_log=None), shutdown_timeout=SECONDS_TO_FINISH
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._world.files_url = f"http://{_name_for(host)}:{self._runner.addresses[0][1]}"

    async def aclose(self) -> None:
        """Close every connection and stop listening."""
        self._troubles.clear()
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    @property
    def exports(self) -> Exports:
        """The forms that exports are written in; set its fields to choose others."""
        return self._world.exports

    @property
    def url(self) -> str:
        """Everything before the path of a file."""
        return self._world.files_url

    def next(self, **trouble: Unpack[FileTrouble]) -> None:
        """Make the next download go wrong, or the next `times`, of those with `path`."""
        self._troubles.add(trouble)

    def put(
        self,
        path: str,
        content: bytes,
        *,
        size: int | None = None,
        repeat: bytes | None = None,
        kind: str = "application/octet-stream",
    ) -> None:
        """Put a file under a path, in place of what is there; `size` has it go on with `repeat` or zeros."""
        if size is None:
            file = plain(kind, content)
        else:
            filling = {} if repeat is None else {"filling": repeat * max(1, CHUNK // len(repeat))}
            file = synthesised(kind, Media(content, size), path, **filling)
        with self._world.lock:
            self._shelf.own[path] = file
            self._world.sizes[path] = len(content) if size is None else size

    def remove(self, path: str) -> None:
        """Let a file vanish."""
        with self._world.lock:
            self._shelf.own[path] = None

    def clear(self) -> None:
        """Forget every trouble."""
        self._troubles.clear()

    def reset(self) -> None:
        """Forget every trouble, every file that a test has put, and every request."""
        with self._world.lock:
            self.clear()
            self._shelf.own.clear()
            self.requests.clear()
            self.leaks.clear()

    def link(self, path: str) -> str:
        """Sign a link to a file."""
        return link(self._world, path).url

    def path_of(self, url: str) -> str:
        """Return the path of the file that a link leads to."""
        return unquote(url.partition("?")[0].removeprefix(f"{self.url}/"))

    async def _handle(self, http: web.BaseRequest) -> web.StreamResponse:
        path = unquote(http.rel_url.raw_path.removeprefix("/"))
        request = FileRequest(http.method, path, http.headers)
        record(self.requests, request, self._most_kept)
        with self._world.lock:
            denial, content = self._denial(http, request), self._shelf.content(path)
        if content is None:
            denial = denial or Denial(404, "NoSuchKey")
        trouble = self._troubles.take(path)
        if "status" in trouble:
            denial = Denial(trouble["status"], "Scripted")
        if denial is not None or content is None:
            return _refuse(request, denial or Denial(404, "NoSuchKey"), trouble)
        return await self._serve(http, request, content, trouble)

    def _denial(self, http: web.BaseRequest, request: FileRequest) -> Denial | None:
        if "Authorization" in http.headers or _shows(self._world.api_token, http):
            self.leaks.append(request)
            return Denial(400, "InvalidArgument")  # S3 honours one of link and header, never both
        if http.method not in ("GET", "HEAD"):
            return Denial(405, "MethodNotAllowed")
        query = http.rel_url.query
        signed = (query.get(f"X-Amz-{name}", "") for name in ("Date", "Expires", "Signature"))
        reason = why_refused(self._world, request.path, *signed)
        return Denial(403, reason) if reason else None

    async def _serve(
        self, http: web.BaseRequest, request: FileRequest, content: Content, trouble: FileTrouble
    ) -> web.StreamResponse:
        part = asked_for(http.headers, content)
        headers = _headers(content, part, trouble)
        response = web.StreamResponse(status=part.status, headers=headers)
        response.content_length = part.length
        request.status = part.status
        await response.prepare(http)
        if http.method == "GET":
            with suppress(ConnectionError):  # whoever asked may have gone
                await _pour(http, response, request, content, part, trouble)
        return response


def _shows(token: str, http: web.BaseRequest) -> bool:
    return token in http.raw_path or any(token in value for value in http.headers.values())


def _refuse(request: FileRequest, denial: Denial, trouble: FileTrouble) -> web.Response:
    request.status = denial.status
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{denial.code}</Code></Error>'
    headers = {"Content-Type": "application/xml", **trouble.get("headers", {})}
    return web.Response(status=denial.status, body=body.encode(), headers=headers)


def _headers(content: Content, part: Part, trouble: FileTrouble) -> dict[str, str]:
    headers = {"Content-Type": content.kind, "ETag": content.etag, "Accept-Ranges": "bytes", **part.headers}
    if content.checksum is not None:
        headers["Repr-Digest"] = f"sha-256=:{content.checksum}:"
    left_out = {name.lower() for name in trouble.get("without", ())}
    kept = {name: value for name, value in headers.items() if name.lower() not in left_out}
    return {**kept, **trouble.get("headers", {})}


async def _pour(
    http: web.BaseRequest,
    response: web.StreamResponse,
    request: FileRequest,
    content: Content,
    part: Part,
    trouble: FileTrouble,
) -> None:
    """Send the bytes of a part, as far as the trouble lets them through."""
    cut, stall = trouble.get("cut_after"), trouble.get("stall_after")
    pace = trouble.get("bytes_per_second")
    most = CHUNK if pace is None else max(1, min(CHUNK, int(pace / 20)))
    end = part.start + min(limit for limit in (cut, stall, part.length) if limit is not None)
    position = part.start
    while position < end:
        data = content.read(position, min(most, end - position))
        if trouble.get("damaged") and position == part.start:
            data = bytes([data[0] ^ 1]) + data[1:]
        await response.write(data)
        position += len(data)
        request.sent += len(data)
        if pace is not None:
            await asyncio.sleep(len(data) / pace)
    if stall is not None:
        await asyncio.get_running_loop().create_future()
    if position < part.start + part.length and http.transport is not None:
        http.transport.close()


def bracketed(host: str) -> str:
    """Write a host as it stands in URLs."""
    return f"[{host}]" if ":" in host else host


def _name_for(host: str) -> str:
    """Return the name of the files' host: another one than the API's, where two names lead to one address."""
    return NAMES.get(host) or bracketed(host)
