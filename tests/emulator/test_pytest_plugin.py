"""The fixtures of the pytest plugin, in projects of other people."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
INSTALLED = any(point.name == "realtimekit" for point in entry_points(group="pytest11"))
LOADED = () if INSTALLED else ("-p", "realtimekit_async.pytest_plugin")

SYNC = """
    import asyncio
    import urllib.request

    def test_a_plain_test_talks_to_the_emulator(realtimekit_emulator):
        request = urllib.request.Request(
            f"{realtimekit_emulator.base_url}/user/tokens/verify",
            headers={"Authorization": f"Bearer {realtimekit_emulator.credentials['api_token']}"},
        )
        with urllib.request.urlopen(request) as response:
            assert response.status == 200
        assert [one.route for one in realtimekit_emulator.requests] == ["/user/tokens/verify"]

    def test_a_plain_test_brings_its_own_loop(realtimekit, realtimekit_emulator):
        async def main():
            async with realtimekit:
                return await realtimekit.meetings.create(title="Standup")

        assert asyncio.run(main()).id in realtimekit_emulator.world.apps[realtimekit_emulator.app.id].meetings
"""
ASYNC = """
    import pytest

    {marks}

    {fixture}
    async def meeting(realtimekit):
        meeting = await realtimekit.meetings.create(title="Standup")
        yield meeting
        await realtimekit.meetings.update(meeting.id, status="INACTIVE")

    async def test_the_client_is_there_before_and_after(realtimekit, meeting):
        assert (await realtimekit.meetings.get(meeting.id)).title == "Standup"

    async def test_faults_are_scripted_from_the_test(realtimekit, realtimekit_emulator):
        realtimekit_emulator.faults.next(drop="before")
        assert (await realtimekit.meetings.list().page()).total_count == 0
        assert len(realtimekit_emulator.requests) == 2
"""
ANYIO_BACKEND = """
    import pytest

    @pytest.fixture
    def anyio_backend():
        return "asyncio"
"""


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch):
    """Let the runs below find the library, wherever they are."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*LOADED, "-W", "error", "-p", "no:cacheprovider", *options)


def test_plain_tests_are_served(pytester: pytest.Pytester):
    pytester.makepyfile(SYNC)
    run(pytester, "-p", "no:asyncio", "-p", "no:anyio").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("mode", "marks", "fixture"),
    [
        ("auto", "", "@pytest.fixture"),
        ("strict", "import pytest_asyncio\n    pytestmark = pytest.mark.asyncio", "@pytest_asyncio.fixture"),
    ],
)
@pytest.mark.slow
def test_pytest_asyncio_is_served(pytester: pytest.Pytester, mode: str, marks: str, fixture: str):
    pytester.makeini(f"[pytest]\nasyncio_mode = {mode}\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(ASYNC.format(marks=marks, fixture=fixture))
    run(pytester).assert_outcomes(passed=2)


@pytest.mark.parametrize("options", [("-p", "no:asyncio"), ()], ids=["alone", "beside pytest-asyncio"])
@pytest.mark.slow
def test_anyio_is_served(pytester: pytest.Pytester, options: tuple[str, ...]):
    if not options:
        pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makeconftest(ANYIO_BACKEND)
    pytester.makepyfile(ASYNC.format(marks="pytestmark = pytest.mark.anyio", fixture="@pytest.fixture"))
    run(pytester, *options).assert_outcomes(passed=2)


@pytest.mark.slow
def test_an_application_under_test_is_pointed_at_the_emulator_and_takes_its_webhooks(pytester: pytest.Pytester):
    pytester.makepyfile(
        """
        import asyncio, os
        from aiohttp import web
        from realtimekit_async import RealtimeKit
        from realtimekit_async.events import KeyRing, MeetingStarted, Receiver, Router, aiohttp_handler

        def test_it_is_pointed_there(realtimekit_emulator, realtimekit_environment):
            asyncio.run(started(realtimekit_emulator))
            assert realtimekit_environment.items() <= os.environ.items()

        async def started(emulator):
            told, router = [], Router(wait=True)
            router.on(MeetingStarted)(lambda event: told.append(event.meeting.title))
            app = web.Application()
            app.add_routes([web.post("/hook", aiohttp_handler(Receiver(KeyRing()), router))])
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            async with RealtimeKit() as rtk:
                url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
                await rtk.webhooks.create(name="w", url=url, events=["meeting.started"])
                meeting = await rtk.meetings.create(title="Standup")
            emulator.simulate.participant_joins(meeting.id, name="Ada")
            await emulator.deliveries.settled()
            await runner.cleanup()
            assert told == ["Standup"]

        def test_it_is_so_for_one_test(realtimekit_emulator):
            assert os.environ.get("REALTIMEKIT_BASE_URL") != realtimekit_emulator.base_url
        """
    )
    run(pytester, "-p", "no:asyncio").assert_outcomes(passed=2)


@pytest.mark.slow
def test_a_defect_of_the_emulator_fails_the_test_that_met_it(pytester: pytest.Pytester):
    pytester.makepyfile(
        """
        def test_nothing(realtimekit_emulator):
            realtimekit_emulator.errors.append(ZeroDivisionError())
        """
    )
    result = run(pytester, "-p", "no:asyncio")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*the emulator failed*"])


def test_loading_the_plugin_imports_nothing_of_the_library():
    script = "import sys, realtimekit_async.pytest_plugin; print(*sys.modules)"
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    loaded = {*run.stdout.split()}
    packages = {"realtimekit_async.emulator", "realtimekit_async.client", "realtimekit_async.services"}
    assert not loaded & (packages | {"aiohttp", "msgspec", "anyio", "tenacity"})


@pytest.mark.slow
def test_importing_the_emulator_package_costs_nothing_until_a_name_is_used():
    script = (
        "import sys, realtimekit_async.emulator as package; print(*sys.modules); package.Emulator; package.nothing"
    )
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert not {"aiohttp", "msgspec"} & {*run.stdout.split()}
    assert run.stderr.rstrip().endswith("has no attribute 'nothing'")
