import io
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from realtimekit_async.emulator import Emulator


def only_meeting(emulator: Emulator) -> str:
    return next(iter(emulator.app.meetings))


def test_flags_become_the_body(command, emulator):
    outcome = command("meetings", "create", "--title", "Standup", "--record-on-start", "--no-persist-chat")
    assert outcome.code == 0
    assert emulator.requests[-1].body == {"title": "Standup", "record_on_start": True, "persist_chat": False}
    assert outcome.lines[0]["title"] == "Standup"


def test_dotted_flags_become_objects(command, emulator):
    deep = (
        *("--recording-config.max-seconds", "600"),
        *("--recording-config.video-config.watermark.size.width", "20"),
        *("--recording-config.video-config.watermark.position", "left top"),
        "--no-recording-config.audio-config.export-file",
        *("--ai-config.transcription.keywords", "Ada", "--ai-config.transcription.keywords", "Grace"),
    )
    assert command("meetings", "create", *deep).code == 0
    assert emulator.requests[-1].body == {
        "recording_config": {
            "max_seconds": 600,
            "video_config": {"watermark": {"size": {"width": 20}, "position": "left top"}},
            "audio_config": {"export_file": False},
        },
        "ai_config": {"transcription": {"keywords": ["Ada", "Grace"]}},
    }


@pytest.mark.parametrize(("text", "value"), [("null", None), ("true", True), ("false", False)])
@pytest.mark.parametrize("between", ["=", " "])
def test_a_switch_takes_a_value_after_an_equals_sign_or_a_space(command, emulator, text, value, between):
    arguments = f"--record-on-start{between}{text}".split()
    assert command("meetings", "create", *arguments, "--title", "true").code == 0
    assert emulator.requests[-1].body == {"record_on_start": value, "title": "true"}


@pytest.mark.parametrize("value", ["=maybe", " maybe"])
def test_a_switch_takes_no_other_value(command, emulator, value):
    outcome = command("meetings", "create", *f"--record-on-start{value}".split())
    assert outcome.code == 2
    assert "maybe" in outcome.err or "does not take a value" in outcome.err
    assert emulator.requests == []


def test_a_preset_is_copied_by_name_with_nested_changes(command):
    flags = ("--name", "bot", "--permissions.kick-participant", "true", "--permissions.chat.public.files", "false")
    copied = command("presets", "copy", "group_call_guest", *flags).lines[0]
    source = next(row for row in command("presets", "list").lines if row["name"] == "group_call_guest")
    before = command("presets", "get", source["id"]).lines[0]
    assert before["permissions"]["kick_participant"] is False
    permissions = before["permissions"]
    changed_chat = permissions["chat"] | {"public": permissions["chat"]["public"] | {"files": False}}
    assert copied["name"] == "bot"
    assert copied["permissions"] == permissions | {"kick_participant": True, "chat": changed_chat}
    assert (copied["config"], copied["ui"]) == (before["config"], before["ui"])


@pytest.mark.parametrize(
    ("text", "sent"),
    [("2026-11-27", "2026-11-27T00:00:00Z"), ("2026-11-27T09:30+01:00", "2026-11-27T09:30:00+01:00")],
)
def test_a_moment_is_a_day_or_a_time(command, emulator, text, sent):
    assert command("sessions", "list", "--start-time", text).code == 0
    assert ("start_time", sent) in emulator.requests[-1].query


@pytest.mark.parametrize(("text", "ago"), [("7d", timedelta(days=7)), ("2h", timedelta(hours=2))])
def test_a_moment_is_how_long_ago_it_was(command, emulator, text, ago):
    for arguments in (("recordings", "list"), ("livestreams", "list"), ("meetings", "list")):
        assert command(*arguments, "--start-time", text).code == 0
        sent = datetime.fromisoformat(dict(emulator.requests[-1].query)["start_time"])
        assert abs(datetime.now(UTC) - ago - sent) < timedelta(minutes=1)


def test_a_day_and_unix_seconds_are_asked_for_in_the_same_way(command, emulator):
    assert command("analytics", "daywise", "--start-date", "7d").code == 0
    day = (datetime.now(UTC) - timedelta(days=7)).date()
    assert abs(date.fromisoformat(dict(emulator.requests[-1].query)["start_date"]) - day) <= timedelta(days=1)
    for text in ("2026-11-27", "1795737600"):
        assert command("analytics", "livestreams-overall", "--start-time", text).code == 0
        assert dict(emulator.requests[-1].query)["start_time"] == "1795737600"


def test_null_is_a_value_where_the_api_has_it(command, emulator):
    assert command("meetings", "create", "--title", "null").code == 0
    assert emulator.requests[-1].body == {"title": None}


def test_flags_win_over_json(command, emulator):
    body = '{"title": "A", "persist_chat": true, "recording_config": {"max_seconds": 60, "file_name_prefix": "x"}}'
    flags = ("--title", "B", "--recording-config.max-seconds", "90")
    assert command("meetings", "create", "--json", body, *flags).code == 0
    assert emulator.requests[-1].body == {
        "title": "B",
        "persist_chat": True,
        "recording_config": {"max_seconds": 90, "file_name_prefix": "x"},
    }


def test_json_comes_from_standard_input(command, emulator, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"title": "piped"}')))
    assert command("meetings", "create", "--json", "-").code == 0
    assert emulator.requests[-1].body == {"title": "piped"}


def test_a_preset_is_created_from_a_file(command, emulator, tmp_path):
    known = command("presets", "list", "--limit", "1").lines[0]["id"]
    preset = command("presets", "get", known).lines[0]
    file = tmp_path / "preset.json"
    kept = {name: preset[name] for name in ("config", "permissions", "ui")} | {"name": "copy"}
    file.write_bytes(msgspec.json.encode(kept))
    outcome = command(
        "presets", "create", "--json", f"@{file}", "--name", "renamed", "--permissions.polls.can-vote"
    )
    assert outcome.code == 0
    assert outcome.lines[0]["name"] == "renamed"
    assert emulator.requests[-1].body["permissions"] == kept["permissions"]


def test_names_in_maps_are_chosen_by_the_user(command, emulator):
    meeting_id = only_meeting(emulator)
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    flags = ("--layers.default.file-name-prefix", "x", "--layers.default.outputs.0.type", "REALTIMEKIT_BUCKET")
    outcome = command("recordings", "start-track", "--meeting-id", meeting_id, *flags)
    assert outcome.code == 0
    assert emulator.requests[-1].body == {
        "meeting_id": meeting_id,
        "layers": {"default": {"file_name_prefix": "x", "outputs": [{"type": "REALTIMEKIT_BUCKET"}]}},
    }


def test_an_option_that_does_not_exist_is_no_name_in_a_map(command):
    outcome = command("recordings", "start-track", "--meeting-id", "m", "--layers.default.colour", "red")
    assert outcome.code == 2
    assert "--layers.default.colour" in outcome.err


def test_a_list_in_a_query_repeats_its_key(command, emulator):
    assert command("recordings", "list", "--status", "UPLOADED", "--status", "ERRORED", "--no-expired").code == 0
    sent = sorted(emulator.requests[-1].query)
    assert sent == [("expired", "false"), ("per_page", "100"), ("status", "ERRORED"), ("status", "UPLOADED")]


def test_ids_are_positional(command, emulator):
    meeting_id = only_meeting(emulator)
    added = command(
        *("participants", "add", meeting_id, "--name", "Ada"),
        *("--preset-name", "group_call_host", "--custom-participant-id", "ada"),
    ).lines[0]
    outcome = command("participants", "update", meeting_id, added["id"], "--name", "Grace")
    assert outcome.code == 0
    assert outcome.lines[0]["name"] == "Grace"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("participants", "add", "m", "--name", "Ada"), "--custom-participant-id, --preset-name"),
        (("meetings", "create", "--json", '{"titel": "x"}'), "did you mean 'title'?"),
        (("meetings", "create", "--json", "[]"), "not a JSON object"),
        (("meetings", "create", "--json", "@/nowhere/at/all"), "No such file"),
        (("meetings", "create", "--session-keep-alive-time-in-secs", "nan"), "finite"),
        (("meetings", "create", "--titel", "x"), "--titel"),
        (("meetings", "get", ".."), "it would change which resource is meant"),
        (("meetings", "get"), "MEETING_ID"),
        (("meetings", "list", "--status", "OPEN"), "none of ACTIVE, INACTIVE"),
        (("meetings", "list", "--limit", "0"), "--limit"),
        (("sessions", "list", "--start-time", "yesterday"), "is no moment such as 2026-11-27"),
        (("sessions", "list", "--start-time", "99999999d"), "is before the year 1"),
        (("sessions", "chat", "s", "--to", "x.srt"), "its name ends with .csv or .jsonl"),
        (("sessions", "summary", "s", "--to", "x"), "its name ends with .txt or .md"),
        (("sessions", "transcript", "s", "--to", "x.srt", "--format", "CSV"), "leave --format out"),
        (
            ("recordings", "start-track", "--meeting-id", "m", "--layers.a.outputs.1.type", "RTMP_OUT"),
            "without gaps",
        ),
        (("meetings", "open"), "No such command 'open'"),
        (("rooms", "list"), "No such command 'rooms'"),
        (("--timeout", "0", "meetings", "list"), "timeout is a finite number of seconds, above 0"),
    ],
)
def test_misuse_says_what_is_wrong_exits_2_and_sends_nothing(command, emulator, arguments, complaint):
    outcome = command(*arguments)
    assert outcome.code == 2
    assert complaint in outcome.err
    assert outcome.out == ""
    assert emulator.requests == []


@pytest.mark.parametrize(
    ("variable", "remedy"),
    [
        ("CLOUDFLARE_API_TOKEN", "set CLOUDFLARE_API_TOKEN in the environment"),
        ("CLOUDFLARE_ACCOUNT_ID", "set CLOUDFLARE_ACCOUNT_ID in the environment, or give --account-id"),
        ("REALTIMEKIT_APP_ID", "set REALTIMEKIT_APP_ID in the environment, or give --app-id"),
    ],
)
def test_a_missing_setting_is_misuse_and_names_its_variable(command, monkeypatch, variable, remedy):
    monkeypatch.delenv(variable)
    outcome = command("meetings", "list")
    assert outcome.code == 2
    assert remedy in outcome.err


def test_options_go_before_the_environment(command, emulator, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_APP_ID", "another")
    assert command("--app-id", emulator.app.id, "meetings", "list", "--limit", "1").code == 0


def refuse(emulator: Emulator, **fault: object) -> Callable[[], None]:
    return lambda: emulator.faults.next(**fault, times=None)  # pyright: ignore[reportArgumentType] - a test's table


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"status": 401}, "look at CLOUDFLARE_API_TOKEN"),
        ({"status": 403}, '"Realtime Admin"'),
        ({"status": 400}, "--help"),
        ({"status": 404}, "look at the ids"),
        ({"status": 404, "body": {"success": False, "errors": [{"code": 7003}]}}, "CLOUDFLARE_ACCOUNT_ID"),
        ({"status": 409}, "exists already"),
        ({"status": 422}, "is a session live?"),
        ({"status": 418}, "the server refused"),
        ({"status": 429, "retry_after": 90}, "try again in 90 s"),
        ({"status": 503}, "may have been carried out all the same"),
        ({"garbage": True}, "look at REALTIMEKIT_BASE_URL"),
        ({"drop": "before"}, "may have been carried out all the same"),
    ],
)
def test_a_failure_exits_1_with_a_remedy_on_stderr(command, emulator, fault, remedy):
    refuse(emulator, **fault)()
    outcome = command("meetings", "create", "--title", "x")
    assert outcome.code == 1
    assert remedy in outcome.err
    assert outcome.out == ""


def test_no_server_exits_1_with_a_remedy(command, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_BASE_URL", "http://127.0.0.1:9")
    outcome = command("meetings", "create")
    assert outcome.code == 1
    assert "--base-url" in outcome.err


def test_verbose_logs_every_request_to_stderr(command):
    assert "GET /meetings → 200" in command("--verbose", "meetings", "list").err


def test_no_output_shows_the_token(command, emulator):
    outcome = command("--verbose", "meetings", "list")
    assert os.environ["CLOUDFLARE_API_TOKEN"] == emulator.world.api_token
    assert emulator.world.api_token not in outcome.out + outcome.err


def test_help_names_services_and_exits_0(command):
    outcome = command("--help")
    assert outcome.code == 0
    assert "active-session" in outcome.out


def test_help_shows_what_the_fields_are(command):
    outcome = command("recordings", "list", "--help")
    assert "[INVOKED|RECORDING|UPLOADING|UPLOADED|ERRORED|PAUSED]" in outcome.out
    assert "Only recordings in one of these states" in outcome.out


def test_help_speaks_of_flags_and_not_of_python(command):
    text = command("recordings", "start", "--help").out
    assert "Start to record the live session" in text
    assert [word for word in ("Keyword Args", "Raises", ">>>", "await ") if word in text] == []


def test_help_marks_what_is_required_and_what_can_be_null(command):
    assert "[required]" in command("participants", "add", "--help").out
    wrapped = command("meetings", "create", "--help").out
    assert "[--record-on-start=null for null]" in " ".join(wrapped.split()).replace("- ", "-")


@pytest.mark.parametrize("given", [["--record-on-start", "maybe"], ["--record-on-start=maybe"]])
def test_a_switch_takes_true_or_false(command, emulator, given):
    outcome = command("meetings", "create", "--title", "x", *given)
    assert outcome.code == 2
    assert outcome.err.startswith("error --record-on-start takes true or false, got 'maybe'\n")
    assert emulator.requests == []


def test_what_is_too_much_behind_a_switch_is_told_as_such(command):
    outcome = command("meetings", "update", "--record-on-start", "some-id", "extra")
    assert "unexpected extra argument (extra)" in outcome.err
