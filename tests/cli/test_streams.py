"""Standard streams that are closed, full, or in another encoding."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from realtimekit_async.cli.output import printer

PIPE = subprocess.PIPE
FULL = Path("/dev/full")
needs_a_full_device = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.fixture
def into_the_full(start):
    """Run a command whose standard output has no room; return its exit code and what it says."""

    def run(*arguments, **options):
        with FULL.open("w") as full, start(*arguments, stdout=full, stderr=PIPE, **options) as process:
            said = process.stderr.read()
        assert "Traceback" not in said
        assert "Exception ignored" not in said
        return process.returncode, said

    return run


@needs_a_full_device
@pytest.mark.parametrize("arguments", [("--help",), ("check",), ("meetings", "list"), ("emulator", "--port", "0")])
def test_a_full_standard_output_is_told_in_a_line(into_the_full, arguments):
    code, said = into_the_full(*arguments)
    assert code == 1
    assert "No space left on device" in said.splitlines()[-1]


@needs_a_full_device
def test_a_call_whose_result_is_lost_says_that_it_was_carried_out(into_the_full, emulator):
    code, said = into_the_full("meetings", "create", "--title", "Once")
    newest = [*emulator.app.meetings][-1]
    assert code == 1
    assert f"meetings create was carried out, id {newest}" in said


@needs_a_full_device
def test_an_archive_whose_summary_is_lost_says_what_it_stored(into_the_full, tmp_path):
    code, said = into_the_full("archive", str(tmp_path), "--json")
    assert code == 3
    stored = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert stored
    assert re.search(r"complete: \d+ sessions; \d+ files stored", said)


def closed(number):
    """Return what a shell's `>&-` does before the command begins."""
    return lambda: os.close(number)


@pytest.mark.parametrize("arguments", [("meetings", "list"), ("meetings", "create", "--title", "Never")])
def test_nothing_is_sent_for_a_result_that_cannot_be_shown(start, emulator, arguments):
    with start(*arguments, stderr=PIPE, preexec_fn=closed(1)) as process:
        said = process.stderr.read()
    assert process.returncode == 2
    assert "Standard output is closed, so nothing was sent" in said
    assert not list(emulator.requests)


def test_a_closed_standard_input_is_told(start):
    with start("meetings", "create", "--json", "-", stdout=PIPE, stderr=PIPE, preexec_fn=closed(0)) as process:
        said = process.stderr.read()
    assert process.returncode == 2
    assert "standard input is closed" in said


def test_nobody_to_complain_to_is_no_trouble(start):
    with start("meetings", "list", stdout=PIPE, preexec_fn=closed(2)) as process:
        assert process.stdout.read().startswith('{"id":')
    assert process.returncode == 0


CAFE = '{"title":"Café"}'
BYTES = {"UTF-8": CAFE.encode(), "with a mark": CAFE.encode("utf-8-sig"), "UTF-16": CAFE.encode("utf-16")}
LOCALES = [
    {"PYTHONIOENCODING": "cp1252"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
]


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_json_is_read_as_it_was_written_from_a_file(command, emulator, tmp_path, data):
    file = tmp_path / "meeting.json"
    file.write_bytes(data)
    assert command("meetings", "create", "--json", f"@{file}").code == 0
    assert emulator.requests[-1].body == {"title": "Café"}


@pytest.mark.parametrize("environment", LOCALES, ids=["cp1252", "C"])
def test_json_is_read_as_it_was_written_whatever_the_locale(start, emulator, tmp_path, environment):
    file = tmp_path / "piped"
    file.write_bytes(BYTES["UTF-8"])
    with (
        file.open("rb") as piped,
        start("meetings", "create", "--json", "-", stdin=piped, stdout=PIPE, environment=environment) as process,
    ):
        process.stdout.read()
    assert process.returncode == 0
    assert emulator.requests[-1].body == {"title": "Café"}


def test_bytes_that_are_no_text_are_told_with_their_place(command, emulator, tmp_path):
    file = tmp_path / "meeting.json"
    file.write_bytes(b'{"title":"Caf\xe9"}')
    outcome = command("meetings", "create", "--json", f"@{file}")
    assert outcome.code == 2
    assert "is no UTF-8 at byte 13" in outcome.err
    assert not list(emulator.requests)


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_name_that_is_no_unicode_costs_no_report(start, tmp_path, flags):
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    with start("archive", os.fsdecode(folder), "--what", "recordings", *flags, stdout=-1, stderr=-1) as process:
        out, err = process.communicate()
    assert (process.returncode, "Traceback" in err) == (0, False)
    assert list(Path(os.fsdecode(folder)).rglob("*.mp4"))
    if flags:
        assert "complete" in out


@pytest.mark.parametrize("output", ["json", "jsonl", "csv"])
def test_text_that_is_no_unicode_is_written_as_u_fffd(capfdbinary, output):
    printer(output, (), show_secrets=False).result([{"ray": "caf\udce9", "rays": ["\ud83d"]}], "rays")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.decode().count("\ufffd") == 2
