import re
import signal
import subprocess
import sys
import urllib.request

import pytest

import realtimekit_async

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
    assert done.stderr == "realtimekit needs an extra: pip install 'realtimekit-async[cli]'\n"
    assert done.stdout == ""


def test_help_loads_only_what_it_shows():
    done = python(
        "import sys; from realtimekit_async.cli import main; main(['meetings', 'create', '--help'])\n"
        "services = sorted(m for m in sys.modules if m.startswith('realtimekit_async.services.'))\n"
        "print('aiohttp' in sys.modules, [m for m in services if m.endswith(('meetings', 'presets', 'sessions'))])"
    )
    assert done.stdout.splitlines()[-1] == "False ['realtimekit_async.services.meetings']"


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


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_waiting_call_without_a_traceback(start, emulator, number, code):
    emulator.faults.next(status=429, retry_after=50)
    with start("meetings", "list", stdout=PIPE, stderr=PIPE) as process:
        assert "held back" in process.stderr.readline()
        process.send_signal(number)
        assert "Traceback" not in process.stderr.read()
        assert process.stdout.read() == ""
    assert process.returncode == code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_emulator_serves_until_it_is_told_to_end(start, number):
    with start("emulator", "--port", "0", "--seed", "5", stdout=PIPE, stderr=PIPE) as process:
        exported = dict(
            re.fullmatch(r"export (\w+)=(\S+)", process.stdout.readline().rstrip()).groups() for _ in range(4)
        )
        base = f"{exported['REALTIMEKIT_BASE_URL']}/accounts/{exported['CLOUDFLARE_ACCOUNT_ID']}/realtime/kit"
        headers = {"Authorization": f"Bearer {exported['CLOUDFLARE_API_TOKEN']}"}
        url = f"{base}/{exported['REALTIMEKIT_APP_ID']}/meetings?per_page=2"
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            assert answer.status == 200
        assert "serving" in process.stderr.readline()
        assert process.stderr.readline() == "200 GET    /meetings?per_page=2\n"
        process.send_signal(number)
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_port_that_is_taken_is_told(command, emulator):
    port = emulator.base_url.rpartition(":")[2].partition("/")[0]
    outcome = command("emulator", "--port", port)
    assert outcome.code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in outcome.err


@pytest.mark.parametrize(("words", "port"), [(("emulator",), 21785), (("webhooks", "listen"), 21786)])
def test_the_port_of_a_server_is_none_that_tools_or_systems_take(command, words, port):
    of_dask_and_wrangler, handed_out_by_systems = {8787, 8788}, 32768
    assert port not in of_dask_and_wrangler
    assert port < handed_out_by_systems
    assert re.search(rf"\[default: {port}\W", command(*words, "--help").out)


@pytest.mark.parametrize("quota", ["1200", "x/y", "0/1", "1/0"])
def test_a_quota_that_is_none_is_misuse(command, quota):
    assert command("emulator", "--quota", quota).code == 2
