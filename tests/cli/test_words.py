"""What the library says in Python is said by the command in its own words."""

import re

import click
import pytest

from realtimekit_async.cli.app import root
from realtimekit_async.cli.words import commands_in, on_the_command
from realtimekit_async.wire import remedies

from .tree import all_commands

TABLES = [table for table in vars(remedies).values() if isinstance(table, dict)]
TEXTS = sorted({text for table in TABLES for text in table.values() if isinstance(text, str)})


@pytest.mark.parametrize("text", TEXTS)
def test_every_remedy_names_commands_and_options_that_there_are(text):
    said = on_the_command(text)
    for line in re.findall(r"`realtimekit ([^`]+)`", said):
        assert not missing_in(line.split())
    assert not re.search(r"\w\.\w+\(|[a-z]=|[a-z]_[a-z]", re.sub(r"`[^`]+`", "", said))


def missing_in(words: list[str]) -> list[str]:
    command: click.Command = root
    context = click.Context(root)
    while words and not words[0].isupper() and isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None
        command = found
    known = {option for param in command.params for option in param.opts}
    return [word for word in words if word.startswith("--") and word not in known]


def test_no_help_has_words_of_python_or_of_its_libraries():
    words = re.compile(
        r"INTEGER|FLOAT|RANGE|\bUUID\b|[<>]=?x|x[<>]|\bNone\b|\bTrue\b|\bFalse\b|\braises?\b|Error\b"
    )
    found = {line: words.findall(context.get_help()) for line, context in all_commands()}
    assert {line: those for line, those in found.items() if those} == {}


def test_no_value_is_read_by_a_type_that_complains_in_words_of_python():
    types = {param.type.name for _, context in all_commands() for param in context.command.params}
    assert types <= {"text", "boolean", "choice", "path", "file"}


@pytest.mark.parametrize("width", [60, 80, 100])
def test_help_fits_the_terminal_and_folds_no_flag_and_no_path(width):
    for words, context in all_commands():
        context.terminal_width = width
        for line in context.get_help().splitlines():
            is_term = line.startswith(("  -", "    realtimekit ", "    eval "))
            assert len(line) <= width or is_term or len(line.split()) == 1, (words, line)
            assert not re.search(r"\w-$", line), (words, line)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("meetings", "list", "--limit", "0"), "Invalid value for '--limit': 0 is too small: at least 1"),
        (("webhooks", "listen", "--port", "65536"), "65536 is too large: at most 65535"),
        (("emulator", "--sessions", "-1"), "-1 is too small: at least 0"),
        (("emulator", "--speed", "0"), "0 is too small: a number above 0"),
        (("emulator", "--speed", "fast"), "'fast' is not a number"),
        (("archive", "store", "--calls", "1.5"), "'1.5' is not a whole number"),
    ],
)
def test_a_number_that_does_not_fit_is_told_what_would(command, words, said):
    outcome = command(*words)
    assert outcome.code == 2
    assert outcome.err.splitlines()[0].endswith(said)


def test_a_create_whose_answer_is_lost_says_that_it_may_be_there(command, emulator):
    for fault in ({"status": 500, "act": True}, {"drop": "after"}):
        emulator.faults.next(**fault, method="POST")
        outcome = command("meetings", "create", "--title", "Once")
        assert outcome.code == 1
        assert outcome.err.endswith(
            "\nhint  it may have been carried out all the same: "
            "`realtimekit meetings list --search TITLE` shows whether the meeting is there\n"
        )
    assert len(command("meetings", "list", "--search", "Once").lines) == 2


def test_what_exists_and_what_is_not_there_names_the_command_that_helps(command, emulator):
    meeting = next(iter(emulator.app.meetings))
    ada = ("--name", "Ada", "--preset-name", "group_call_host", "--custom-participant-id", "ada")
    command("participants", "add", meeting, *ada)
    again = command("participants", "add", meeting, *ada)
    assert "`realtimekit participants ensure` finds it" in again.err
    assert "`realtimekit participants refresh-token` is enough" in again.err
    copied = command("presets", "copy", "nobody", "--name", "bot")
    assert "hint  `realtimekit presets list` shows the names" in copied.err
    summary = command("sessions", "summary", "nobody")
    assert "`realtimekit sessions generate-summary SESSION_ID` asks for one" in summary.err


def test_a_base_url_without_the_path_of_the_api_leads_to_it(command, emulator):
    error = command("meetings", "list", "--base-url", emulator.base_url.removesuffix("/client/v4")).err
    assert "hint  nothing of the API is at this path: look at REALTIMEKIT_BASE_URL (--base-url)" in error
    assert "ends with /client/v4" in error
    assert "ids" not in error


def test_an_event_that_is_not_known_is_told_of_with_the_options(command):
    hook = ("--name", "w", "--url", "https://h.example/", "--events", "meeting.start")
    error = command("webhooks", "create", *hook).err
    assert error.startswith("error --events: unknown event 'meeting.start'; did you mean 'meeting.started'?")
    assert "; --allow-unknown lets it pass" in error


def test_a_recording_that_has_expired_says_once_why_and_what_shows_the_others(command, emulator):
    emulator.simulate.advance(60 * 86_400)
    recording = command("recordings", "list", "--status", "UPLOADED", "--limit", "1").lines[0]["id"]
    error = command("recordings", "download", recording, "--to", "films/").err
    assert error.count("seven days") == 1
    assert "hint  `realtimekit recordings list --no-expired` shows which recordings have their files" in error


def test_a_method_of_the_same_service_is_named_as_a_command(command):
    error = command("active-session", "kick", "m1").err
    assert "; `realtimekit active-session kick-all` removes everybody" in error
    assert error.startswith("error --participant-ids or --custom-participant-ids names at least one")


def test_a_recording_that_is_not_there_yet_is_waited_for_with_the_command(command, emulator):
    meeting = next(iter(emulator.app.meetings))
    emulator.simulate.participant_joins(meeting, name="Ada")
    recording = command("recordings", "start", "--meeting-id", meeting).lines[0]["id"]
    again = command("recordings", "start", "--meeting-id", meeting)
    assert "--allow-multiple-recordings starts another" in again.err
    error = command("recordings", "download", recording, "--to", "films/").err
    assert "`realtimekit recordings wait` waits for its file" in error
    assert "seven days" not in error


def test_what_a_file_is_called_stays_as_it_is():
    assert (
        commands_in("cannot write to my_films: recordings.wait")
        == "cannot write to my_films: `realtimekit recordings wait`"
    )
