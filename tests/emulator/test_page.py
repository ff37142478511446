"""The emulator's page, in a real browser: what it shows, what its buttons do, and what it lets nobody do."""

import asyncio
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from realtimekit_async.emulator import Delays, Emulator

from ..meeting.browsers import AS_ROOT, require_browser
from .conftest import api_of
from .plain_meeting_object import Room

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HOSTILE = "<img src=x onerror=\"document.title='gone'\"><script>alert(1)</script>\u202e"
EXPECTED = re.compile(r"net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING)|status of 400")
"""What a browser writes down when the emulator restarts, or refuses something; it is no defect of the page."""
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 380, "height": 800}
OVERFLOW = "document.documentElement.scrollWidth > innerWidth"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = require_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=not AS_ROOT)
        yield browser
        browser.close()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(keep_requests=10_000) as running:
        yield running
    assert running.errors == []


def origin(emulator: Emulator) -> str:
    return emulator.base_url.removesuffix("/client/v4")


def call(emulator: Emulator, method: str, path: str, body: Any = None) -> Any:
    """Send a request as an application would."""
    url = f"{emulator.base_url}/accounts/{emulator.world.account_id}/realtime/kit/{emulator.app.id}{path}"
    request = urllib.request.Request(
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {emulator.world.api_token}"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)["data"]


def meeting(emulator: Emulator, title: str = "Standup") -> str:
    return call(emulator, "POST", "/meetings", {"title": title})["id"]


class Opened(NamedTuple):
    """The page, with a meeting that Ada is in."""

    emulator: Emulator
    meeting_id: str
    page: Page

    def button(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def card(self, title: str):
        return self.page.get_by_role("region", name=title)


@contextmanager
def page_of(browser: Browser, emulator: Emulator, **options: Any) -> Iterator[Page]:
    """Open the page; whatever the browser complains about fails the test."""
    complaints: list[str] = []
    context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
    context.set_default_timeout(5000)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(origin(emulator) + "/")
    expect(page.locator("#connection")).to_have_text("live")
    yield page
    context.close()
    assert [one for one in complaints if not EXPECTED.search(one)] == []


@pytest.fixture
def opened(browser: Browser, emulator: Emulator) -> Iterator[Opened]:
    meeting_id = meeting(emulator)
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    with page_of(browser, emulator) as page:
        expect(page.get_by_role("heading", name="Standup")).to_be_visible()
        yield Opened(emulator, meeting_id, page)


def present(opened: Opened) -> list[str]:
    session = opened.emulator.app.meetings[opened.meeting_id].session
    return [] if session is None else [str(peer.participant.name) for peer in session.present.values()]


# ── meetings and people ──


def test_a_newcomer_creates_a_meeting_and_lets_the_first_one_join(browser: Browser, emulator: Emulator):
    with page_of(browser, emulator) as page:
        expect(page.get_by_text("No meeting yet.")).to_be_visible()
        expect(page.get_by_text("Nothing to see yet")).to_be_visible()
        page.get_by_label("Title of a new meeting").fill("First")
        page.get_by_role("button", name="Create").click()
        expect(page.get_by_role("heading", name="First")).to_be_visible()
        expect(page.get_by_text("Nobody is here.")).to_be_visible()
        people = page.get_by_role("region", name="People")
        people.get_by_label("Name").fill("Ada")
        people.get_by_label("Preset").select_option("group_call_participant")
        people.get_by_role("button", name="Join").click()
        expect(people.get_by_text("Ada", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="First")).to_contain_text("1 live")
        (made,) = emulator.app.meetings.values()
        assert made.session
        (ada,) = made.session.present.values()
        assert (ada.participant.name, ada.participant.preset.name) == ("Ada", "group_call_participant")


def test_what_is_not_known_yet_does_not_count_as_nothing(opened: Opened):
    opened.page.route("**/_emulator/state*", lambda _: None)  # the answer is on its way for ever
    opened.page.reload()
    expect(opened.page.get_by_text("Nothing to see yet")).to_be_hidden()


def test_of_many_meetings_the_newest_are_listed(browser: Browser):
    with Emulator(seed=7, meetings=130, sessions=0) as emulator, page_of(browser, emulator) as page:
        expect(page.get_by_text("and 30 older ones")).to_be_visible()
        expect(page.locator("nav a")).to_have_count(100)


def test_what_happens_elsewhere_is_there_within_a_second(opened: Opened):
    opened.emulator.simulate.participant_joins(opened.meeting_id, name="Grace")
    expect(opened.card("People").get_by_text("Grace", exact=True)).to_be_visible(timeout=1000)
    opened.emulator.simulate.says(opened.meeting_id, "Grace", "Good morning!")
    expect(opened.card("Conversation").get_by_text("Good morning!")).to_be_visible(timeout=1000)
    meeting(opened.emulator, "Another")
    expect(opened.page.get_by_role("link", name="Another")).to_be_visible(timeout=1000)
    expect(opened.page.locator("#requests [role=option]").first).to_contain_text("POST", timeout=1000)


def test_people_are_muted_kicked_and_leave(opened: Opened):
    for name in ("Grace", "Alan"):
        opened.emulator.simulate.participant_joins(opened.meeting_id, name=name)
    opened.button("Mute: Ada")
    expect(opened.card("People").get_by_text("muted")).to_be_visible()
    opened.button("Unmute: Ada")
    expect(opened.card("People").get_by_text("muted")).to_have_count(0)
    opened.button("Kick: Grace")
    expect(opened.card("People").get_by_role("button", name="Kick: Grace")).to_have_count(0)
    opened.button("Leave: Alan")
    expect(opened.card("People").get_by_role("button", name="Leave: Alan")).to_have_count(0)
    assert present(opened) == ["Ada"]
    kicked = {peer.participant.name: peer.was_kicked for peer in opened.emulator.app.peers.values()}
    assert kicked == {"Ada": False, "Grace": True, "Alan": False}


def test_who_left_comes_back_and_everybody_is_sent_home(opened: Opened):
    opened.emulator.simulate.participant_joins(opened.meeting_id, name="Grace")
    opened.button("Leave: Grace")
    opened.card("People").get_by_text("Not here").click()
    opened.button("Join: Grace")
    expect(opened.card("People").get_by_role("button", name="Kick: Grace")).to_be_visible()
    opened.button("End for all")
    expect(opened.page.get_by_text("Nobody is here.")).to_be_visible()
    expect(opened.page.get_by_text("not live")).to_be_visible()
    assert present(opened) == []


def test_who_waits_is_let_in_or_turned_away(opened: Opened):
    for name in ("Grace", "Mallory"):
        opened.emulator.simulate.waits(opened.meeting_id, name=name)
    opened.button("Let in: Grace")
    opened.button("Turn away: Mallory")
    expect(opened.page.get_by_text("Waiting to be let in")).to_be_hidden()
    assert present(opened) == ["Ada", "Grace"]


def test_the_link_and_the_token_are_hidden_until_asked_for(opened: Opened):
    opened.button("Link: Ada")
    token, link = opened.page.get_by_label("Token"), opened.page.get_by_label("Join link")
    expect(token).to_have_attribute("type", "password")
    expect(link).to_have_attribute("type", "password")
    opened.page.get_by_label("Address of your application").fill("https://meet.example/room?lang=de")
    opened.button("Show both")
    expect(token).to_have_attribute("type", "text")
    claims = opened.emulator.world.ids.claims(token.input_value(), opened.emulator.clock.now())
    assert claims
    assert claims.meeting_id == opened.meeting_id
    assert link.input_value() == f"https://meet.example/room?lang=de&authToken={token.input_value()}"
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.locator("[data-copy=token]").click()
    expect(opened.page.get_by_text("Token copied")).to_be_visible()
    assert opened.page.evaluate("navigator.clipboard.readText()") == token.input_value()
    opened.button("Done")
    expect(token).to_have_value("")


# ── what goes on in a meeting ──


def test_something_is_said_and_written(opened: Opened):
    conversation = opened.card("Conversation")
    for text, verb in (("Shall we begin?", "Say"), ("I am here.", "Chat")):
        conversation.get_by_label("Text").fill(text)
        conversation.get_by_role("button", name=verb).click()
        expect(conversation.get_by_text(text)).to_be_visible()
        expect(conversation.get_by_label("Text")).to_be_focused()
    session = opened.emulator.app.live_session(opened.meeting_id)
    assert [line.text for line in session.transcript] == ["Shall we begin?"]
    assert [line.text for line in session.chat] == ["I am here."]


def test_a_recording_is_made_paused_failed_and_fetched(opened: Opened):
    recordings = opened.card("Recordings")

    def press(name: str, status: str) -> None:
        recordings.get_by_role("button", name=name, exact=True).click()
        expect(recordings.get_by_text(status, exact=True)).to_be_visible()

    press("Record", "invoked")
    press("Advance", "recording")
    press("Pause", "paused")
    press("Resume", "recording")
    press("Stop", "uploading")
    press("Advance", "uploaded")
    assert fetched(recordings.get_by_role("link", name="Download"))
    press("Record", "invoked")
    press("Fail", "errored")


def fetched(link: Locator) -> bytes:
    url = link.get_attribute("href", timeout=10_000)
    assert url
    with urllib.request.urlopen(url) as file:
        return file.read()


def test_a_whole_meeting_is_held_by_hand(browser: Browser):
    with Emulator(lively=Delays(0.1, 0.1, 0.1, 0.1)) as emulator, page_of(browser, emulator) as page:
        page.get_by_label("Title of a new meeting").fill("Standup")
        page.get_by_role("button", name="Create").click()
        for name in ("Ada", "Grace"):
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_role("button", name="Join", exact=True).click()
            expect(page.get_by_role("button", name=f"Kick: {name}")).to_be_visible()
        page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_role("region", name="Recordings").get_by_text("recording", exact=True)).to_be_visible()
        page.get_by_label("Text").fill("Shall we begin?")
        page.get_by_role("button", name="Say").click()
        expect(page.locator("#lines")).to_contain_text("Shall we begin?")
        page.get_by_role("button", name="End for all").click()
        assert len(fetched(page.get_by_role("link", name="Download", exact=True))) > 1000
        assert b"Shall we begin?" in fetched(page.get_by_role("link", name="Download transcript"))


def test_a_livestream_goes_live_is_watched_and_stops(opened: Opened):
    livestream = opened.card("Livestream")
    for name, text in (("Start", "invoked"), ("Go live", "0 watching"), ("+1 viewer", "1 watching")):
        livestream.get_by_role("button", name=name).click()
        expect(livestream.get_by_text(text)).to_be_visible()
    livestream.get_by_role("button", name="Stop").click()
    expect(livestream.get_by_text("Not on the air.")).to_be_visible()


def test_a_poll_is_opened(opened: Opened):
    polls = opened.card("Polls")
    polls.get_by_label("Question").fill("Tea?")
    polls.get_by_label("Answers").fill("yes, no")
    polls.get_by_role("button", name="Ask").click()
    expect(polls.get_by_text("yes · 0")).to_be_visible()
    (poll,) = opened.emulator.app.live_session(opened.meeting_id).polls
    assert poll.question == "Tea?"


# ── what arrives and what is sent ──


def test_a_request_shows_its_headers_its_body_and_no_secret(opened: Opened):
    call(opened.emulator, "PATCH", f"/meetings/{opened.meeting_id}", {"title": "Renamed"})
    rows = opened.page.get_by_role("listbox", name="Requests")
    newest = rows.get_by_role("option").first
    expect(newest).to_contain_text("PATCH")
    newest.click()
    details = opened.page.locator("#details")
    expect(details).to_contain_text('"title": "Renamed"')
    expect(details).to_contain_text("authorization", ignore_case=True)
    assert opened.emulator.world.api_token not in opened.page.content()
    rows.focus()
    opened.page.keyboard.press("ArrowDown")
    expect(details.locator("h3")).to_have_text("POST /meetings")
    opened.button("Close details")
    expect(details).to_be_hidden()


def test_ten_thousand_requests_are_a_window_of_rows(browser: Browser, emulator: Emulator):
    for _ in range(2):
        meeting(emulator)
    first = emulator.requests[0]
    newest = emulator.requests[-1]
    emulator.requests[:] = [first] + [
        type(first)(**{**fields_of(first), "ray_id": f"{number:016x}-EMU"}) for number in range(2, 10_001)
    ]
    assert newest.ray_id < emulator.requests[-1].ray_id
    with page_of(browser, emulator) as page:
        expect(page.locator("#requests-count")).to_have_text("10,000")
        rows = page.get_by_role("listbox", name="Requests")
        assert rows.get_by_role("option").count() < 60
        rows.focus()
        page.keyboard.press("End")
        expect(page.locator("#details")).to_contain_text(first.ray_id)
        assert rows.get_by_role("option").count() < 60
        place = rows.evaluate("box => box.scrollTop")
        assert place > 300_000


def test_a_burst_is_there_in_the_end(opened: Opened):
    emulator = opened.emulator
    path = f"/client/v4/accounts/{emulator.world.account_id}/realtime/kit/{emulator.app.id}/meetings"
    host, _, port = origin(emulator).rpartition("/")[2].rpartition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() * 3000)
        answers = b""
        while answers.count(b"HTTP/1.1 ") < 3000:
            answers += connection.recv(1 << 20)
    expect(opened.page.locator("#requests-count")).to_have_text("3,001")


def fields_of(request: Any) -> dict[str, Any]:
    return {name: getattr(request, name) for name in type(request).__dataclass_fields__}


def test_a_delivery_is_shown_with_its_attempts_and_sent_again(opened: Opened):
    hook = {"name": "all", "url": "http://127.0.0.1:9/hooks", "events": ["meeting.participantJoined"]}
    call(opened.emulator, "POST", "/webhooks", hook)
    opened.emulator.simulate.participant_joins(opened.meeting_id, name="Grace")
    opened.page.get_by_role("tab", name="Webhooks").click()
    rows = opened.page.get_by_role("listbox", name="Deliveries").get_by_role("option")
    expect(rows.first).to_contain_text("meeting.participantJoined")
    rows.first.click()
    expect(opened.page.locator("#details")).to_contain_text('"event": "meeting.participantJoined"')
    opened.button("Send again")
    expect(opened.page.locator("#deliveries-count")).not_to_have_text("1")


def agent_of(emulator: Emulator, meeting_id: str) -> socket.socket:
    """Connect an agent, with nothing but a socket."""
    body = {"name": "Notes", "custom_participant_id": "notes", "preset_name": "group_call_guest"}
    token = call(emulator, "POST", f"/meetings/{meeting_id}/participants", body)["token"]
    host, _, port = origin(emulator).rpartition("/")[2].rpartition(":")
    lines = (
        "GET /agent-ws/v1?subscriptions=transcript HTTP/1.1", f"Host: {host}", "Upgrade: websocket",
        "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: realtimekit.v1", f"Authorization: Bearer {token}",
    )  # fmt: skip
    connection = socket.create_connection((host, int(port)), timeout=10)
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


@pytest.mark.parametrize(("verb", "end"), [("Close", b"\x88\x02\x03\xe9"), ("Drop", b"")])
def test_an_agent_is_shown_and_its_connection_ended(opened: Opened, verb: str, end: bytes):
    opened.page.get_by_role("tab", name="Agents").click()
    with agent_of(opened.emulator, opened.meeting_id) as agent:
        panel = opened.page.get_by_role("tabpanel", name="Agents")
        expect(panel.get_by_text("Notes")).to_be_visible()
        panel.get_by_role("button", name=verb).click()
        received = b""
        while not (end and received.endswith(end)) and (more := agent.recv(1 << 16)):
            received += more
        assert received.endswith(end)
    expect(opened.page.get_by_text("No agent is connected")).to_be_visible()


async def attend(emulator: Emulator, meeting_id: str) -> None:
    """Stay in a meeting as a meeting object, until that is ended."""
    async with api_of(emulator) as api, AsyncExitStack() as stack:
        bot = await Room(api, meeting_id, stack).joins("Bot")
        await bot.closed()


def test_a_meeting_object_is_shown_interrupted_and_cut(opened: Opened):
    opened.page.get_by_role("tab", name="Agents").click()
    with ThreadPoolExecutor() as pool:
        attending = pool.submit(asyncio.run, attend(opened.emulator, opened.meeting_id))
        objects = opened.page.get_by_role("list", name="Meeting objects")
        expect(objects.get_by_text("meeting object · joined")).to_be_visible()
        for verb, state in (("Interrupt", "interrupted"), ("Resume", "joined")):
            objects.get_by_role("button", name=verb).click()
            expect(objects.get_by_text(f"meeting object · {state}")).to_be_visible()
        objects.get_by_role("button", name="Cut").click()
        attending.result(10)
    expect(opened.page.get_by_text("No agent is connected")).to_be_visible()


def test_tabs_are_changed_by_arrow_keys(opened: Opened):
    opened.page.get_by_role("tab", name="Requests").focus()
    opened.page.keyboard.press("ArrowRight")
    expect(opened.page.get_by_role("tab", name="Webhooks")).to_be_focused()
    expect(opened.page.get_by_text("No delivery yet.")).to_be_visible()
    opened.page.keyboard.press("ArrowRight")
    expect(opened.page.get_by_text("No agent is connected")).to_be_visible()


# ── the clock, faults, the beginning ──


def test_the_clock_is_advanced(opened: Opened):
    clock = opened.emulator.clock
    before = clock.now()
    opened.page.locator("#advance summary").click()
    opened.button("1 day")
    opened.page.get_by_label("Seconds").fill("90")
    opened.page.locator("#advance-by button").click()
    shown = (before + timedelta(days=1, seconds=90)).strftime("%Y-%m-%d %H:%M")[:-1]
    expect(opened.page.locator("#now")).to_have_text(re.compile(shown))
    assert 86_490 <= (clock.now() - before).total_seconds() < 86_550


def test_faults_are_armed_shown_used_up_and_forgotten(opened: Opened):
    opened.page.locator("#faults summary").click()
    opened.page.get_by_label("The next").fill("2")
    opened.page.get_by_label("requests to").fill("/recordings")
    opened.button("429, Retry-After 2")
    armed = opened.page.get_by_role("list", name="Armed faults")
    expect(armed).to_contain_text("2 × /recordings: status 429, retry_after 2")
    with pytest.raises(urllib.error.HTTPError, match="429"):
        call(opened.emulator, "GET", "/recordings")
    expect(armed).to_contain_text("1 × /recordings")
    opened.button("Forget all of them")
    expect(opened.page.get_by_text("Nothing is armed.")).to_be_visible()
    assert opened.emulator.faults.armed == []


def test_every_kind_of_fault_can_be_armed_by_keyboard_alone(opened: Opened):
    opened.page.locator("#faults summary").focus()
    opened.page.keyboard.press("Enter")
    expect(opened.page.get_by_text("Nothing is armed.")).to_be_visible()
    kinds = opened.page.locator("#kinds button")
    for number in range(kinds.count()):
        kinds.nth(number).focus()
        opened.page.keyboard.press("Enter")
        expect(opened.page.locator("#armed li")).to_have_count(number + 1)
    assert len({str(fault["trouble"]) for fault in opened.emulator.faults.armed}) == kinds.count() == 9
    opened.page.keyboard.press("Escape")
    expect(opened.page.locator("#fault")).to_be_hidden()
    expect(opened.page.locator("#faults summary")).to_be_focused()


def test_a_meeting_is_chosen_and_its_id_copied(opened: Opened):
    other = meeting(opened.emulator, "Retro")
    opened.page.get_by_role("link", name="Retro").click()
    expect(opened.page.get_by_role("heading", name="Retro")).to_be_visible()
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.button("Copy id")
    expect(opened.page.get_by_role("alert")).to_have_text("Id copied")
    assert opened.page.evaluate("navigator.clipboard.readText()") == other
    opened.page.reload()
    expect(opened.page.get_by_role("heading", name="Retro")).to_be_visible()


def test_everything_begins_anew(opened: Opened):
    opened.page.locator("#reset summary").click()
    opened.page.get_by_label("Seed").fill("7")
    opened.button("Begin anew")
    expect(opened.page.locator("#requests-count")).to_have_text("0")
    expect(opened.page.locator("nav a")).to_have_count(25)
    opened.page.locator("#reset summary").click()
    opened.page.get_by_label("Seed").fill("")
    opened.button("Begin anew")
    expect(opened.page.get_by_text("No meeting yet.")).to_be_visible()


def test_a_refusal_is_told_in_a_sentence(opened: Opened):
    opened.button("Record")
    expect(opened.card("Recordings").get_by_text("invoked")).to_be_visible()
    opened.button("Record")
    expect(opened.page.get_by_role("alert")).to_contain_text("is running already")


# ── at all times ──


def test_the_page_comes_back_after_the_emulator_has_restarted(browser: Browser):
    with ExitStack() as running:
        first = running.enter_context(Emulator())
        port = int(origin(first).rpartition(":")[2])
        meeting(first, "Before")
        with page_of(browser, first) as page:
            expect(page.get_by_role("heading", name="Before")).to_be_visible()
            running.close()
            expect(page.locator("#connection")).to_have_text("reconnecting")
            with Emulator(port=port) as second:
                meeting(second, "After")
                expect(page.locator("#connection")).to_have_text("live")
                expect(page.get_by_role("heading", name="After")).to_be_visible()
                expect(page.locator("#requests-count")).to_have_text("1")
                page.goto("about:blank")


def test_the_text_of_strangers_is_text(browser: Browser, emulator: Emulator):
    meeting_id = meeting(emulator, HOSTILE)
    emulator.simulate.participant_joins(meeting_id, name=HOSTILE)
    emulator.simulate.chats(meeting_id, HOSTILE, HOSTILE)
    emulator.simulate.poll_opens(meeting_id, HOSTILE, HOSTILE)
    with page_of(browser, emulator) as page:
        expect(page.get_by_role("heading", level=2, name="<img")).to_have_text(HOSTILE)
        expect(page.locator("#people b")).to_have_text(HOSTILE)
        expect(page.locator("#lines p")).to_have_text(HOSTILE)
        page.locator("#requests [role=option]").last.click()
        expect(page.locator("#details pre").first).to_contain_text("<img src=x onerror")
        assert page.locator("main img, main script").count() == 0
        assert page.title() == "RealtimeKit emulator"


def test_the_page_may_load_nothing_from_elsewhere(opened: Opened):
    response = opened.page.reload()
    assert response
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    loaded = opened.page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert {re.match(r"\w+://[^/]+", name)[0] for name in loaded} == {origin(opened.emulator)}


def test_what_is_typed_keeps_its_place_while_things_happen(opened: Opened):
    field = opened.card("Conversation").get_by_label("Text")
    field.type("half a sen")
    top = field.bounding_box()
    for number in range(5):
        opened.emulator.simulate.participant_joins(opened.meeting_id, name=f"Guest {number}")
        opened.emulator.simulate.participant_leaves(opened.meeting_id, f"Guest {number}")
    expect(opened.page.get_by_text("Not here")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("half a sen")
    assert field.bounding_box() == top


def everything(opened: Opened) -> None:
    """Fill every part of the page."""
    opened.emulator.simulate.participant_joins(opened.meeting_id, name="Grace")
    opened.emulator.simulate.participant_joins(opened.meeting_id, name="A" * 200)
    opened.emulator.simulate.participant_leaves(opened.meeting_id, "Grace")
    opened.emulator.simulate.says(opened.meeting_id, "Ada", "long" * 100)
    opened.emulator.simulate.chats(opened.meeting_id, "Ada", "Hello!")
    opened.emulator.simulate.poll_opens(opened.meeting_id, "Tea?", "yes" * 50, "no")
    call(opened.emulator, "POST", "/recordings", {"meeting_id": opened.meeting_id})
    call(opened.emulator, "POST", f"/meetings/{opened.meeting_id}/livestreams", {})
    opened.emulator.faults.next(status=429, times=None, path="/nothing")


def flaws(page: Page) -> str:
    """Let axe-core look at everything that is shown, and say what it finds."""
    results = Axe().run(page, options=RULES)
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", NARROW)], ids=["wide", "narrow"])
def test_everything_has_a_name_enough_contrast_and_room(
    browser: Browser, opened: Opened, scheme: Any, viewport: Any
):
    everything(opened)
    opened.page.close()
    with page_of(browser, opened.emulator, viewport=viewport, color_scheme=scheme) as page:
        expect(page.locator("#polls li")).to_be_visible()
        page.locator("#requests [role=option]").first.click()
        expect(page.locator("#details")).to_be_visible()
        page.locator("#faults summary").click()
        page.locator("#invited summary").click()
        assert flaws(page) == ""
        assert not page.evaluate(OVERFLOW)
        page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
        assert flaws(page) == ""
        page.get_by_role("button", name="Link: Ada").click()
        expect(page.get_by_label("Token")).to_be_visible()
        assert flaws(page) == ""
        assert not page.evaluate(OVERFLOW)
