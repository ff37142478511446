from datetime import date

from realtimekit_async.services.analytics import Analytics


async def test_day_wise_figures_are_read_as_the_contract_has_them(recorder):
    recorder.will_answer(
        {
            "session_stats": {
                "sessions_count": 2,
                "day_stats": [{"day": "2025-03-04", "total_session_minutes": 9.5}],
            },
            "recording_stats": {"recording_count": 1, "recording_minutes_consumed": 4.5},
        }
    )
    figures = await Analytics(recorder).daywise(start_date=date(2025, 3, 1), end_date="2025-03-31")
    assert figures.session_stats.day_stats[0].total_session_minutes == 9.5
    assert figures.recording_stats.recording_minutes_consumed == 4.5
    assert recorder.calls[0].query == {"start_date": date(2025, 3, 1), "end_date": "2025-03-31"}


async def test_a_list_of_days_is_added_up(recorder):
    recorder.will_answer(
        [
            {"date": "2025-03-04", "sessions_count": 2, "sessions_minutes_consumed": 9.5, "recordings_count": 1},
            {"date": "2025-03-05", "sessions_count": 1, "recordings_minutes_consumed": 4.5},
        ]
    )
    figures = await Analytics(recorder).daywise()
    assert (figures.session_stats.sessions_count, figures.session_stats.sessions_minutes_consumed) == (3, 9.5)
    assert [day.day for day in figures.session_stats.day_stats] == ["2025-03-04", "2025-03-05"]
    assert (figures.recording_stats.recording_count, figures.recording_stats.recording_minutes_consumed) == (
        1,
        4.5,
    )
    assert figures.recording_stats.day_stats[1].total_recording_minutes == 4.5


async def test_older_totals_without_days_are_read_too(recorder):
    recorder.will_answer(
        {"sessions_count": 26, "sessions_minutes_consumed": 13.5, "recordings_minutes_consumed": 4.75}
    )
    figures = await Analytics(recorder).daywise()
    assert figures.session_stats.sessions_count == 26
    assert figures.recording_stats.recording_minutes_consumed == 4.75
    assert figures.session_stats.day_stats == []
    assert figures.recording_stats.recording_count is None


ROWS = [
    {"date": "2025-03-04T00:00:00.000Z", "count": 4, "total_ingest_seconds": 531, "total_viewer_seconds": 116},
    {"date": "2025-03-05T00:00:00.000Z", "count": 1, "total_ingest_seconds": 9},
]


async def test_livestreams_are_totalled_from_an_object_and_from_a_list(recorder):
    recorder.will_answer({"count": 5, "total_ingest_seconds": 540})
    recorder.will_answer(ROWS)
    for _ in range(2):
        totals = await Analytics(recorder).livestreams_overall(start_time=1_700_000_000, filters="x")
        assert (totals.count, totals.total_ingest_seconds) == (5, 540)
    assert recorder.calls[0].query == {"start_time": 1_700_000_000, "filters": "x"}


async def test_livestreams_are_listed_day_by_day(recorder):
    recorder.will_answer(ROWS)
    first, second = await Analytics(recorder).livestreams_daywise()
    assert (first.date, first.total_viewer_seconds) == ("2025-03-04T00:00:00.000Z", 116)
    assert (second.count, second.total_viewer_seconds) == (1, None)
