"""Answers in the frames that people calculate with: one line each, and times are times."""

from datetime import UTC, datetime

import pytest

from realtimekit_async.emulator import Emulator
from realtimekit_async.models import Recording, Session


@pytest.fixture(scope="module")
def emulator():
    with Emulator(seed=7, meetings=20, recordings=12) as emulator:
        yield emulator


@pytest.fixture
async def sessions(emulator) -> list[Session]:
    async with emulator.client() as rtk:
        return await rtk.sessions.list().collect()


@pytest.fixture
async def recordings(emulator) -> list[Recording]:
    async with emulator.client() as rtk:
        return await rtk.recordings.list().collect()


def test_polars_has_a_column_for_each_field_and_times_are_times(sessions):
    import polars as pl

    table = pl.DataFrame([session.to_dict() for session in sessions], infer_schema_length=None)
    assert table.height == len(sessions) > 0
    assert table.columns == list(Session.__struct_fields__)
    assert isinstance(table.schema["started_at"], pl.Datetime)
    assert table.schema["started_at"].time_zone == "UTC"
    assert table["started_at"].to_list() == [session.started_at for session in sessions]
    assert table["minutes_consumed"].sum() == pytest.approx(
        sum(session.minutes_consumed or 0 for session in sessions)
    )


def test_polars_reads_nested_answers_as_structs(recordings):
    import polars as pl

    table = pl.DataFrame([recording.to_dict() for recording in recordings], infer_schema_length=None)
    assert isinstance(table.schema["meeting"], pl.Struct)
    titles = table["meeting"].struct.field("title").to_list()
    assert titles == [recording.meeting and recording.meeting.title for recording in recordings]
    assert isinstance(table.schema["stopped_time"], pl.Datetime)


def test_pandas_has_a_column_for_each_field_nested_ones_too_and_times_are_times(recordings):
    import pandas as pd

    table = pd.json_normalize([recording.to_dict() for recording in recordings])
    assert len(table) == len(recordings) > 0
    assert "meeting.title" in table.columns
    assert isinstance(table["started_time"].dtype, pd.DatetimeTZDtype)
    assert table["started_time"].max() == max(each.started_time for each in recordings)


@pytest.mark.slow
def test_a_time_that_is_missing_in_some_rows_leaves_the_others_times():
    import pandas as pd
    import polars as pl

    rows = [
        Session(id="s1", started_at=datetime(2025, 1, 1, tzinfo=UTC)),
        Session(id="s2"),
        *(Session(id=f"s{number}") for number in range(3, 300)),
        Session(id="s300", ended_at=datetime(2025, 1, 2, tzinfo=UTC)),
    ]
    frame = pd.json_normalize([row.to_dict() for row in rows])
    assert isinstance(frame["started_at"].dtype, pd.DatetimeTZDtype)
    assert frame["started_at"].isna().sum() == len(rows) - 1
    table = pl.DataFrame([row.to_dict() for row in rows], infer_schema_length=None)
    assert isinstance(table.schema["ended_at"], pl.Datetime)
    assert table["ended_at"].null_count() == len(rows) - 1
