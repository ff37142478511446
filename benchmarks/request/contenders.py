"""The ways to ask the API that are compared. Each is imported and opened in a process of its own.

All safeties of ours are on: `RealtimeKit(**credentials)` with nothing changed but the quota, which would hold back
any benchmark. The others are what their documentation shows; where a default would slow one down at many
concurrent requests (httpx keeps 20 connections) it is lifted.
"""

import json
from collections.abc import Callable

import msgspec

from .answers import ACCOUNT, APP, GET, MEETINGS, TOKEN
from .calls import HEADERS, Caller, Contender, Many, One

API = "/client/v4"


class Ours:
    """This library."""

    async def open(self, origin: str) -> None:
        """Make the client."""
        from realtimekit_async import Quota, RealtimeKit

        self.rtk = RealtimeKit(
            account_id=ACCOUNT, app_id=APP, api_token=TOKEN, base_url=origin + API, quota=Quota(10**9, 1)
        )

    def caller(self, rows: int) -> Caller:
        """Return the call."""
        meetings = self.rtk.meetings

        async def page(number: int) -> object:
            return await meetings.list(per_page=rows, page_no=number).page()

        return meetings.get if rows == GET else page

    async def close(self) -> None:
        """Close the client."""
        await self.rtk.aclose()


class Aiohttp:
    """A ClientSession and a decoder that is kept: what this library is measured against."""

    def decode(self, rows: int) -> Callable[[bytes], object]:
        """Return what reads a body."""
        return msgspec.json.Decoder(One if rows == GET else Many).decode

    async def open(self, origin: str) -> None:
        """Make the client."""
        import aiohttp

        self._url = origin + MEETINGS
        self._session = aiohttp.ClientSession(headers=HEADERS)

    def caller(self, rows: int) -> Caller:
        """Return the call."""
        session, url, decode = self._session, self._url, self.decode(rows)

        async def get(meeting_id: str) -> object:
            async with session.get(f"{url}/{meeting_id}") as response:
                return decode(await response.read())

        async def page(number: int) -> object:
            async with session.get(url, params={"per_page": rows, "page_no": number}) as response:
                return decode(await response.read())

        return get if rows == GET else page

    async def close(self) -> None:
        """Close the client."""
        await self._session.close()


class AiohttpJson(Aiohttp):
    """A ClientSession and the standard library's json: dictionaries, dates as text."""

    def decode(self, rows: int) -> Callable[[bytes], object]:  # noqa: ARG002 - the same for any
        """Return what reads a body."""
        return json.loads


class HttpxJson:
    """An httpx client and `response.json()`."""

    async def open(self, origin: str) -> None:
        """Make the client."""
        import httpx

        self._url = origin + MEETINGS
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
        self._client = httpx.AsyncClient(headers=HEADERS, limits=limits)

    def caller(self, rows: int) -> Caller:
        """Return the call."""
        client, url = self._client, self._url

        async def get(meeting_id: str) -> object:
            return (await client.get(f"{url}/{meeting_id}")).json()

        async def page(number: int) -> object:
            return (await client.get(url, params={"per_page": rows, "page_no": number})).json()

        return get if rows == GET else page

    async def close(self) -> None:
        """Close the client."""
        await self._client.aclose()


class Sdk:
    """Cloudflare's own SDK as it comes."""

    async def open(self, origin: str) -> None:
        """Make the client."""
        from cloudflare import AsyncCloudflare

        self.sdk = AsyncCloudflare(api_token=TOKEN, base_url=origin + API)

    def caller(self, rows: int) -> Caller:
        """Return the call."""
        meetings = self.sdk.realtime_kit.meetings

        async def get(meeting_id: str) -> object:
            return await meetings.get_meeting_by_id(meeting_id, account_id=ACCOUNT, app_id=APP)

        async def page(number: int) -> object:
            return await meetings.get(APP, account_id=ACCOUNT, per_page=rows, page_no=number)

        return get if rows == GET else page

    async def close(self) -> None:
        """Close the client."""
        await self.sdk.close()


class SdkAiohttp(Sdk):
    """Cloudflare's own SDK on its aiohttp backend."""

    async def open(self, origin: str) -> None:
        """Make the client."""
        from cloudflare import AsyncCloudflare, DefaultAioHttpClient

        self.sdk = AsyncCloudflare(api_token=TOKEN, base_url=origin + API, http_client=DefaultAioHttpClient())


def floor() -> Contender:
    """Return the hand-written client, which is imported only where it runs."""
    from .floor import Floor

    return Floor()


BARE, OURS = "aiohttp+msgspec", "ours"
CONTENDERS: dict[str, Callable[[], Contender]] = {
    OURS: Ours,
    BARE: Aiohttp,
    "aiohttp+json": AiohttpJson,
    "httpx+json": HttpxJson,
    "sdk": Sdk,
    "sdk-aiohttp": SdkAiohttp,
    "socket": floor,
}
