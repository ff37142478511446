"""What the page on fidelity says was chosen is what the library does."""

import typing

import pytest

from realtimekit_async import models
from realtimekit_async.files import sentences
from realtimekit_async.models import recording_config
from realtimekit_async.services.analytics import Analytics
from realtimekit_async.services.presets import Presets

from .pages import ROOT

PAGE = (ROOT / "docs" / "explanation" / "fidelity.md").read_text(encoding="utf-8")


def chosen(where: str) -> str:
    """Return what the page says was chosen in a row of its table."""
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| {where}")]
    return row.split(" | ")[2]


def test_the_kinds_of_storage_are_those_that_live_servers_take():
    told = chosen("`storage_config` of the type `cloudflare`").removesuffix(" |").partition(": ")[2]
    assert tuple(told.split(", ")) == typing.get_args(recording_config.StorageType)


@pytest.mark.parametrize(
    ("where", "fields", "key", "is_required"),
    [
        ("a preset's `permissions` ", models.PresetFields, "permissions", True),
        ("a participant's `name`", models.ParticipantFields, "name", False),
    ],
)
def test_what_has_to_be_given_is_what_the_page_says(where, fields, key, is_required):
    assert chosen(where).startswith("required" if is_required else "optional")
    assert (key in fields.__required_keys__) is is_required


@pytest.mark.parametrize(
    ("where", "answer", "field"),
    [
        ("answer of `generate_summary`", models.SummaryGeneration, "status"),
        ("`ui.config_diff`", models.PresetUI, "config_diff"),
        ("a session's `meta`", models.Session, "meta"),
        ("an app's `created_at`", models.App, "created_at"),
    ],
)
def test_what_may_be_absent_is_none(where, answer, field):
    assert chosen(where)
    assert getattr(answer.from_dict({}), field) is None


def test_the_times_of_a_transcript_are_told_apart_by_so_many_rows():
    rows, text = vars(sentences)["_MOST_ROWS"], vars(sentences)["_MOST_TEXT"]
    told = f"by the first {rows:,} rows, or the first MiB;"
    assert text == 1 << 20
    assert told in chosen("the transcript's times")


def test_what_is_offered_is_there():
    assert "offered" in chosen("codec `VP9`")
    assert "VP9" in typing.get_args(recording_config.VideoCodec)
    assert "`presets.replace`, `analytics.livestreams_daywise`" in chosen("`PUT /presets/{id}`")
    assert Presets.replace
    assert Analytics.livestreams_daywise
