import io
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from rich.color import ColorType
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI

from realtimekit_async import files, models
from realtimekit_async.cli.columns import PREFERRED, columns_of
from realtimekit_async.cli.panels import view_of
from realtimekit_async.cli.tables import table_of
from realtimekit_async.cli.values import STYLES, is_hidden
from realtimekit_async.models.analytics import DaywiseAnalytics, RecordingDayStat, RecordingStats
from realtimekit_async.models.livestreams import ActiveLivestreamSession, Livestream
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.models.recordings import Recording, TrackDownload, TrackFile, TrackFiles
from realtimekit_async.models.sessions import Session, SessionParticipant
from realtimekit_async.models.webhooks import Webhook

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def seen(renderable: object, width: int = 120) -> str:
    paper = io.StringIO()
    Console(width=width, file=paper).print(renderable, crop=False)
    return paper.getvalue()


def seen_alone(value: object, label: str = "value", width: int = 120, *, show_secrets: bool = False) -> str:
    view = view_of(value, label, width, show_secrets=show_secrets)
    return seen(view.panel, width) + "".join(f"{name}\n{text}\n" for name, text in view.below)


@pytest.mark.parametrize(
    ("recording", "shown"),
    [
        (Recording(id="1", recording_duration=61, file_size=4_200_000), ("1:01", "4.2 MB")),
        (Recording(id="1", recording_duration=0, file_size=1), ("0:00", "1 byte")),
        (Recording(id="1", recording_duration=360_007, file_size=10**15), ("100:00:07", "1.0 PB")),
        (Recording(id="1", recording_duration=-61, file_size=-2), ("-61", "-2")),
    ],
)
def test_lengths_and_sizes_have_their_units_where_people_look(recording, shown):
    chosen = table_of([recording], 100, show_secrets=False, columns=("recording_duration", "file_size"))
    for text in (seen(table_of([recording], 100, show_secrets=False)), seen(chosen), seen_alone(recording)):
        assert all(part in text for part in shown)


def test_minutes_of_a_participant_are_a_length():
    assert " 5:49" in seen_alone(SessionParticipant(id="1", duration=5.8097))


def test_the_id_names_and_the_status_come_first():
    rows = [{"created_at": "a", "status": "S", "title": "T", "id": "1"}]
    assert list(columns_of(rows, 100)) == ["id", "title", "status", "created_at"]


def test_columns_that_are_the_same_in_every_row_are_left_out():
    rows = [{"id": "1", "kind": "k", "size": "5"}, {"id": "2", "kind": "k", "size": "7"}]
    assert list(columns_of(rows, 100)) == ["id", "size"]


def test_a_column_that_repeats_another_is_left_out():
    rows = [{"id": "1", "started_at": "a", "created_at": "a"}, {"id": "2", "started_at": "b", "created_at": "b"}]
    assert list(columns_of(rows, 100)) == ["id", "started_at"]


def test_an_id_that_does_not_fit_is_left_out_and_a_title_is_cut():
    rows = [{"id": "1" * 30, "title": "t" * 30, "status": "S"}]
    assert columns_of(rows, 50, ("title", "id", "status")) == {"title": 30, "status": 6}
    assert columns_of(rows, 50, ("id", "title", "status")) == {"id": 30, "title": 13}


@pytest.mark.parametrize("kind", PREFERRED)
def test_the_columns_chosen_by_hand_are_fields_of_their_kind(kind):
    home = files if kind == "SavedFile" else models
    assert set(PREFERRED[kind]) <= set(getattr(home, kind).__struct_fields__)


AN_ID = "66d22876-72fd-4202-aa96-fb1a14a0f9e7"
ROWS = {
    "title": Meeting(id=AN_ID, title="Incident review", status="ACTIVE", created_at=AT),
    "started_at minutes": Session(id=AN_ID, started_at=AT, minutes_consumed=86.58, meeting_display_name="Review"),
    "https://backend": Webhook(id=AN_ID, url="https://backend.example.com/hooks/realtimekit", name="backend"),
    "_20261128045155.mp4 Review": Recording(
        id=AN_ID,
        output_file_name=f"{AN_ID}_20261128045155.mp4",
        meeting=Meeting(id=AN_ID, title="Review"),
        status="UPLOADED",
    ),
}


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize(("words", "row"), ROWS.items())
def test_at_every_width_a_row_has_what_people_look_for_and_ids_are_whole(words, row, width):
    text = seen(table_of([row], width, show_secrets=False), width)
    assert max(map(len, text.splitlines())) <= width
    assert all(word in text for word in words.split())
    assert AN_ID[:8] not in text.replace(AN_ID, "")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_webhooks_of_one_host_can_be_told_apart_however_long_their_urls_are(width):
    host = "https://realtimekit-webhooks.backend.example.com/hooks/of/the/meetings"
    urls = [f"{host}/{stage}/recordings" for stage in ("production", "staging")]
    text = seen(table_of([Webhook(id=AN_ID, url=url, name="w") for url in urls], width, show_secrets=False), width)
    assert all(stage in text for stage in ("production/recordings", "staging/recordings"))
    assert (width < 100) is (urls[0] not in text)
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("width", [100, 140, 200])
def test_what_is_cut_takes_the_room_that_is_left(width):
    rows = [Meeting(id=AN_ID, title="t" * 150, status="ACTIVE"), Meeting(id=AN_ID, title="u", status="INACTIVE")]
    text = seen(table_of(rows, width, show_secrets=False), width)
    assert max(map(len, text.splitlines())) >= width - 2
    assert AN_ID in text


def test_the_name_of_a_file_is_whole_where_it_has_room_and_without_its_id_elsewhere():
    names = {len(f"{AN_ID}_20261128045155.mp4") + 5: f"{AN_ID}_20261128045155.mp4", 57: " …_20261128045155.mp4"}
    for width, name in names.items():
        row = Recording(id=AN_ID, output_file_name=f"{AN_ID}_20261128045155.mp4")
        assert name in seen(table_of([row], width, show_secrets=False), width)


LONG_TITLE = "Quarterly review of the platform team, all of them"


@pytest.mark.parametrize("width", [100, 120, 140])
def test_a_recording_shows_its_id_however_long_the_title_of_its_meeting_is(width):
    rows = [
        Recording(
            id=AN_ID,
            output_file_name=f"{AN_ID}_20261128045155.mp4",
            meeting=Meeting(id=AN_ID, title=LONG_TITLE),
            status="UPLOADED",
            recording_duration=6100,
            file_size=2**30,
        )
    ]
    text = seen(table_of(rows, width, show_secrets=False), width)
    assert AN_ID in text
    assert "Quarterly review of" in text
    assert max(map(len, text.splitlines())) <= width


def test_a_session_shows_its_id_at_80_columns_and_its_status_where_there_is_room():
    session = Session(
        id=AN_ID, started_at=AT, minutes_consumed=86.58, meeting_display_name=LONG_TITLE, status="ENDED"
    )
    narrow, wide = (seen(table_of([session], width, show_secrets=False), width) for width in (80, 140))
    assert AN_ID in narrow
    assert "ENDED" not in narrow
    assert AN_ID in wide
    assert "ENDED" in wide


def test_the_numbers_of_a_column_have_as_many_decimals_as_each_other():
    rows = [Session(id=str(number), minutes_consumed=minutes) for number, minutes in enumerate((92.42, 1132.9, 5))]
    words = seen(table_of(rows, 80, show_secrets=False)).split()
    assert {"92.42", "1,132.90", "5.00"} <= set(words)
    titles = [Meeting(id="1", title="1.5"), Meeting(id="2", title="1.25")]
    assert "1.50" not in seen(table_of(titles, 80, show_secrets=False))


def test_columns_are_those_that_were_asked_for():
    row = Recording(id="1", meeting=Meeting(id="2", title="Review"), status="UPLOADED")
    text = seen(table_of([row], 80, show_secrets=False, columns=["meeting.title", "status", "nothing"]))
    assert "meeting.title" in text
    assert "Review" in text
    assert "nothing" in text


def test_the_first_column_stays_however_narrow_it_is():
    assert list(columns_of([{"id": "1" * 30}], 10)) == ["id"]


def test_times_numbers_and_switches_read_well():
    row = Meeting(id="1", created_at=AT, persist_chat=True)
    text = seen(table_of([row], 200, show_secrets=False, columns=["created_at", "persist_chat"]))
    assert "2026-01-02 03:04:05Z" in text
    assert "yes" in text


@pytest.mark.parametrize("show", [True, False])
def test_secrets_inside_objects_are_shown_on_request_only(show):
    session = ActiveLivestreamSession(livestream=Livestream(id="1", stream_key="sk_secret"))
    assert is_hidden(session)
    assert ("sk_secret" in seen_alone(session, "session", show_secrets=show)) is show


@pytest.mark.parametrize("show", [True, False])
def test_secrets_inside_lists_are_shown_on_request_only(show):
    file = TrackFiles(file=TrackFile(download_url="https://host.example/signed"))
    recording = Recording(id="1", download_url=[TrackDownload(layer_name="default", download_urls=file)])
    assert is_hidden(recording)
    assert ("signed" in seen_alone(recording, "recording", show_secrets=show)) is show


@pytest.mark.parametrize("show", [True, False])
def test_a_bare_token_is_shown_on_request_only(show):
    assert is_hidden("abc", "token")
    assert ("abc" in seen_alone("abc", "token", show_secrets=show)) is show


def test_markup_in_an_answer_is_text():
    assert "[red]title[/red]" in seen_alone(Meeting(id="1", title="[red]title[/red]"))


LONG = f"https://host.example/{'x' * 300}"
NESTED = Recording(
    id=AN_ID,
    output_file_name=f"{AN_ID}_20261128045155.mp4",
    download_url=[
        TrackDownload(layer_name="default", download_urls=TrackFiles(file=TrackFile(download_url=LONG))),
    ],
    meeting=Meeting(id=AN_ID, title="会議" * 40, created_at=AT),
)


@pytest.mark.parametrize("width", [30, 60, 80, 100, 140, 400])
def test_no_value_of_an_object_is_split_and_none_is_lost(width):
    text = seen_alone(NESTED, width=width, show_secrets=True)
    assert text.count(AN_ID) == 3
    assert LONG in text
    assert "会議" * 40 in text
    assert "2026-01-02 03:04:05Z" in text


@pytest.mark.parametrize("width", [30, 60, 80, 100, 140, 400])
def test_the_panel_is_never_wider_than_the_terminal(width):
    panel = view_of(NESTED, "value", width, show_secrets=True).panel
    assert max(map(cell_len, seen(panel, width).splitlines())) <= width


def test_a_list_in_an_object_is_a_table_whose_headers_are_broken_before_its_rows_are():
    day = RecordingDayStat(day="2026-11-28", total_recordings=3, total_recording_minutes=81)
    stats = DaywiseAnalytics(recording_stats=RecordingStats(day_stats=[day]))
    assert "total_recording_minutes" in seen_alone(stats, width=100)
    narrow = seen_alone(stats, width=60).splitlines()
    assert any("total_recording_" in line and "minutes" not in line for line in narrow)
    assert any(line.strip("│ ").split() == ["2026-11-28", "3", "81"] for line in narrow)


def test_columns_that_were_asked_for_are_all_there_and_no_id_is_cut():
    rows = [Recording(id=AN_ID, session_id=AN_ID, meeting=Meeting(title="t" * 50), status="UPLOADED")]
    text = seen(table_of(rows, 60, show_secrets=False, columns=["id", "session_id", "meeting.title"]), 60)
    assert text.count(AN_ID) == 2
    assert "tttt…" in text


STYLES_USED = {*STYLES.values(), "cyan", "bold cyan", "bold red", "bold green", "bold yellow", "magenta"} - {"dim"}
TERMINALS = {"light": DEFAULT_TERMINAL_THEME, "dark": MONOKAI}


def luminance(color: tuple[int, ...]) -> float:
    parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("style", sorted(STYLES_USED))
@pytest.mark.parametrize("terminal", TERMINALS)
def test_every_colour_can_be_read_on_light_and_on_dark(style, terminal):
    theme = TERMINALS[terminal]
    color = Style.parse(style).color
    assert color is not None
    assert color.type is ColorType.STANDARD  # what a terminal's own palette decides
    pair = sorted(map(luminance, (color.get_truecolor(theme), theme.background_color)))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3
