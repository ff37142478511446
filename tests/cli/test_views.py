import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from realtimekit_async.cli.views import columns_of, is_hidden, panel_of, table_of
from realtimekit_async.models.livestreams import ActiveLivestreamSession, Livestream
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.models.recordings import Recording, TrackDownload, TrackFile, TrackFiles

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def seen(renderable: object, width: int = 120) -> str:
    paper = io.StringIO()
    Console(width=width, file=paper).print(renderable)
    return paper.getvalue()


def test_the_id_names_and_the_status_come_first():
    rows = [{"created_at": "a", "status": "S", "title": "T", "id": "1"}]
    assert columns_of(rows, 100) == ["id", "title", "status", "created_at"]


def test_columns_that_are_the_same_in_every_row_are_left_out():
    rows = [{"id": "1", "kind": "k", "size": "5"}, {"id": "2", "kind": "k", "size": "7"}]
    assert columns_of(rows, 100) == ["id", "size"]


def test_a_column_that_repeats_another_is_left_out():
    rows = [{"id": "1", "started_at": "a", "created_at": "a"}, {"id": "2", "started_at": "b", "created_at": "b"}]
    assert columns_of(rows, 100) == ["id", "started_at"]


def test_columns_that_do_not_fit_are_left_out():
    rows = [{"id": "1" * 30, "title": "t" * 30, "status": "S"}]
    assert columns_of(rows, 50) == ["id", "status"]


def test_the_first_column_stays_however_narrow_it_is():
    assert columns_of([{"id": "1" * 30}], 10) == ["id"]


def test_times_numbers_and_switches_read_well():
    text = seen(table_of([Meeting(id="1", created_at=AT, persist_chat=True)], 200, show_secrets=False))
    assert "2026-01-02 03:04:05Z" in text
    assert "yes" in text


@pytest.mark.parametrize("show", [True, False])
def test_secrets_inside_objects_are_shown_on_request_only(show):
    session = ActiveLivestreamSession(livestream=Livestream(id="1", stream_key="sk_secret"))
    assert is_hidden(session)
    assert ("sk_secret" in seen(panel_of(session, "session", show_secrets=show))) is show


@pytest.mark.parametrize("show", [True, False])
def test_secrets_inside_lists_are_shown_on_request_only(show):
    file = TrackFiles(file=TrackFile(download_url="https://host.example/signed"))
    recording = Recording(id="1", download_url=[TrackDownload(layer_name="default", download_urls=file)])
    assert is_hidden(recording)
    assert ("signed" in seen(panel_of(recording, "recording", show_secrets=show))) is show


@pytest.mark.parametrize("show", [True, False])
def test_a_bare_token_is_shown_on_request_only(show):
    assert is_hidden("abc", "token")
    assert ("abc" in seen(panel_of("abc", "token", show_secrets=show))) is show


def test_markup_in_an_answer_is_text():
    assert "[red]title[/red]" in seen(panel_of(Meeting(id="1", title="[red]title[/red]"), "x", show_secrets=False))
