import csv
import io
import re

import msgspec
import pytest

from realtimekit_async.emulator import Emulator


def test_a_list_in_a_pipe_is_one_json_object_a_line(command, emulator):
    outcome = command("sessions", "list")
    assert [row["id"] for row in outcome.lines] == list(reversed(emulator.app.sessions))
    assert outcome.err == ""


@pytest.mark.parametrize("way", [(), ("--prefetch", "4")])
def test_a_list_streams_through_all_pages_in_order(command, emulator, way):
    emulator.max_per_page = 10
    outcome = command("sessions", "list", *way)
    assert [row["id"] for row in outcome.lines] == list(reversed(emulator.app.sessions))
    assert len(emulator.requests) == 8


def test_a_limit_stops_the_walk(command, emulator):
    emulator.max_per_page = 10
    assert len(command("sessions", "list", "--limit", "15").lines) == 15
    assert len(emulator.requests) == 2


def test_the_length_of_pages_is_asked_for(command, emulator):
    assert command("sessions", "list", "--per-page", "5", "--limit", "1").code == 0
    assert ("per_page", "5") in emulator.requests[-1].query


def test_json_has_the_token_that_was_asked_for(command, emulator):
    meeting_id = next(iter(emulator.app.meetings))
    flags = ("--preset-name", "group_call_host", "--custom-participant-id", "ada")
    added = command("participants", "add", meeting_id, *flags).lines[0]
    assert len(added["token"]) > 100
    refreshed = command("participants", "refresh-token", meeting_id, added["id"], "-o", "jsonl")
    assert len(refreshed.lines[0]) > 100


TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+\n")


def test_a_token_is_bare_in_a_pipe_and_on_a_terminal(command, on_a_terminal, emulator):
    meeting_id = next(iter(emulator.app.meetings))
    participant_id = command("participants", "list", meeting_id, "--limit", "1").lines[0]["id"]
    piped = command("participants", "refresh-token", meeting_id, participant_id)
    assert TOKEN.fullmatch(piped.out)
    first, second = on_a_terminal("participants", "refresh-token", meeting_id, participant_id).splitlines()
    assert TOKEN.fullmatch(f"{first}\n")
    assert second == ADVICE


ADVICE = "whoever has the token joins as this participant: hand it to nobody else"


@pytest.mark.parametrize("output", [(), ("-o", "json"), ("-o", "csv"), ("-o", "table")])
def test_that_a_token_is_to_be_guarded_is_said_wherever_it_goes(command, emulator, output):
    meeting_id = next(iter(emulator.app.meetings))
    flags = ("--preset-name", "group_call_host", "--custom-participant-id", "ada")
    added = command("participants", "add", meeting_id, *flags, *output)
    assert "eyJ" in added.out
    assert added.err == f"{ADVICE}\n"


def test_an_export_is_an_object_with_its_url(command, emulator):
    session_id = next(iter(emulator.app.sessions))
    export = command("sessions", "transcript", session_id, "--format", "SRT").lines[0]
    assert export["url"].startswith(emulator.files.url)
    assert export["session_id"] == session_id


def test_names_are_one_json_string_a_line(command):
    assert "meeting.started" in command("webhooks", "supported-events").lines


def test_a_terminal_gets_a_table_with_the_columns_that_tell_rows_apart(on_a_terminal):
    seen = on_a_terminal("meetings", "list", "--limit", "3")
    header = next(line for line in seen.splitlines() if "created_at" in line)
    assert header.split()[:3] == ["title", "status", "id"]
    assert "updated_at" not in seen
    assert "3 of 25 rows" in seen


def test_a_single_object_has_the_columns_that_were_asked_for(on_a_terminal, emulator):
    session_id = next(iter(emulator.app.sessions))
    seen = on_a_terminal("sessions", "get", session_id, "--columns", "id,status")
    assert [line.split() for line in seen.splitlines() if line.strip(" ─")] == [
        ["id", "status"],
        [session_id, "ENDED"],
    ]


@pytest.mark.parametrize("output", ["table", "csv"])
@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("nonsense", "there are id, meeting_id, "),
        ("title", "did you mean 'meeting.title'? there are id, meeting_id, "),
        ("statuses", "did you mean 'status'? there are id, meeting_id, "),
        ("status.old", "status has nothing inside"),
        ("meeting.titel", "did you mean 'meeting.title'? there are meeting.id, meeting.title, "),
    ],
)
def test_a_column_that_there_is_not_is_told_with_those_that_there_are(command, output, column, said):
    outcome = command("recordings", "list", "--limit", "1", "-o", output, "--columns", f"id,{column}")
    assert outcome.code == 2
    assert f"There is no column '{column}'; {said}" in outcome.err
    assert outcome.out == ""


def test_columns_that_are_wider_than_the_terminal_are_lines_of_which_nothing_is_cut(on_a_terminal, emulator):
    columns = "id,session_id,meeting_id,output_file_name"
    lines = on_a_terminal("recordings", "list", "--limit", "2", "--columns", columns).splitlines()
    first, second = [lines[lines.index(line) :][:5] for line in lines if line.startswith("id: ")]
    assert [line.partition(": ")[0] for line in first] == [*columns.split(","), ""]
    assert all(recording in " ".join(first + second) for recording in list(emulator.app.recordings)[-2:])
    assert "…" not in "".join(first + second)


def test_that_secrets_are_hidden_is_said_only_where_one_would_stand(on_a_terminal):
    recordings = ("recordings", "list", "--status", "UPLOADED", "--limit", "1")
    assert "--show-secrets" not in on_a_terminal(*recordings)
    assert "--show-secrets" not in on_a_terminal(*recordings, "--columns", "id,status")
    assert "--show-secrets" in on_a_terminal(*recordings, "--columns", "status,download_url")


def test_json_and_csv_have_what_tables_hide_on_a_terminal_too(on_a_terminal):
    recordings = ("recordings", "list", "--status", "UPLOADED", "--limit", "1", "-o")
    for output in ("json", "csv"):
        seen = on_a_terminal(*recordings, output)
        assert "X-Amz-Signature" in seen
        assert "secrets are hidden" not in seen


def test_csv_has_the_booleans_of_json(command):
    header, row = csv.reader(io.StringIO(command("meetings", "list", "-o", "csv", "--limit", "1").out))
    assert dict(zip(header, row, strict=True))["persist_chat"] in {"true", "false"}


def test_an_empty_list_says_so_on_a_terminal(on_a_terminal):
    assert "nothing found" in on_a_terminal("meetings", "list", "--search", "no such meeting")


def test_a_terminal_hides_secrets_until_they_are_asked_for(on_a_terminal):
    hidden = on_a_terminal("livestreams", "create", "--name", "Launch")
    assert "***" in hidden
    assert "--show-secrets" in hidden
    assert "***" not in on_a_terminal("livestreams", "create", "--name", "Launch", "--show-secrets")


def test_who_adds_a_participant_is_shown_the_token(on_a_terminal, emulator):
    meeting_id = next(iter(emulator.app.meetings))
    flags = ("--preset-name", "group_call_host", "--custom-participant-id", "ada")
    seen = on_a_terminal("participants", "add", meeting_id, *flags)
    assert "***" not in seen
    assert "whoever has the token joins as this participant" in seen


@pytest.mark.parametrize("output", ["json", "jsonl", "csv", "table"])
def test_every_format_has_every_row(command, emulator, output):
    outcome = command("meetings", "list", "--output", output)
    assert all(meeting_id in outcome.out for meeting_id in emulator.app.meetings) or output == "table"
    assert outcome.out.count("\n") >= len(emulator.app.meetings)


def test_json_is_one_value(command, emulator):
    rows = msgspec.json.decode(command("meetings", "list", "-o", "json").out)
    assert [row["id"] for row in rows] == list(reversed(emulator.app.meetings))


def test_csv_has_nested_members_as_columns(command):
    outcome = command("recordings", "list", "-o", "csv", "--columns", "id,meeting.title,status")
    header, *lines = csv.reader(io.StringIO(outcome.out))
    assert header == ["id", "meeting.title", "status"]
    assert lines
    assert all(len(line) == 3 for line in lines)


def test_a_terminal_shows_what_lies_inside_an_object(on_a_terminal, emulator):
    preset_id = next(iter(emulator.app.presets))
    seen = on_a_terminal("presets", "get", preset_id)
    assert "can_alter_connected_meetings" in seen
    assert "shade_300" in seen


@pytest.mark.slow
def test_a_long_list_on_a_terminal_comes_in_several_tables(on_a_terminal, monkeypatch):
    with Emulator(seed=1, meetings=1, sessions=1100, recordings=0) as many:
        monkeypatch.setenv("REALTIMEKIT_BASE_URL", many.base_url)
        monkeypatch.setenv("CLOUDFLARE_API_TOKEN", many.world.api_token)
        seen = on_a_terminal("--account-id", many.world.account_id, "--app-id", many.app.id, "sessions", "list")
    assert sum(line.split()[:1] == ["started_at"] for line in seen.splitlines()) == 2
    assert seen.endswith("\n1,100 rows\n")


def test_names_are_a_table_on_a_terminal(on_a_terminal):
    seen = on_a_terminal("webhooks", "supported-events")
    assert "events" in seen
    assert "meeting.started" in seen


def test_the_days_of_analytics_are_a_table_on_a_terminal(on_a_terminal):
    assert "total_session_minutes" in on_a_terminal("analytics", "daywise")


def test_progress_shows_count_and_rate_on_a_terminal(watch):
    assert "75/75" in watch("sessions", "list")


def test_the_log_stays_readable_on_a_terminal(watch, emulator):
    emulator.faults.next(status=503)
    assert "attempt 1 failed" in watch("meetings", "list", "--limit", "1")


@pytest.mark.parametrize("output", [(), ("-o", "json"), ("-o", "jsonl")])
def test_columns_of_json_are_misuse(command, emulator, output):
    outcome = command("meetings", "list", "--columns", "title", *output)
    assert (outcome.code, outcome.out, len(emulator.requests)) == (2, "", 0)
    assert "--columns are those of a table or of CSV: add -o table, or -o csv" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("meetings", "create", "--title"), "Option '--title' requires an argument"),
        (("meetings", "create", "--json", "@nofile"), "cannot read nofile: No such file or directory"),
        (("meetings", "list", "--limit", "x"), "'x' is not a whole number"),
        (
            ("--timeout", "x", "meetings", "list"),
            "'x' is no number of seconds, and no span of time such as 90s, 5m",
        ),
    ],
)
def test_misuse_is_told_without_the_words_of_python(command, arguments, said):
    outcome = command(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    error, hint = outcome.err.splitlines()
    assert said in error
    assert hint.endswith("--help` shows what it takes")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("meetings", "list", "-o", "table", "--columns", "x"), "`realtimekit meetings list --help`"),
        (
            ("webhooks", "create", "--name", "w", "--url", "https://h.example/", "--events", "session.started"),
            "`realtimekit webhooks create --help`",
        ),
        (("recordings", "wait", "r1", "--timeout", "-1"), "`realtimekit recordings wait --help`"),
    ],
)
def test_what_a_call_refuses_has_the_hint_of_its_command(command, arguments, hint):
    outcome = command(*arguments)
    assert outcome.code == 2
    error, *others = outcome.err.splitlines()
    assert error.startswith("error ")
    assert others == [f"hint  {hint} shows what it takes"]


def test_of_options_the_nearest_one_is_named(command):
    error = command("meetings", "list", "--limt", "3").err.splitlines()[0]
    assert re.search("Did you mean '?--limit'?", error)
    assert "--timeout" not in error


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--per-page", "0"], "--per-page is a whole number from 1 up, got 0"),
        (["--page-no", "-1"], "--page-no is a whole number from 0 up, got -1"),
        (["--per-page", "-5"], "--per-page is a whole number from 1 up, got -5"),
        (["--start-time", "1d", "--end-time", "2d"], "--start-time lies after --end-time"),
    ],
)
def test_a_page_or_a_span_that_cannot_be_is_misuse_and_nothing_is_sent(command, emulator, options, said):
    outcome = command("meetings", "list", *options)
    assert (outcome.code, emulator.requests) == (2, [])
    assert outcome.err.startswith(f"error {said}")
