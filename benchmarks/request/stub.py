"""aiohttp taken out: a session whose `request` gives an answer at once, so that what is left is ours alone."""

import msgspec
from aiohttp import ClientSession

from realtimekit_async import Quota, RealtimeKit
from realtimekit_async.models import Meeting

from .answers import ACCOUNT, APP, TOKEN

PLENTY = Quota(10**9, 1)


class Paging(msgspec.Struct):
    """Where a page lies."""

    total_count: int
    start_offset: int
    end_offset: int


class One(msgspec.Struct, gc=False):
    """An answer with one meeting."""

    success: bool
    data: Meeting


class Many(msgspec.Struct, gc=False):
    """An answer with a page."""

    success: bool
    data: list[Meeting]
    paging: Paging


class Answer:
    """What the stub gives: a response that is there already."""

    def __init__(self, content: bytes) -> None:
        self.status = 200
        self.headers = {
            "Content-Type": "application/json",
            "Ratelimit": '"default";r=1150;t=250',
            "cf-ray": "1-FRA",
        }
        self.content_length = len(content)
        self._content = content

    async def read(self) -> bytes:
        """Return the body."""
        return self._content

    def close(self) -> None:
        """Do nothing."""


class Stub:
    """Stands in the place of `ClientSession.request`."""

    def __init__(self) -> None:
        self.answer = Answer(b"")
        ClientSession.request = self.__call__  # type: ignore[method-assign,assignment] # a double

    async def __call__(self, *_: object, **__: object) -> Answer:
        """Return the answer."""
        return self.answer

    async def asked(self) -> bytes:
        """Do what everybody does, and nothing else."""
        response = await self("GET", "url")
        return await response.read()


def client(**options: object) -> RealtimeKit:
    """Make a client with nothing changed but the quota and what is named."""
    given = {"account_id": ACCOUNT, "app_id": APP, "api_token": TOKEN, "base_url": "http://127.0.0.1"}
    return RealtimeKit(**{**given, "quota": PLENTY, **options})  # type: ignore[arg-type] # named by their callers
