"""Answers as dictionaries, as JSON, and as what Pydantic and FastAPI read and write."""

import json
from datetime import UTC, datetime
from importlib import import_module
from typing import Annotated

import httpx
import msgspec
import pytest
from fastapi import Body, FastAPI
from hypothesis import given, strategies as st
from openapi_spec_validator import validate
from pydantic import BaseModel, TypeAdapter, ValidationError

from realtimekit_async import Check, Page, Verdict
from realtimekit_async.archive import Absence, Failure, Finished, Outcome, Report, StoredObject, Unit, Walked
from realtimekit_async.files import ChatMessage, Progress, SavedFile, TranscriptLine
from realtimekit_async.models import App, Meeting, Preset, Recording, Session, TrackDownload

BEGIN = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
MEETING = {"id": "m1", "title": "T", "created_at": "2025-03-04T05:06:07Z", "ai_config": {"summarization": {}}}
RECORDING = {
    "id": "r1",
    "started_time": "2025-03-04T05:06:07Z",
    "start_reason": {"caller": {"user_Id": "u1"}},
    "meeting": MEETING,
    "download_url": [
        {"layer_name": "default", "download_urls": {"a.mp3": {"download_url": "https://x.example/a"}}}
    ],
}
PRESET = {
    "id": "q1",
    "config": {"track_recording": {"on": True}},
    "ui": {"design_tokens": {"colors": {"brand": {"500": "#1"}}}},
}
PARTS = ("", ".agent", ".archive", ".events", ".files", ".models")
PACKAGES = [import_module(f"realtimekit_async{part}") for part in PARTS]
PUBLIC = [getattr(package, name) for package in PACKAGES for name in package.__all__]
STRUCTS = {shape for shape in PUBLIC if isinstance(shape, type) and issubclass(shape, msgspec.Struct)}
NO_ANSWERS = {
    *("LeavePolicy", "Quota", "Retry", "SharedQuota"),  # settings
    *("Call", "Delivery", "Exchange", "Pages", "Reply"),  # what brings an answer or an event
    "ErrorDetail",
}
KINDS = sorted({shape for shape in STRUCTS if shape.__name__ not in NO_ANSWERS}, key=repr)
OWN = [
    Page([Meeting(id="m1", created_at=BEGIN)], total_count=1, start_offset=1, end_offset=1),
    Page([]),
    Check(*[Verdict(is_right=True, finding="valid")] * 3, apps=(App(id="a1"),)),
    SavedFile("a.mp4", 7, path="films/a.mp4", skipped=True),
    Progress("a.mp4", 7, None),
    TranscriptLine(1.5, 2.0, name="Ada", text="Hello", at=BEGIN),
    ChatMessage("c1", display_name="Ada", payload_type="TEXT_MESSAGE", payload="Hello", created_at=BEGIN),
    Report(sessions=2, failures=[Failure("s1", "LinkRefused", "403", what="chat")]),
    Walked(2, None, 0, 1, waiting=(Unit("s1", started_at=BEGIN, what=("chat",)),)),
    Finished(
        Outcome(Unit("s1"), stored=(StoredObject("k", 1, "chat"),), absent=(Absence("summaries", "missing"),))
    ),
]
"""What the library says itself."""


def test_a_dictionary_has_every_field_with_times_as_times_and_what_is_absent_as_none():
    recording = Recording.from_dict(RECORDING)
    row = recording.to_dict()
    assert [*row] == [*Recording.__struct_fields__]
    assert (row["started_time"], row["file_size"], row["meeting"]["created_at"]) == (BEGIN, None, BEGIN)
    assert row["start_reason"] == {"caller": {"name": None, "type": None, "user_id": "u1"}, "reason": None}
    assert row["download_url"][0]["download_urls"] == {"a.mp3": {"download_url": "https://x.example/a"}}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if ".models." in kind.__module__])
def test_dictionaries_of_one_kind_have_the_same_names(kind):
    required = {field.encode_name: "x" for field in msgspec.structs.fields(kind) if field.required}
    assert [*kind.from_dict({"summaryDownloadUrl": "x"} | required).to_dict()] == [*kind.__struct_fields__]


@pytest.mark.parametrize("answer", OWN)
def test_what_the_library_says_itself_leads_to_dictionaries_and_json_and_back(answer):
    kind = Page[Meeting] if isinstance(answer, Page) else type(answer)
    assert [*answer.to_dict()] == [*answer.__struct_fields__]
    assert json.loads(answer.to_json()) == json.loads(msgspec.json.encode(answer))
    assert TypeAdapter(kind).validate_json(answer.to_json()) == answer
    assert TypeAdapter(kind).validate_json(TypeAdapter(kind).dump_json(answer)) == answer
    if not isinstance(answer, Page):
        assert kind.from_dict(answer.to_dict()) == answer


def test_a_page_of_dictionaries_has_dictionaries_and_none_below_it():
    page, document = OWN[0], {"id": "m1", "created_at": "2025-03-04T05:06:07Z"}
    assert page.to_dict()["items"] == [page.items[0].to_dict()]
    assert Page.from_dict(json.loads(page.to_json())).items == [document]
    assert Page([]).to_json() == '{"items":[]}'


@pytest.mark.parametrize(("kind", "document"), [(Meeting, MEETING), (Recording, RECORDING), (Preset, PRESET)])
def test_json_is_as_the_api_sent_it_and_dictionaries_lead_back(kind, document):
    answer = kind.from_dict(document)
    assert json.loads(answer.to_json()) == document
    assert kind.from_dict(answer.to_dict()) == answer
    assert kind.from_dict(json.loads(answer.to_json())) == answer


VALUES = st.none() | st.integers() | st.text() | st.lists(st.none())


@given(st.dictionaries(st.sampled_from(Session.__struct_fields__), VALUES))
def test_what_fits_no_field_is_told_by_its_place(data):
    try:
        assert Session.from_dict(data).to_dict().keys() == {*Session.__struct_fields__}
    except ValueError as error:
        complaint = str(error)
    else:
        complaint = "Session: $"
    assert complaint.startswith("Session: ")


def test_links_and_tokens_are_in_dictionaries_and_in_no_representation():
    track = TrackDownload.from_dict(RECORDING["download_url"][0])
    assert "x.example/a" in track.to_json()
    assert "x.example/a" not in repr(track)


# ── Pydantic and FastAPI ──


class Room(BaseModel):
    meeting: Meeting
    recordings: list[Recording] = []


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()

    @app.get("/meeting")
    async def meeting() -> Meeting:
        return Meeting.from_dict(MEETING)

    @app.get("/recordings")
    async def recordings() -> list[Recording]:
        return [Recording.from_dict(RECORDING)]

    @app.get("/page")
    async def page() -> Page[Meeting]:
        return Page([Meeting.from_dict(MEETING)], total_count=1, start_offset=1, end_offset=1)

    @app.get("/recordings/page")
    async def page_of_recordings() -> Page[Recording]:
        return Page([])

    @app.get("/check")
    async def check() -> Check:
        return OWN[2]

    @app.get("/report")
    async def report() -> Report:
        return Report()

    @app.post("/presets")
    async def preset(preset: Annotated[Preset, Body()]) -> Preset:
        return preset

    @app.post("/rooms")
    async def room(room: Room) -> Room:
        return room

    return app


@pytest.fixture
async def browser(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.example") as client:
        yield client


async def test_an_answer_is_a_response_a_body_and_a_field_of_a_model(browser):
    assert (await browser.get("/meeting")).json() == MEETING
    assert (await browser.get("/recordings")).json() == [RECORDING]
    assert (await browser.post("/presets", json=PRESET)).json() == PRESET
    room = {"meeting": MEETING, "recordings": [RECORDING]}
    assert (await browser.post("/rooms", json=room)).json() == room


async def test_a_page_and_what_the_library_says_are_responses_as_well(browser):
    page = (await browser.get("/page")).json()
    assert page == {"items": [MEETING], "total_count": 1, "start_offset": 1, "end_offset": 1}
    assert (await browser.get("/recordings/page")).json() == {"items": []}
    assert (await browser.get("/check")).json()["apps"] == [{"id": "a1"}]
    assert (await browser.get("/report")).json()["failures"] == []


def test_the_description_tells_what_a_page_is_a_page_of(app):
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["Page_Meeting_"]["title"] == "Page[Meeting]"
    assert schemas["Page_Meeting_"]["properties"]["items"]["items"] == {"$ref": "#/components/schemas/Meeting"}
    assert schemas["Page_Recording_"]["properties"]["items"]["items"] == {"$ref": "#/components/schemas/Recording"}
    validate(app.openapi())


async def test_a_body_that_fits_no_answer_is_a_422_that_names_the_place(browser):
    refused = await browser.post("/rooms", json={"meeting": {"id": "m1", "created_at": "nope"}})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", "meeting", "created_at"]


def test_the_description_names_answers_and_says_what_their_fields_mean(app):
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["Room"]["properties"]["meeting"] == {"$ref": "#/components/schemas/Meeting"}
    assert schemas["Recording"]["description"].startswith("A recording")
    assert schemas["Recording"]["properties"]["file_size"]["description"].startswith("Size in bytes")
    assert schemas["Recording"]["properties"]["meeting"]["anyOf"][0] == {"$ref": "#/components/schemas/Meeting"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_every_answer_has_a_schema(kind, mode):
    schema = TypeAdapter(kind).json_schema(mode=mode)
    assert {*schema["properties"]} == {*kind.__struct_encode_fields__}
    assert schema["description"]


def test_a_model_keeps_the_answer_it_was_given():
    meeting = Meeting.from_dict(MEETING)
    assert Room(meeting=meeting).meeting is meeting
    with pytest.raises(ValidationError):
        Room(meeting="m1")
