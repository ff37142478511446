"""The browser of a meeting: how it starts, who may come in, what ends it, and that nothing of it stays."""

import asyncio
import json
import shutil
import sys
import tempfile
import threading
from pathlib import Path

import aiohttp
import pytest
import uvloop

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.meeting.errors import (
    BrowserNotFound,
    BrowserNotStarted,
    HostError,
    HostLost,
    SdkNotInstalled,
)
from realtimekit_async.meeting.hosts.browser import check_system
from realtimekit_async.meeting.hosts.chromium import Chromium, Page

from .browsers import (
    AS_ROOT,
    NO_SDK,
    chromium,
    command_line,
    environment,
    group,
    kill,
    main_process,
    renderers,
    require_browser,
    soon,
    status,
)

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def profiles(tmp_path, monkeypatch):
    """The folder that the profiles of the test's browsers lie in."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def sdk(tmp_path):
    file = tmp_path / "sdk.js"
    file.write_text(NO_SDK)
    return file


async def answer(page: Page, number: int = 1) -> object:
    """Return what the page answers to a ping, past whatever it says by itself."""
    await page.send(json.dumps({"op": "ping", "i": number}))
    while (frame := await page.receive()) is not None:
        message = json.loads(frame)
        if message.get("i") == number:
            return message
    return None


def keeper_of(page: Page) -> int:
    pid = page.running.browser.pid
    assert pid is not None
    return pid


def origin_of(page: Page) -> str:
    return str(page.connection.address).partition("/#")[0]


def key_of(page: Page) -> str:
    return str(page.connection.address).partition("#")[2]


# ── starting and ending ──


async def test_a_page_answers_in_a_browser_of_its_own_that_ends_with_it(sdk, profiles):
    page = await chromium(sdk).open()
    keeper = keeper_of(page)
    assert await answer(page) == {"t": "ok", "i": 1, "v": None}
    assert (page.host_name, dict(page.init_fields)) == ("page", {})
    assert len(list(profiles.iterdir())) == 1
    await page.aclose()
    assert (group(keeper), list(profiles.iterdir())) == ([], [])


async def test_the_pages_of_a_block_share_a_browser_and_no_process(sdk, profiles):
    async with chromium(sdk) as browser:
        first, second = await browser.open(), await browser.open()
        keeper = keeper_of(first)
        assert keeper_of(second) == keeper
        assert len(renderers(keeper)) == 2
        await first.aclose()
        assert await first.receive() is None
        assert await answer(second) is not None
        await soon(lambda: len(renderers(keeper)) == 1)
    assert (group(keeper), list(profiles.iterdir())) == ([], [])


async def test_a_page_that_is_closed_twice_stays_closed(sdk):
    page = await chromium(sdk).open()
    await page.aclose()
    await page.aclose()
    with pytest.raises(ConnectionError):
        await page.send("{}")


async def test_a_browser_is_entered_once(sdk):
    async with chromium(sdk) as browser:
        with pytest.raises(RuntimeError, match="open already"):
            await browser.__aenter__()


async def test_a_block_that_ends_while_pages_are_opened_leaves_nothing(sdk, profiles):
    async with chromium(sdk) as browser:
        opening = [asyncio.ensure_future(browser.open()) for _ in range(3)]
        await asyncio.sleep(0)
    opened = await asyncio.gather(*opening, return_exceptions=True)
    assert [type(page) for page in opened[1:]] == [HostLost, HostLost]
    assert list(profiles.iterdir()) == []


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_one_host_serves_loop_after_loop_of_either_kind(sdk, profiles, loop):
    host = chromium(sdk)

    async def share() -> None:
        async with host:
            await asyncio.gather(open_and_close(host), open_and_close(host))

    for work in (open_and_close, lambda _: share(), lambda _: share()):
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(work(host))
    assert list(profiles.iterdir()) == []


async def test_where_the_sdk_connects_is_told_at_its_init(sdk):
    page = await chromium(sdk, base_uri="ws://127.0.0.1:9/meeting-ws/v1").open()
    assert dict(page.init_fields) == {"baseURI": "ws://127.0.0.1:9/meeting-ws/v1"}
    await page.aclose()


async def test_no_browser_says_where_one_was_looked_for(sdk, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("REALTIMEKIT_CHROMIUM", raising=False)
    with pytest.raises(BrowserNotFound, match=r"chromium-headless-shell, .*executable="):
        await Chromium(sdk=sdk).open()


async def test_the_environment_names_a_browser(sdk, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(BrowserNotFound, match="looked for /nowhere/chromium"):
        await Chromium(sdk=sdk).open()


async def test_a_browser_that_ends_at_once_is_told_with_its_last_words(sdk, tmp_path, profiles):
    program = tmp_path / "odd-browser"
    program.write_text("#!/bin/sh\necho 'no display \033[31m here' >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(BrowserNotStarted, match=r"ended at once\. It said: no display \\x1b\[31m here"):
        await Chromium(executable=program, sdk=sdk).open()
    assert list(profiles.iterdir()) == []


async def test_a_browser_that_says_nothing_is_ended_in_time(sdk, tmp_path, profiles):
    program = tmp_path / "odd-browser"
    program.write_text("#!/bin/sh\nexec cat <&3\n")
    program.chmod(0o755)
    with pytest.raises(BrowserNotStarted, match=r"did not answer within 0\.3 s"):
        await Chromium(executable=program, sdk=sdk, start_timeout=0.3).open()
    assert list(profiles.iterdir()) == []


@pytest.mark.skipif(not AS_ROOT, reason="speaks of root")
async def test_root_is_told_why_the_sandbox_does_not_start(sdk, profiles):
    with pytest.raises(BrowserNotStarted, match=r"does not run as root.*Chromium\(sandbox=False\)"):
        await Chromium(executable=require_browser(), sdk=sdk).open()
    assert list(profiles.iterdir()) == []


def test_a_system_without_posix_is_told_what_works_there():
    with pytest.raises(BrowserNotStarted, match="the emulator is a host on any system"):
        check_system("nt")


async def test_a_machine_without_user_namespaces_is_told_what_helps(sdk, tmp_path):
    program = tmp_path / "odd-browser"
    program.write_text("#!/bin/sh\necho 'FATAL: No usable sandbox! If you want to live dangerously' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(BrowserNotStarted, match=r"user namespaces.*Chromium\(sandbox=False\)"):
        await Chromium(executable=program, sdk=sdk).open()


NOBODY = """#!/bin/sh
chown -R 65534:65534 "$HOME"
exec setpriv --reuid 65534 --regid 65534 --clear-groups -- {browser} "$@"
"""


@pytest.mark.skipif(not AS_ROOT or not shutil.which("setpriv"), reason="becomes another user")
async def test_pages_are_in_a_sandbox_for_whoever_is_not_root(sdk, everybodys):
    program = everybodys / "as-nobody"
    program.write_text(NOBODY.format(browser=require_browser()))
    program.chmod(0o755)
    try:
        page = await Chromium(executable=program, sdk=sdk).open()
    except BrowserNotStarted as error:
        pytest.skip(f"no sandbox here: {error}")
    states = [status(process) for process in renderers(keeper_of(page))]
    assert ["Seccomp:\t2" in state for state in states] == [True]
    await page.aclose()
    assert list(everybodys.iterdir()) == [program]


@pytest.fixture
def everybodys(monkeypatch):
    """A folder for profiles that every user may look into."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


async def test_no_sdk_names_the_command_that_fetches_it(tmp_path, monkeypatch):
    monkeypatch.delenv("REALTIMEKIT_SDK", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(SdkNotInstalled, match="realtimekit meeting install-sdk"):
        await Chromium(executable=require_browser()).open()


@pytest.mark.parametrize(
    ("options", "argument"),
    [({"start_timeout": 0}, "start_timeout"), ({"args": "--one"}, "args"), ({"base_uri": "example"}, "base_uri")],
)
def test_an_option_that_cannot_work_is_refused_at_once(options, argument):
    with pytest.raises(ConfigurationError, match=argument):
        Chromium(**options)


# ── what breaks ──


async def test_a_page_that_crashes_ends_alone_and_says_so(sdk):
    async with chromium(sdk) as browser:
        first = await browser.open()
        others = renderers(keeper_of(first))
        second = await browser.open()
        kill(*renderers(keeper_of(second)) - others)
        assert await second.receive() is None
        assert second.fate == "the page crashed (killed)"
        assert await answer(first) is not None
        third = await browser.open()
        assert await answer(third) is not None


async def test_a_browser_that_is_killed_ends_its_pages_and_the_next_page_starts_another(sdk, profiles):
    async with chromium(sdk) as browser:
        page = await browser.open()
        kill(main_process(keeper_of(page)))
        assert await page.receive() is None
        assert page.fate == "the browser has ended"
        await page.aclose()
        another = await browser.open()
        assert keeper_of(another) != keeper_of(page)
        assert await answer(another) is not None
    assert list(profiles.iterdir()) == []


async def test_without_its_keeper_a_browser_goes_on_and_still_leaves_nothing(sdk, profiles):
    async with chromium(sdk) as browser:
        page = await browser.open()
        keeper = keeper_of(page)
        kill(keeper)
        await soon(lambda: keeper not in group(keeper))
        assert await answer(page) is not None
    assert list(profiles.iterdir()) == []
    await soon(lambda: not group(keeper))


async def test_a_page_that_goes_elsewhere_is_lost(sdk):
    sdk.write_text("setTimeout(() => { location.href = '/nowhere'; }, 300);")
    page = await chromium(sdk).open()
    async with asyncio.timeout(10):
        while await page.receive() is not None:
            pass
    await page.aclose()


async def test_a_page_of_another_version_is_refused(sdk, profiles):
    sdk.write_text(
        "const send = WebSocket.prototype.send;"
        "WebSocket.prototype.send = function (data) { send.call(this, data.replace('\"v\":1,', '\"v\":2,')); };"
    )
    with pytest.raises(HostError, match="the host speaks version 2"):
        await chromium(sdk).open()
    assert list(profiles.iterdir()) == []


async def test_a_page_that_never_connects_is_given_up_in_time(sdk, profiles):
    sdk.write_text("for (;;) ;")
    # A busy machine may not even have the browser answer by then.
    with pytest.raises((HostLost, BrowserNotStarted), match="within 2 s"):
        await chromium(sdk, start_timeout=2).open()
    assert list(profiles.iterdir()) == []


async def test_a_page_that_crashes_before_it_has_connected_says_so(sdk, profiles):
    sdk.write_text("for (;;) ;")
    async with chromium(sdk) as browser:
        opening = asyncio.ensure_future(browser.open())
        await soon(lambda: renderers(browser.pid))
        await asyncio.sleep(0.3)
        kill(*renderers(browser.pid))
        with pytest.raises(HostLost, match="the page crashed"):
            await opening
    assert list(profiles.iterdir()) == []


async def test_a_browser_that_did_not_start_can_be_entered_again(sdk, tmp_path):
    program = tmp_path / "browser"
    host = Chromium(executable=program, sdk=sdk, sandbox=not AS_ROOT)
    with pytest.raises(BrowserNotFound):
        await host.__aenter__()
    program.symlink_to(require_browser())
    async with host:
        await open_and_close(host)


async def test_a_page_in_an_endless_loop_can_be_closed(sdk):
    sdk.write_text("setTimeout(() => { for (;;) ; }, 300);")
    async with chromium(sdk) as browser:
        page = await browser.open()
        keeper = keeper_of(page)
        await asyncio.sleep(0.5)
        async with asyncio.timeout(5):
            await page.aclose()
        await soon(lambda: not renderers(keeper))


ORPHAN = """
import asyncio, os, signal, sys, tempfile
from realtimekit_async.meeting.hosts.browser import check_system
from realtimekit_async.meeting.hosts.chromium import Chromium

async def main():
    tempfile.tempdir = sys.argv[1]
    page = await Chromium(executable=sys.argv[2], sdk=sys.argv[3], sandbox=sys.argv[4] == "True").open()
    print(page.running.browser.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_when_python_is_killed_neither_process_nor_profile_stays(sdk, profiles):
    arguments = [str(profiles), require_browser(), str(sdk), str(not AS_ROOT)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ORPHAN, *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    await soon(lambda: not group(int(said)) and not list(profiles.iterdir()))


@pytest.mark.slow
@pytest.mark.parametrize("shared", [True, False])
async def test_opening_that_is_cancelled_at_any_moment_leaves_nothing(sdk, profiles, shared):
    async with chromium(sdk) as browser:
        known = await browser.open()
        tasks = asyncio.all_tasks()
        for moment in range(12):
            opening = asyncio.ensure_future(open_and_close(browser if shared else chromium(sdk)))
            await asyncio.sleep(moment * (0.02 if shared else 0.05))
            opening.cancel()
            await asyncio.wait([opening])
        await soon(lambda: len(renderers(keeper_of(known))) == 1)
        await soon(lambda: len(list(profiles.iterdir())) == 1)
        await soon(lambda: asyncio.all_tasks() == tasks)
        assert await answer(known) is not None
    assert list(profiles.iterdir()) == []


@pytest.mark.slow
async def test_pages_one_after_another_leave_no_descriptor_no_task_and_no_process(sdk):
    async with chromium(sdk) as browser:
        known = await browser.open()
        await open_and_close(browser)
        await soon(lambda: len(renderers(keeper_of(known))) == 1)
        before = descriptors_and_tasks()
        for _ in range(30):
            await open_and_close(browser)
        await soon(lambda: len(renderers(keeper_of(known))) == 1)
        await soon(lambda: descriptors_and_tasks() <= before)


async def open_and_close(browser: Chromium) -> None:
    page = await browser.open()
    assert await answer(page) is not None
    await page.aclose()


@pytest.mark.slow
async def test_browsers_one_after_another_leave_no_descriptor_no_task_and_no_thread(sdk, profiles):
    await open_and_close(chromium(sdk))
    before = (*descriptors_and_tasks(), threading.active_count())
    for _ in range(8):
        await open_and_close(chromium(sdk))
    await soon(lambda: (*descriptors_and_tasks(), threading.active_count()) <= before)
    assert list(profiles.iterdir()) == []


def descriptors_and_tasks() -> tuple[int, int]:
    return len(list(Path("/proc/self/fd").iterdir())), len(asyncio.all_tasks())


# ── who may come in, and what nobody may see ──


async def test_only_the_page_itself_may_connect(sdk):
    page = await chromium(sdk).open()
    origin = origin_of(page)
    async with aiohttp.ClientSession() as http:
        for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": origin, "Host": "evil.example"}):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await http.ws_connect(f"{origin}/link", headers=headers)
        async with http.get(f"{origin}/", headers={"Host": "evil.example"}) as response:
            assert response.status == 403
    await page.aclose()


@pytest.mark.parametrize("frame", ['{"t":"hello","v":1,"key":"%s"}', '{"t":"hello","key":"guess"}', "[", "{}"])
async def test_a_key_opens_one_page_once(sdk, frame):
    page = await chromium(sdk).open()
    hello = frame % key_of(page) if "%s" in frame else frame
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{origin_of(page)}/link", headers={"Origin": origin_of(page)}) as socket,
    ):
        await socket.send_str(hello)
        closing = await socket.receive()
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4403)
    assert await answer(page) is not None
    await page.aclose()


async def test_the_page_runs_under_a_policy_that_names_whom_it_may_reach(sdk):
    page = await chromium(sdk, telemetry=False, base_uri="wss://host.example/path").open()
    async with aiohttp.ClientSession() as http, http.get(f"{origin_of(page)}/") as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self' blob:;" in policy
    assert "https://api.realtime.cloudflare.com" in policy
    assert "*.realtime.cloudflare.com" not in policy
    assert "wss://host.example " in policy.replace(";", " ")
    await page.aclose()


async def test_neither_key_nor_credentials_are_to_be_seen(sdk, monkeypatch, caplog):
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "tok-3f9a-very-secret")
    caplog.set_level("DEBUG")
    host = chromium(sdk)
    async with host as browser:
        page = await browser.open()
        processes = group(keeper_of(page))
        seen = "".join(command_line(process) + environment(process) for process in processes)
        seen += (
            json.dumps(await page.running.browser.command("Target.getTargets"))
            + caplog.text
            + repr(vars(page))
            + repr(host)
        )
        assert key_of(page) not in seen
        assert "tok-3f9a-very-secret" not in seen
        assert len(key_of(page)) == 32


async def test_everything_that_the_browser_writes_lies_in_its_profile(sdk, profiles):
    page = await chromium(sdk).open()
    home = next(Path(line[5:]) for line in environment(keeper_of(page)).splitlines() if line.startswith("HOME="))
    assert home.parent == profiles
    await page.aclose()
