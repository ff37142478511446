"""For every operation of the official SDK, our client sends the same request: method, path, query and body."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cloudflare import AsyncCloudflare
from cloudflare.types.realtime_kit import RecordingStartRecordingsParams

from realtimekit_async import RealtimeKit

from .bodies import STORAGES
from .sdk import KIT, fields, operations, unused
from .table import APP, IDS, TABLE, Row

TOKEN = "a-token-of-one-account"


class Sent(NamedTuple):
    """What a request says to the API."""

    method: str
    path: str
    query: Counter[tuple[str, str]]
    body: Any
    content_type: str | None
    authorization: str | None


class Scribe:
    """A server that writes down what arrives and answers that all is well."""

    def __init__(self) -> None:
        self.answer: object = {}
        self.sent: list[Sent] = []

    async def take(self, request: web.Request) -> web.Response:
        """Write a request down."""
        raw = await request.read()
        self.sent.append(
            Sent(
                request.method,
                request.rel_url.raw_path,
                Counter(request.query.items()),
                json.loads(raw) if raw else None,
                request.headers.get("Content-Type") if raw else None,
                request.headers.get("Authorization"),
            )
        )
        return web.json_response({"success": True, "data": self.answer})

    async def written(self, call: Awaitable[object]) -> Sent:
        """Make a call and give the one request that it was."""
        self.sent.clear()
        await call
        [sent] = self.sent
        return sent


@pytest.fixture
def scribe() -> Scribe:
    return Scribe()


@pytest.fixture
async def base_url(scribe: Scribe) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", scribe.take)
    async with TestServer(application) as server:
        yield str(server.make_url("/client/v4"))


@pytest.fixture
async def rtk(base_url: str) -> AsyncIterator[RealtimeKit]:
    async with RealtimeKit(**APP, api_token=TOKEN, base_url=base_url) as client:
        yield client


@pytest.fixture
async def sdk(base_url: str) -> AsyncIterator[Any]:
    async with AsyncCloudflare(api_token=TOKEN, base_url=base_url, max_retries=0) as client:
        yield client.realtime_kit


def test_the_table_has_a_row_for_every_method_of_the_sdk_and_for_no_other():
    assert Counter(row.operation for row in TABLE) == Counter(operations().values())
    assert len({row.operation for row in TABLE}) == 54


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.operation)
async def test_our_request_is_the_request_of_the_official_sdk(row: Row, scribe: Scribe, rtk: RealtimeKit, sdk):
    scribe.answer = row.answer
    ours = await scribe.written(row.ours(rtk, row.fields))
    theirs = await scribe.written(row.theirs(sdk, row.fields))

    assert f"{ours.method} {ours.path}" == row.operation.replace(" ", " /client/v4" + KIT).format(**IDS)
    assert unused(row.operation, dict(ours.query.keys()), ours.body) == []
    assert ours.query - theirs.query == Counter(row.difference.ours.items())
    assert theirs.query - ours.query == Counter(row.difference.theirs.items())
    assert ours._replace(query=theirs.query) == theirs


@pytest.mark.parametrize("storage", STORAGES, ids=lambda storage: storage.get("auth_method", storage["type"]))
async def test_each_kind_of_storage_is_described_alike(storage: dict[str, Any], scribe: Scribe, rtk, sdk):
    recording = {"meeting_id": "meeting-1", "storage_config": storage}
    ours = await scribe.written(rtk.recordings.start(**recording))
    assert ours == await scribe.written(sdk.recordings.start_recordings(**APP, **recording))
    assert ours.body == recording


def test_the_kinds_of_storage_use_every_field_of_storage_between_them():
    kinds = fields(RecordingStartRecordingsParams)["storage_config"].__args__
    known = {name for kind in kinds if kind is not type(None) for name in fields(kind)}
    assert {name for storage in STORAGES for name in storage} == known


async def test_a_null_is_sent_as_null_by_both(scribe: Scribe, rtk, sdk):
    ours = await scribe.written(rtk.meetings.create(title=None, record_on_start=None))
    assert ours == await scribe.written(sdk.meetings.create(**APP, title=None, record_on_start=None))
    assert ours.body == {"title": None, "record_on_start": None}


async def test_a_moment_of_another_zone_is_written_alike(scribe: Scribe, rtk, sdk):
    moment = datetime(2026, 3, 1, 8, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    scribe.answer = []
    ours = await scribe.written(rtk.meetings.list(start_time=moment).page())
    assert ours == await scribe.written(sdk.meetings.get(**APP, start_time=moment))
    assert ours.query == Counter([("start_time", "2026-03-01T08:30:15.250000+05:30")])


@pytest.mark.parametrize("odd", ["a/b", "a b?c#d", "50%", "Größe", "..."])
async def test_an_odd_id_stays_one_segment_and_is_quoted_alike(odd: str, scribe: Scribe, rtk, sdk):
    ours = await scribe.written(rtk.webhooks.get(odd))
    assert ours == await scribe.written(sdk.webhooks.get_webhook_by_id(odd, **APP))
