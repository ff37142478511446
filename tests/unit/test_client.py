import asyncio
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

import aiohttp
import msgspec
import pytest
from multidict import CIMultiDict

import realtimekit_async
from realtimekit_async import Call, ConfigurationError, RateLimited, RealtimeKit, Retry, TransportError
from realtimekit_async.client import ACCOUNT_QUOTA, RECORDINGS_QUOTA
from realtimekit_async.quota.quotas import Quota

CREDENTIALS = {"account_id": "acc", "app_id": "app", "api_token": "tok", "base_url": "http://h/v4"}
SERVICES = [
    "active_session",
    "analytics",
    "apps",
    "livestreams",
    "meetings",
    "participants",
    "presets",
    "recordings",
    "sessions",
    "webhooks",
]


class Answer:
    """As much of an aiohttp response as is looked at."""

    def __init__(self, status: int, data: object) -> None:
        self.status = status
        self.headers = CIMultiDict({"Content-Type": "application/json"})
        self.body = msgspec.json.encode({"success": status < 400, "data": data})
        self.content_length = len(self.body)

    async def read(self) -> bytes:
        return self.body


class Session:
    """A stand-in for the caller's own aiohttp session: notes what is asked, answers what it is told to."""

    connector = None
    auth: object = None

    def __init__(self, *statuses: int, seen: Callable[[], object] = list) -> None:
        self.asked: list[tuple[str, str, dict[str, object]]] = []
        self.closed = False
        self._statuses = list(statuses)
        self._seen = seen

    async def request(self, method: str, url: object, **options: object) -> Answer:
        self._seen()
        self.asked.append((method, str(url), options))
        return Answer(self._statuses.pop(0) if self._statuses else 200, {"id": "m1"})

    async def close(self) -> None:
        self.closed = True


def client(session: object, **options: object) -> RealtimeKit:
    return RealtimeKit(**CREDENTIALS, http=session, **options)


# ── services ──


def test_a_client_has_one_attribute_per_service():
    rtk = RealtimeKit(**CREDENTIALS)
    for name in SERVICES:
        service = getattr(rtk, name)
        assert type(service).__name__.lower() == name.replace("_", "")
        assert getattr(rtk, name) is service


async def test_any_call_can_be_sent():
    session = Session()
    reply = await client(session).send(Call("GET", "/brand/{thing_id}", ("new",), query={"a": 1}))
    assert (reply.data, reply.status) == ({"id": "m1"}, 200)
    assert session.asked[0][:2] == ("GET", "http://h/v4/accounts/acc/realtime/kit/app/brand/new?a=1")


async def test_calls_of_the_account_need_no_app():
    session = Session()
    rtk = RealtimeKit(account_id="a/b", api_token="tok", base_url="http://h/", http=session)
    await rtk.send(Call("GET", "/apps", account=True))
    assert session.asked[0][1] == "http://h/accounts/a%2Fb/realtime/kit/apps"


# ── what is sent with every request ──


async def test_every_request_says_who_asks_and_what_it_reads():
    session = Session()
    await client(session, user_agent="bot/1.0").meetings.get("m1")
    agent = f"bot/1.0 realtimekit-async/{realtimekit_async.__version__} aiohttp/{aiohttp.__version__}"
    assert session.asked[0][2]["headers"] == {
        "Accept": "application/json",
        "User-Agent": f"{agent} python/{platform.python_version()}",
        "Authorization": "Bearer tok",
    }


@pytest.mark.parametrize("asynchronous", [False, True])
async def test_a_callable_token_is_asked_before_each_attempt(asynchronous):
    tokens = iter(["one", "two", "three"])

    def sync_token() -> str:
        return next(tokens)

    async def async_token() -> str:
        return next(tokens)

    session = Session(503)
    rtk = RealtimeKit(
        **{**CREDENTIALS, "api_token": async_token if asynchronous else sync_token},
        http=session,
        retry=Retry(initial=0.0),
    )
    await rtk.meetings.get("m1")
    await rtk.meetings.get("m1")
    sent = [options["headers"]["Authorization"] for _, _, options in session.asked]
    assert sent == ["Bearer one", "Bearer two", "Bearer three"]


async def test_a_callable_token_that_gives_nonsense_is_told_and_frees_its_place():
    tokens = iter(["bro\nken", None, "fine"])
    session = Session()
    rtk = RealtimeKit(**{**CREDENTIALS, "api_token": lambda: next(tokens)}, http=session, quota=None, max_wait=0)
    for complaint in ("line break", "got NoneType"):
        with pytest.raises(ConfigurationError, match=complaint):
            await rtk.meetings.get("m1")
    await rtk.meetings.get("m1")
    assert len(session.asked) == 1


async def test_a_callers_session_is_used_on_our_terms():
    session = Session()
    await client(session, timeout=10).meetings.get("m1")
    options = session.asked[0][2]
    assert options["allow_redirects"] is False
    assert options["raise_for_status"] is False
    assert len(options["middlewares"]) == 1
    assert options["timeout"] == aiohttp.ClientTimeout(total=10, connect=5)


@pytest.mark.parametrize("option", [{"proxy": "http://p:1"}, {"max_connections": 5}])
def test_a_callers_session_brings_its_own_connections(option):
    with pytest.raises(ConfigurationError, match="http= brings its own connections"):
        client(Session(), **option)


def test_a_callers_session_must_not_bring_its_own_authorization():
    session = Session()
    session.auth = object()
    with pytest.raises(ConfigurationError, match="http= has auth="):
        client(session)


async def test_a_callers_connector_bounds_what_is_in_flight():
    most = 0
    running = 0

    class Slow(Session):
        async def request(self, method, url, **options):
            nonlocal most, running
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            return await super().request(method, url, **options)

    session = Slow()
    session.connector = aiohttp.TCPConnector(limit=3)
    rtk = client(session)
    await asyncio.gather(*(rtk.meetings.get("m1") for _ in range(20)))
    assert most == 3
    await session.connector.close()


# ── views ──


async def test_a_view_has_its_own_options_on_the_same_session():
    session = Session()
    rtk = client(session)
    view = rtk.with_options(app_id="other", timeout=3, retry=Retry(attempts=2))
    await rtk.meetings.get("m1")
    await view.meetings.get("m1")
    assert [url.split("/kit/")[1] for _, url, _ in session.asked] == ["app/meetings/m1", "other/meetings/m1"]
    assert [options["timeout"].total for _, _, options in session.asked] == [30.0, 3]
    assert "app_id='other'" in repr(view)
    assert "app_id='app'" in repr(rtk)


async def test_a_429_to_one_holds_back_all_views():
    session = Session(429)
    rtk = client(session, retry=Retry(attempts=1))
    view = rtk.with_options(max_wait=0)
    with pytest.raises(RateLimited) as refused:
        await rtk.meetings.get("m1")
    assert refused.value.sent
    with pytest.raises(RateLimited, match="longer than max_wait allows") as held:
        await view.meetings.get("m1")
    assert (held.value.sent, held.value.ray_id, len(session.asked)) == (False, None, 1)


async def test_the_quota_is_shared_by_all_views():
    session = Session()
    rtk = client(session, quota=Quota(2, 60), max_wait=0)
    await rtk.meetings.get("m1")
    await rtk.with_options(app_id="other").meetings.get("m1")
    with pytest.raises(RateLimited, match="not sent"):
        await rtk.with_options(timeout=1).meetings.get("m1")


async def test_recordings_have_a_quota_of_their_own_inside_the_accounts():
    rtk = client(Session(), quota=(Quota(3, 60), Quota(100, 1)), recordings_quota=Quota(1, 60), max_wait=0)
    await rtk.recordings.get("r1")
    with pytest.raises(RateLimited):
        await rtk.recordings.get("r1")
    for _ in range(2):
        await rtk.meetings.get("m1")
    with pytest.raises(RateLimited):
        await rtk.meetings.get("m1")


async def test_without_a_quota_only_the_server_holds_back():
    session = Session()
    rtk = client(session, quota=None, recordings_quota=None, max_wait=0)
    for _ in range(300):
        await rtk.recordings.get("r1")
    assert len(session.asked) == 300


def test_the_quotas_are_cloudflares():
    assert ((Quota(1200, 300), Quota(200, 1)), Quota(1000, 50)) == (ACCOUNT_QUOTA, RECORDINGS_QUOTA)


# ── closing ──


async def test_closing_a_view_closes_nothing():
    session = Session()
    rtk = client(session)
    async with rtk.with_options(timeout=1) as view:
        await view.meetings.get("m1")
    await view.aclose()
    await rtk.meetings.get("m1")
    assert len(session.asked) == 2


async def test_a_callers_session_is_never_closed_and_closing_twice_is_fine():
    session = Session()
    async with client(session) as rtk:
        await rtk.meetings.get("m1")
    await rtk.aclose()
    await rtk.aclose()
    assert not session.closed


async def test_a_client_that_was_never_used_can_be_closed():
    rtk = RealtimeKit(**CREDENTIALS)
    await rtk.aclose()
    await rtk.aclose()


async def test_after_closing_the_client_says_so():
    session = Session()
    rtk = client(session)
    view = rtk.with_options(timeout=1)
    await rtk.aclose()
    for one in (rtk, view):
        with pytest.raises(RuntimeError, match="this client is closed; create another one"):
            await one.meetings.get("m1")
    assert session.asked == []


def test_a_client_may_be_made_without_a_loop_and_belongs_to_the_one_that_uses_it_first():
    rtk = client(Session())

    async def use() -> None:
        await rtk.meetings.get("m1")

    asyncio.run(use())
    with pytest.raises(RuntimeError, match="opened in another event loop; create one in each loop"):
        asyncio.run(use())
    asyncio.run(rtk.aclose())  # its loop is closed: what can be closed is
    with pytest.raises(RuntimeError, match="this client is closed"):
        asyncio.run(use())


FORKED = """
import asyncio, os, sys
sys.path.insert(0, {tests!r})
from test_client import Session, client

rtk = client(Session())

async def use():
    try:
        print((await rtk.meetings.get("m1")).id, flush=True)
    except RuntimeError as error:
        print(error, flush=True)

async def main():
    await use()
    if os.fork() == 0:
        asyncio.run(use())
        os._exit(0)
    os.wait()
    await use()

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_client_opened_before_a_fork_says_so_in_the_child():
    script = FORKED.format(tests=os.path.dirname(__file__))  # noqa: PTH120 - a string is needed
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    foreign = "this client was opened in another process; create one in each process"
    assert done.stdout.splitlines() == ["m1", foreign, "m1"]


async def test_closing_ends_what_waits_for_quota():
    session = Session()
    rtk = client(session, quota=Quota(1, 60))
    await rtk.meetings.get("m1")
    waiting = asyncio.ensure_future(rtk.meetings.get("m1"))
    for _ in range(5):
        await asyncio.sleep(0)
    await rtk.aclose()
    with pytest.raises(TransportError, match="closed meanwhile") as caught:
        await waiting
    assert (caught.value.sent, len(session.asked)) == (False, 1)
    assert len(asyncio.all_tasks()) == 1


# ── how far it is from the public call to aiohttp ──


def frames_of_ours() -> list[str]:
    """Name the functions of ours between the test and the session, the innermost last."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the way to walk the stack
    names: list[str] = []
    while frame is not None:
        if "/realtimekit_async/" in frame.f_code.co_filename:
            names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names[::-1]


async def test_there_are_four_frames_of_ours_between_a_call_and_aiohttp():
    seen: list[list[str]] = []
    rtk = client(Session(seen=lambda: seen.append(frames_of_ours())), quota=Quota(100, 1))
    await rtk.meetings.get("m1")
    await rtk.meetings.create(title="Standup")
    assert seen[0] == ["get", "_send", "send", "_attempt"]
    assert seen[1] == ["create", "_send", "send", "_attempt"]


async def test_a_streamed_page_is_as_near():
    seen: list[list[str]] = []

    class Lists(Session):
        async def request(self, method, url, **options):
            await super().request(method, url, **options)
            return Answer(200, [{"id": "m1"}])

    rtk = client(Lists(seen=lambda: seen.append(frames_of_ours())))
    assert [meeting.id async for meeting in rtk.meetings.list()] == ["m1"]
    assert seen[0] == ["__aiter__", "fetch", "send", "_attempt"]
    assert all(len(names) == 4 for names in seen)
