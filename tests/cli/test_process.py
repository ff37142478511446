import compileall
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import realtimekit_async
from realtimekit_async._version import installing
from realtimekit_async.cli.docs import SERVICES

PIPE = subprocess.PIPE


def python(code: str) -> "subprocess.CompletedProcess[str]":
    arguments = [sys.executable, "-c", code]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra_one_line_names_the_remedy(missing):
    done = python(
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from realtimekit_async.cli import main; sys.exit(main(['meetings', 'list']))"
    )
    assert done.returncode == 2
    assert done.stderr == f"error `realtimekit meetings list` needs the extra `cli`\nhint  {installing('cli')}\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "missing", "command", "extra"),
    [
        (["emulator", "--port", "0"], "click", "realtimekit emulator", "cli"),
        (["--app-id", "x", "meetings"], "click", "realtimekit", "cli"),
        (["webhooks", "listen", "--port", "0"], "cryptography", "realtimekit webhooks listen", "webhooks"),
    ],
)
def test_a_missing_extra_is_told_with_the_command_that_needs_it(arguments, missing, command, extra):
    done = python(
        f"import sys; sys.modules[{missing!r}] = None\n"
        f"from realtimekit_async.cli import main; sys.exit(main({arguments!r}))"
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"error `{command}` needs the extra `{extra}`\nhint  ")
    assert "cli" in done.stderr.splitlines()[1]


def test_a_terminal_without_unicode_gets_letters_for_signs(start):
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    with start("--app-id", "another", "check", environment=ascii_only, stdout=PIPE, stderr=PIPE) as process:
        _, token, account, app, advice = process.stdout.read().splitlines()
    assert (token, account) == ("ok token    valid", "ok account  right")
    assert app.startswith("x  app      ")
    assert advice.startswith("  -> set REALTIMEKIT_APP_ID")


def test_help_loads_only_what_it_shows():
    done = python(
        "import sys; from realtimekit_async.cli import main; main(['meetings', 'create', '--help'])\n"
        "services = sorted(m for m in sys.modules if m.startswith('realtimekit_async.services.'))\n"
        "print('aiohttp' in sys.modules, [m for m in services if m.endswith(('meetings', 'presets', 'sessions'))])"
    )
    assert done.stdout.splitlines()[-1] == "False ['realtimekit_async.services.meetings']"


def test_the_help_of_the_command_itself_loads_neither_asyncio_nor_msgspec():
    done = python(
        "import sys; from realtimekit_async.cli import main; main(['--help'])\n"
        "dear = {'aiohttp', 'asyncio', 'logging', 'msgspec', 'realtimekit_async.cli.settings', 'rich'}\n"
        "print(sorted(dear & sys.modules.keys()))"
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_can_be_run(start):
    with start("--version", stdout=PIPE) as process:
        assert process.stdout.read() == f"realtimekit, version {realtimekit_async.__version__}\n"
    assert process.returncode == 0


@pytest.mark.parametrize("arguments", [("sessions", "list"), ("check",)])
def test_a_reader_that_has_seen_enough_is_no_error(start, arguments):
    with start(*arguments, stdout=PIPE, stderr=PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_ends_a_waiting_call_without_a_traceback(start, emulator, number, code):
    emulator.faults.next(status=429, retry_after=50)
    with start("meetings", "list", stdout=PIPE, stderr=PIPE) as process:
        assert "held back" in process.stderr.readline()
        process.send_signal(number)
        assert "Traceback" not in process.stderr.read()
        assert process.stdout.read() == ""
    assert process.returncode == code


CLEANS_UP = """
import asyncio, sys
from realtimekit_async.cli.run import run

async def work():
    try:
        print("working", flush=True)
        await asyncio.Event().wait()
    finally:
        print("cleaning up", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print("cleaned up", flush=True)

sys.exit(run(work()))
"""


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_further_signals_let_what_was_begun_be_ended(number, code):
    with subprocess.Popen(
        [sys.executable, "-c", CLEANS_UP], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "working\n"
        process.send_signal(number)
        assert process.stdout.readline() == "cleaning up\n"
        process.send_signal(number)
        assert "stopping" in process.stderr.readline()
        process.send_signal(number)
        rest, said = process.communicate("\n")
    assert rest == "cleaned up\n"
    assert said == ""
    assert process.returncode == code


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_a_command_under_nohup_outlives_its_terminal(start, emulator):
    emulator.faults.next(status=429, retry_after=1)
    ignoring = {"preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)}
    with start("meetings", "list", stdout=PIPE, stderr=PIPE, **ignoring) as process:
        assert "held back" in process.stderr.readline()
        process.send_signal(signal.SIGHUP)
        process.stderr.read()
    assert process.returncode == 0


@pytest.mark.parametrize("number", [number for number, _ in SIGNALS])
def test_the_emulator_serves_until_it_is_told_to_end(start, number):
    with start("emulator", "--port", "0", "--seed", "5", stdout=PIPE, stderr=PIPE) as process:
        exported = dict(
            re.fullmatch(r"export (\w+)=(\S+)", process.stdout.readline().rstrip()).groups() for _ in range(5)
        )
        base = f"{exported['REALTIMEKIT_BASE_URL']}/accounts/{exported['CLOUDFLARE_ACCOUNT_ID']}/realtime/kit"
        headers = {"Authorization": f"Bearer {exported['CLOUDFLARE_API_TOKEN']}"}
        url = f"{base}/{exported['REALTIMEKIT_APP_ID']}/meetings?per_page=2"
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            assert answer.status == 200
        assert "serving" in process.stderr.readline()
        assert any("no media" in line for line in iter(process.stderr.readline, ""))
        assert process.stderr.readline() == "200 GET    /meetings?per_page=2\n"
        process.send_signal(number)
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_the_emulator_begins_with_a_meeting_and_says_what_to_try_and_opens_its_page(start, tmp_path):
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    environment = {"BROWSER": str(browser)}
    with start("emulator", "--port", "0", "--open", environment=environment, stdout=PIPE, stderr=PIPE) as process:
        greeting = [process.stderr.readline()]
        while "no media" not in greeting[-1]:
            greeting.append(process.stderr.readline())
        (page,) = re.findall(r"http://127.0.0.1:\d+/$", greeting[0].rstrip())
        (tried,) = [line for line in greeting if "curl " in line]
        done = subprocess.run(["/bin/sh", "-c", tried], capture_output=True, text=True, check=True)
        assert '"name":"Grace"' in done.stdout
        (added,) = [line.split() for line in greeting if " participants add " in line]
        exported = [process.stdout.readline().removeprefix("export ").strip().split("=", 1) for _ in range(5)]
        with start(*added[1:], environment=dict(exported), stdout=PIPE) as adding:
            assert '"name":"Ada"' in adding.stdout.read()
        (joined,) = [line.split() for line in greeting if " emulator join " in line]
        with start(*joined[1:], environment=dict(exported), stdout=PIPE) as joining:
            assert '"custom_participant_id":"ada"' in joining.stdout.read()
        while not opened.exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
    assert f"{opened.read_text().rstrip()}/" == page


def test_a_port_that_is_taken_is_told(command, emulator):
    port = emulator.base_url.rpartition(":")[2].partition("/")[0]
    outcome = command("emulator", "--port", port)
    assert outcome.code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in outcome.err
    assert "hint  `--port 0` takes a free one" in outcome.err


@pytest.mark.parametrize(("words", "port"), [(("emulator",), 21785), (("webhooks", "listen"), 21786)])
def test_the_port_of_a_server_is_none_that_tools_or_systems_take(command, words, port):
    of_dask_and_wrangler, handed_out_by_systems = {8787, 8788}, 32768
    assert port not in of_dask_and_wrangler
    assert port < handed_out_by_systems
    assert re.search(rf"\[default: {port}\W", command(*words, "--help").out)


@pytest.mark.parametrize("quota", ["1200", "x/y", "0/1", "1/0"])
def test_a_quota_that_is_none_is_misuse(command, quota):
    assert command("emulator", "--quota", quota).code == 2


@pytest.fixture(scope="module")
def bytecode(tmp_path_factory):
    """The package as frozen programs have it: compiled, without a source."""
    folder = tmp_path_factory.mktemp("frozen")
    package = folder / "realtimekit_async"
    shutil.copytree(Path(realtimekit_async.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    assert compileall.compile_dir(package, quiet=1, legacy=True)
    for source in package.rglob("*.py"):
        source.unlink()
    return folder


@pytest.mark.parametrize("arguments", [("--help",), ("meetings", "--help"), ("meetings", "list"), ("check",)])
@pytest.mark.slow
@pytest.mark.xdist_group("bytecode")
def test_a_program_without_its_source_works(bytecode, emulator, arguments):
    done = subprocess.run(
        [sys.executable, "-m", "realtimekit_async.cli", *arguments],
        env={**os.environ, **emulator.environment, "PYTHONPATH": str(bytecode)},
        cwd=bytecode,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "help" not in arguments[-1] or "list" in done.stdout or "meetings" in done.stdout


def test_the_services_of_the_command_are_those_of_the_library():
    folder = Path(realtimekit_async.__file__).parent / "services"
    assert [file.stem for file in sorted(folder.glob("*.py")) if "(Service)" in file.read_text()] == [*SERVICES]
