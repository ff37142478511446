"""FastAPI with the extra: one client, errors as answers, webhooks and lists that stream, over real sockets."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse

from realtimekit_async import RealtimeKit, RealtimeKitError, Retry
from realtimekit_async.emulator import Emulator
from realtimekit_async.events import Delivery, DeliveryDeferred, KeyRing, MeetingStarted, Receiver, Router
from realtimekit_async.fastapi import Kit, handle_error, json_lines, lifespan, web_client, webhooks
from realtimekit_async.models import Meeting, Recording

from .serving import serving

PAGE = b"<html><head><title>Blocked</title></head></html>"


class Place:
    """An application, the emulator it asks, and what its webhooks have told."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.told: list[str] = []
        self.url = ""
        self.clients: list[RealtimeKit] = []
        self.router = Router(wait=True)
        self.router.on(MeetingStarted)(lambda event: self.told.append(event.meeting.id))
        self.app = FastAPI(lifespan=lifespan(self.client), exception_handlers={RealtimeKitError: handle_error})
        self.app.include_router(self._routes(), prefix="/api")

    def client(self) -> RealtimeKit:
        self.clients.append(
            RealtimeKit(**self.emulator.credentials, max_wait=0, retry=Retry(attempts=1), timeout=1)
        )
        return self.clients[-1]

    def _routes(self) -> APIRouter:
        routes = APIRouter()

        @routes.post("/rooms")
        async def create(rtk: Kit, title: str) -> Meeting:
            return await rtk.meetings.create(title=title)

        @routes.get("/rooms/{meeting_id}")
        async def get(rtk: Kit, meeting_id: str) -> Meeting:
            return await rtk.meetings.get(meeting_id)

        @routes.get("/recordings")
        async def recordings(rtk: Kit) -> list[Recording]:
            return await rtk.recordings.list().collect()

        @routes.get("/lines")
        async def lines(rtk: Kit) -> StreamingResponse:
            return await json_lines(rtk.meetings.list(per_page=4))

        @routes.get("/broken")
        async def broken(rtk: Kit) -> StreamingResponse:
            async def rows() -> AsyncIterator[Meeting]:
                async for meeting in rtk.meetings.list(per_page=4):
                    yield meeting
                    self.emulator.faults.next(status=503)  # when the next page is asked for

            return await json_lines(rows())

        receiver = Receiver(KeyRing(self.emulator.webhook_key_url))
        routes.include_router(webhooks("/webhooks", receiver, self.router))
        return routes


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with Emulator(seed=7, meetings=10) as emulator:
        place = Place(emulator)
        with serving(place.app) as place.url:
            yield place


@pytest.fixture
async def http(place: Place) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(place.url, timeout=aiohttp.ClientTimeout(30)) as http:
        yield http


async def test_endpoints_share_the_one_client_of_the_application(place, http):
    async with http.post("/api/rooms", params={"title": "Ada"}) as answer:
        made = await answer.json()
    async with http.get(f"/api/rooms/{made['id']}") as answer:
        assert (await answer.json())["title"] == "Ada"
    async with http.get("/api/recordings") as answer:
        assert answer.status == 200
    assert len(place.clients) == 1


async def test_the_openapi_of_an_application_is_valid_and_names_the_answers(http):
    from openapi_spec_validator import validate

    async with http.get("/openapi.json") as answer:
        document = await answer.json()
    validate(document)
    assert {"Meeting", "Recording"} <= document["components"]["schemas"].keys()
    assert "/api/webhooks" not in document["paths"]


def gateway(code: int) -> dict[str, object]:
    return {"success": False, "errors": [{"code": code, "message": "top secret: token-of-the-app"}]}


FAULTS = {
    "404": ({"status": 404}, 404),
    "409": ({"status": 409}, 409),
    "422": ({"status": 422}, 422),
    "400": ({"status": 400}, 400),
    "a malformed token": ({"status": 400, "body": gateway(6003)}, 500),
    "a wrong account": ({"status": 404, "body": gateway(7003)}, 500),
    "a refused token": ({"status": 401, "body": gateway(10000)}, 500),
    "a firewall": ({"status": 403, "body": PAGE, "headers": {"content-type": "text/html"}}, 502),
    "a page where the API should be": (
        {"status": 404, "body": PAGE, "headers": {"content-type": "text/html"}},
        502,
    ),
    "5xx": ({"status": 503}, 502),
    "a connection that drops": ({"drop": "before"}, 502),
    "a server that is slow": ({"delay": 3}, 504),
    "an answer that cannot be read": ({"garbage": True}, 502),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_errors_become_answers_without_a_word_of_the_api(place, http, fault, caplog):
    caplog.set_level(logging.INFO, "realtimekit_async")
    what, status = FAULTS[fault]
    place.emulator.faults.next(**what)
    async with http.get("/api/rooms/m1") as answer:
        said = await answer.json()
        assert answer.status == status
        assert "Retry-After" not in answer.headers
    assert said.keys() <= {"detail", "ray_id"}
    assert "token" not in said["detail"]
    assert f"was answered {status}: " in caplog.text


async def test_who_has_to_wait_is_told_for_how_long():
    with Emulator() as emulator, serving(Place(emulator).app) as url:
        emulator.faults.next(status=429, retry_after=7)
        async with aiohttp.ClientSession(url) as http:
            async with http.get("/api/rooms/m1") as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "7")
            async with http.get("/api/rooms/m1") as answer:  # nothing is sent: everybody is held back
                assert answer.status == 503
                assert 1 <= int(answer.headers["Retry-After"]) <= 7
        assert len(emulator.requests) == 1


async def test_a_list_streams_as_json_lines(place, http):
    async with http.get("/api/lines") as answer:
        assert answer.content_type == "application/x-ndjson"
        rows = [json.loads(line) async for line in answer.content]
    assert len(rows) == len(place.emulator.app.meetings)
    assert all(row["id"] and "title" in row for row in rows)


async def test_a_stream_fails_before_its_first_byte_where_it_can(place, http):
    place.emulator.faults.next(status=503)
    async with http.get("/api/lines") as answer:
        assert (answer.status, answer.content_type) == (502, "application/json")


async def test_a_stream_that_breaks_off_later_does_not_look_whole(place, http):
    async with http.get("/api/broken") as answer:
        assert answer.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
    place.emulator.faults.clear()


async def test_webhooks_arrive_without_a_slash_at_the_end(place, http):
    async with place.emulator.client() as rtk:
        await rtk.webhooks.create(name="w", url=f"{place.url}/api/webhooks", events=["meeting.started"])
        meeting = await rtk.meetings.create(title="Standup")
    place.emulator.simulate.participant_joins(meeting.id, name="Ada")
    await place.emulator.deliveries.settled()
    assert place.told == [meeting.id]
    async with http.post("/api/webhooks", data=b"{}") as answer:
        assert answer.status == 401
    async with http.get("/api/webhooks") as answer:
        assert answer.status == 405


async def test_the_router_and_the_client_are_closed_with_the_application():
    with Emulator() as emulator:
        place = Place(emulator)
        with serving(place.app):
            pass
    with pytest.raises(DeliveryDeferred, match="the router is closed"):
        await place.router.dispatch(Delivery(MeetingStarted(), "w1", "d1"))
    with pytest.raises(RuntimeError, match="closed"):
        await place.clients[0].meetings.get("m1")


async def test_an_application_that_is_started_again_takes_webhooks_again():
    with Emulator() as emulator:
        place = Place(emulator)
        for times in (1, 2):
            with serving(place.app) as url:
                async with emulator.client() as rtk:
                    hook = await rtk.webhooks.create(
                        name="w", url=f"{url}/api/webhooks", events=["meeting.started"]
                    )
                    meeting = await rtk.meetings.create(title="Standup")
                    emulator.simulate.participant_joins(meeting.id, name="Ada")
                    await emulator.deliveries.settled()
                    await rtk.webhooks.delete(hook.id)
            assert (len(place.told), len(place.clients)) == (times, times)


async def test_a_start_that_fails_half_way_closes_what_was_opened():
    with Emulator() as emulator:
        place = Place(emulator)

        @asynccontextmanager
        async def fails(app: FastAPI) -> AsyncIterator[object]:
            async with lifespan(place.client)(app) as state:
                await state["realtimekit"].meetings.list().page()
                raise OSError("the database is away")
                yield state

        app = FastAPI(lifespan=fails)
        app.include_router(webhooks("/webhooks", Receiver(KeyRing(emulator.webhook_key_url)), place.router))
        with pytest.raises(OSError, match="the database is away"):
            async with app.router.lifespan_context(app):
                pass
    with pytest.raises(RuntimeError, match="closed"):
        await place.clients[0].meetings.get("m1")


async def test_a_mounted_application_has_the_client_of_the_outer_one():
    with Emulator() as emulator:
        place = Place(emulator)
        outer = FastAPI(lifespan=lifespan(place.client))
        outer.mount("/inner", place.app)
        with serving(outer) as url:
            async with aiohttp.ClientSession(url) as http, http.get("/inner/api/recordings") as answer:
                assert answer.status == 200
    assert len(place.clients) == 1


async def test_two_applications_at_once_have_a_client_each():
    with Emulator() as emulator:
        place = Place(emulator)
        other = FastAPI(lifespan=lifespan(place.client), routes=place.app.routes)
        with serving(place.app) as url, serving(other) as other_url:
            async with aiohttp.ClientSession() as http:
                for each in (url, other_url, url):
                    async with http.get(f"{each}/api/recordings") as answer:
                        assert answer.status == 200
    assert len(place.clients) == 2


async def test_an_application_without_the_lifespan_says_what_is_missing(caplog):
    app = FastAPI()

    @app.get("/")
    async def ask(rtk: Kit) -> str:
        return repr(rtk)

    with serving(app) as url:
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            assert answer.status == 500
    assert "FastAPI(lifespan=lifespan())" in caplog.text


def test_the_usual_client_lets_no_visitor_wait(monkeypatch):
    monkeypatch.setenv("CLOUDFLARE_ACCOUNT_ID", "a")
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "t")
    settings = web_client()._transport._settings  # noqa: SLF001
    assert (settings.max_wait, settings.retry.budget) == (2, 2)
    settings = web_client(max_wait=1)._transport._settings  # noqa: SLF001
    assert (settings.max_wait, settings.retry.budget) == (1, 2)
