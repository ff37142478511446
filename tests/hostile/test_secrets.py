"""Marked secrets go in wherever secrets go in; nothing that comes out shows them."""

import asyncio
import base64
import importlib
import io
import logging
import math
import pickle
import pkgutil
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType

import aiohttp
import pytest
from hypothesis import given, strategies as st
from rich.console import Console
from rich.pretty import pretty_repr

import realtimekit_async
from realtimekit_async import Call, ConfigurationError, RealtimeKit, RealtimeKitError, Retry, models
from realtimekit_async.agent import Agent
from realtimekit_async.emulator import Emulator
from realtimekit_async.models.common import LINKS, SECRETS, Answer

from ..doubles.clocks import LoopClock
from ..doubles.loops import leaping

MARK = "s3cr3t-mark"
PACKAGE = Path(realtimekit_async.__file__).parent
STORAGE = {"type": "aws", "access_key": f"{MARK}-key", "secret": f"{MARK}-secret", "bucket": "b", "region": "r"}
SFTP = {"type": "sftp", "host": "h", "auth_method": "KEY", "private_key": f"{MARK}-pem", "password": f"{MARK}-pw"}

# ── what may not show them ──


def family(error: BaseException) -> Iterator[BaseException]:
    waiting: list[BaseException | None] = [error]
    seen: list[BaseException] = []
    while waiting:
        one = waiting.pop()
        if one is not None and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__]
    yield from seen


def locals_of_ours(trace: TracebackType | None, package: Path) -> Iterator[str]:
    """Return what a traceback with locals prints of the frames whose file is ours."""
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).is_relative_to(package):
            for name, value in trace.tb_frame.f_locals.items():
                yield f"{trace.tb_frame.f_code.co_name}: {name} = {value!r}"
        trace = trace.tb_next


def shown(error: BaseException, package: Path = PACKAGE) -> Iterator[str]:
    """Return everything that an error can be made to show."""
    for one in family(error):
        yield f"{one} {one!r} {one.args!r} {vars(one)!r}"
        yield from locals_of_ours(one.__traceback__, package)
    summary = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in summary.stack if Path(frame.filename).is_relative_to(package)]
    yield from ("".join((frame.locals or {}).values()) for frame in ours)
    yield "".join(traceback.format_exception(error))
    if isinstance(error, RealtimeKitError):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        yield f"{copy!r} {vars(copy)!r}"
        yield pickle.dumps(error).decode("latin-1")


def printed(value: object) -> str:
    """Return what a person sees of a value."""
    console = Console(file=io.StringIO(), width=200)
    console.print(value)
    file = console.file
    assert isinstance(file, io.StringIO)
    return f"{value!r} {value!s} {pretty_repr(value)} {file.getvalue()}"


def is_kept(text: str) -> bool:
    encoded = base64.b64encode(f"{MARK}-user:{MARK}-pw".encode()).decode()
    return MARK not in text and encoded not in text


def leaks(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if not is_kept(text)]


@pytest.fixture(autouse=True)
def _the_log_keeps_them(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    ours = [record for record in caplog.records if record.name.startswith("realtimekit_async")]
    assert all(is_kept(f"{record.getMessage()} {record.args!r}") for record in ours)


# ── answers ──

for module in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"{models.__name__}.{module.name}")


def answers(base: type[Answer] = Answer) -> Iterator[type[Answer]]:
    for kind in base.__subclasses__():
        yield kind
        yield from answers(kind)


SECRET_FIELDS = [
    (kind, name)
    for kind in sorted(set(answers()), key=lambda kind: kind.__qualname__)
    for name, wire_name in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    if wire_name in SECRETS | LINKS
]
secrets = st.one_of(
    st.text(max_size=5).map(lambda text: f"{MARK}{text}"),
    st.just(f"https://bucket.example/{MARK}?X-Amz-Signature={MARK}"),
    st.just(f"rtmp://user:{MARK}@live.example/app/{MARK}"),
    st.just(f"http://[{MARK}"),
)


def test_there_are_secret_fields_in_answers():
    assert {name for _, name in SECRET_FIELDS} >= {"token", "stream_key", "secret", "download_url"}


@given(st.sampled_from(SECRET_FIELDS), secrets)
def test_no_answer_shows_its_secrets(place, secret):
    kind, name = place
    answer = kind(**{**dict.fromkeys(kind.__struct_fields__, ()), name: secret})
    for value in (answer, [answer], {"deep": [answer]}):
        assert is_kept(printed(value))


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_no_reply_and_no_call_shows_its_secrets(name):
    call = Call("POST", "/new", body={"storage": {name: MARK}}, query={name: MARK})
    assert is_kept(printed(call))


# ── errors, with what hangs on them ──


async def shown_of(awaitable: Awaitable[object]) -> list[str]:
    """Await something and give everything it shows, whether it fails or not."""
    try:
        return [printed(await awaitable)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
        return list(shown(error))


async def start_recording(rtk: RealtimeKit) -> object:
    return await rtk.recordings.start(meeting_id="m", storage_config=STORAGE)


async def create_meeting(rtk: RealtimeKit) -> object:
    return await rtk.meetings.create(title="T", recording_config={"storage_config": SFTP})


async def add_participant(rtk: RealtimeKit) -> object:
    return await rtk.participants.add("m", name="n", preset_name="p", custom_participant_id="c")


async def mistaken_field(rtk: RealtimeKit) -> object:
    return await rtk.recordings.start(meeting_id="m", storage_confg=STORAGE)  # type: ignore[call-arg] - the test


async def mistaken_value(rtk: RealtimeKit) -> object:
    return await rtk.recordings.start(meeting_id="m", storage_config={**STORAGE, "path": object()})  # type: ignore[typeddict-item] - the test


async def broken_text(rtk: RealtimeKit) -> object:
    return await rtk.recordings.start(meeting_id="m", storage_config={**STORAGE, "secret": f"{MARK}\ud800"})


async def run_recording(rtk: RealtimeKit) -> object:
    async with rtk.recordings.running("m", storage_config=STORAGE) as running:
        return running


async def ensure_participant(rtk: RealtimeKit) -> object:
    return await rtk.participants.ensure("m", name="n", preset_name="p", custom_participant_id="c")


async def send_storage(rtk: RealtimeKit) -> object:
    return (await rtk.send(Call("POST", "/recordings", body={"storage_config": STORAGE}))).status


async def send_query(rtk: RealtimeKit) -> object:
    return (await rtk.send(Call("GET", "/recordings", query={"token": MARK}))).status


ACTIONS = [
    start_recording,
    create_meeting,
    add_participant,
    mistaken_field,
    mistaken_value,
    broken_text,
    run_recording,
    ensure_participant,
    send_storage,
    send_query,
]
TROUBLES = [
    {"status": 400},
    {"status": 429, "retry_after": 0},
    {"status": 503},
    {"drop": "before"},
    {"drop": "after"},
    {"truncate": True},
    {"garbage": True},
    {"delay": 3600},
    {"status": 200, "body": {"data": {"id": [MARK], "token": {"odd": MARK}}}},
    {"status": 200, "body": f'{{"data":{{"token":"{MARK}"'},
    {"status": 302, "headers": {"Location": f"http://elsewhere.example/?token={MARK}"}},
]


@pytest.mark.parametrize(
    "way", ["str", *(pytest.param(way, marks=pytest.mark.slow) for way in ("callable", "http"))]
)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
@leaping
async def test_no_error_shows_a_secret_with_its_locals_its_causes_or_pickled(action, way):
    async with Emulator(api_token=f"{MARK}-token") as emulator, aiohttp.ClientSession() as http:
        options: dict[str, object] = {"retry": Retry(attempts=2, initial=0.0), "quota": None, "clock": LoopClock()}
        if way == "callable":
            options["api_token"] = lambda: f"{MARK}-token"
        if way == "http":
            options["http"] = http
        async with emulator.client(**options) as rtk:
            assert is_kept(printed(rtk))
            for trouble in TROUBLES:
                emulator.faults.next(**trouble, times=3)
                assert leaks(await shown_of(action(rtk))) == []
                emulator.faults.clear()


UNFIT = [datetime(2026, 1, 1), math.inf, MARK.encode(), object(), f"{MARK}\ud800", [MARK, object()], {1: MARK}]  # noqa: DTZ001 - the test


@pytest.mark.parametrize("unfit", UNFIT, ids=lambda unfit: type(unfit).__name__)
async def test_what_cannot_be_sent_is_not_shown_with_what_stands_beside_it(unfit):
    body = {"storage_config": STORAGE, "x": unfit}
    query = {"token": MARK, "tokens": [MARK, MARK], "x": unfit}
    async with RealtimeKit(account_id="a", app_id="b", api_token="t", base_url="http://127.0.0.1:9") as rtk:
        for call in (
            Call("POST", "/recordings", body=body),
            Call("POST", "/recordings", body={"deep": [body]}),
            Call("POST", "/recordings", body=[body]),  # type: ignore[arg-type] - the test
            Call("GET", "/recordings", query=query),
            Call("GET", "/recordings", query=[query]),  # type: ignore[arg-type] - the test
        ):
            with pytest.raises((TypeError, ValueError)) as caught:
                await rtk.send(call)
            assert leaks(shown(caught.value)) == []


@pytest.mark.parametrize("token", [f"{MARK}\n", f"{MARK} {MARK}", f"{MARK}é", [MARK], {MARK}, MARK.encode()])
async def test_a_token_that_cannot_be_sent_is_not_shown(token):
    rtk = RealtimeKit(account_id="a", app_id="b", api_token=lambda: token, base_url="http://127.0.0.1:9")
    with pytest.raises(ConfigurationError) as caught:
        await rtk.meetings.get("m")
    await rtk.aclose()
    assert leaks(shown(caught.value)) == []


MISTAKES: dict[str, dict[str, object]] = {
    "no account": {"account_id": ""},
    "a token with a line break": {"api_token": f"{MARK}\n"},
    "a token in a list": {"api_token": [MARK]},
    "a token as bytes": {"api_token": MARK.encode()},
    "a proxy in a list": {"proxy": [f"http://u:{MARK}@proxy"]},
    "a base URL in a list": {"base_url": [f"http://u:{MARK}@h"]},
    "credentials in the base URL": {"base_url": f"https://user:{MARK}@api.example/v4"},
    "a signed base URL": {"base_url": f"https://api.example/v4?signature={MARK}"},
    "a proxy that is none": {"proxy": f"socks5://{MARK}-user:{MARK}-pw@proxy"},
    "no number": {"timeout": "soon"},
    "no quota": {"quota": 7},
    "no connections": {"max_connections": 0},
    "a user agent of two lines": {"user_agent": "a\nb"},
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_client_that_cannot_be_made_does_not_show_what_it_was_given(mistake, monkeypatch):
    monkeypatch.delenv("CLOUDFLARE_ACCOUNT_ID", raising=False)
    fine = {
        "account_id": "a",
        "app_id": "b",
        "api_token": f"{MARK}-token",
        "proxy": f"http://{MARK}-user:{MARK}-pw@p:1",
    }

    def make() -> RealtimeKit:
        return RealtimeKit(**{**fine, **MISTAKES[mistake]})

    with pytest.raises(ConfigurationError) as caught:
        make()
    assert leaks(shown(caught.value)) == []


async def test_a_proxys_password_is_not_shown():
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with RealtimeKit(
        account_id="a",
        app_id="b",
        api_token=f"{MARK}-token",
        base_url="https://api.example/v4",
        proxy=f"http://{MARK}-user:{MARK}-pw@127.0.0.1:{port}",
    ) as rtk:
        assert is_kept(printed(rtk))
        assert leaks(await shown_of(rtk.meetings.get("m"))) == []
    server.close()
    await server.wait_closed()


def test_this_test_would_see_a_secret_in_a_frame_of_ours(tmp_path):
    scope: dict[str, Callable[[], None]] = {}
    source = f"def leak(hidden={MARK!r}):\n    raise ValueError\n"
    exec(compile(source, str(tmp_path / "made_up.py"), "exec"), scope)  # noqa: S102 - a frame that pretends
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        scope["leak"]()
    assert leaks(shown(caught.value, tmp_path))
    assert not leaks(shown(caught.value))


# ── agents ──

PASS = f"{MARK}.{MARK}.{MARK}"


AGENT_TROUBLES: dict[str, Callable[[Emulator], object]] = {
    "unknown token": bool,
    "bad query": lambda emulator: emulator.agents.refuse_next(400, "INVALID_QUERY"),
    "unauthenticated": lambda emulator: emulator.agents.refuse_next(401, "UNAUTHENTICATED"),
    "forbidden": lambda emulator: emulator.agents.refuse_next(403, "FORBIDDEN"),
}


@pytest.mark.parametrize("trouble", AGENT_TROUBLES)
@leaping
async def test_no_error_of_an_agent_shows_its_token(trouble):
    async with Emulator() as emulator:
        AGENT_TROUBLES[trouble](emulator)
        agent = Agent(PASS, url=emulator.agent_url, clock=LoopClock())
        assert is_kept(printed(agent))

        async def enter() -> object:
            async with agent:
                return agent

        assert leaks(await shown_of(enter())) == []
        assert is_kept(printed(agent))


@pytest.mark.parametrize("agent_url", ["http://127.0.0.1:9/", "http://127.0.0.1:{port}/"])
@leaping
async def test_a_server_that_cannot_be_talked_to_is_not_shown_the_token_of_an_agent(agent_url):
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    agent = Agent(PASS, url=agent_url.format(port=server.sockets[0].getsockname()[1]), clock=LoopClock())

    async def enter() -> object:
        async with agent:
            return agent

    assert leaks(await shown_of(enter())) == []
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("token", [MARK, f"{MARK}.{MARK}", f"{PASS}\n", lambda: MARK, [PASS], PASS.encode()])
async def test_a_token_that_is_no_participants_is_not_shown(token):
    async def enter() -> object:
        async with Agent(token, url="ws://127.0.0.1:9/", proxy=f"http://u:{MARK}@127.0.0.1:9") as agent:
            return agent

    assert leaks(await shown_of(enter())) == []


@pytest.mark.parametrize("url", [f"wss://u:{MARK}@h/", f"wss://h/?{MARK}", f"ftp://{MARK}/"])
async def test_an_agent_that_cannot_be_made_does_not_show_what_it_was_given(url):
    async def make() -> object:
        return Agent(PASS, url=url)

    assert leaks(await shown_of(make())) == []
