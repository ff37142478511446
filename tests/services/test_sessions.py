from datetime import UTC, datetime

import pytest

from realtimekit_async.errors import DecodeError
from realtimekit_async.models import LivestreamSession
from realtimekit_async.services.sessions import Sessions

SESSION = {
    "id": "s1",
    "associated_id": "lcfvaa-absxch",
    "type": "meeting",
    "status": "ENDED",
    "live_participants": 0,
    "minutes_consumed": 2.25,
    "started_at": "2025-03-04 05:06:07.250000Z",
    "ended_at": "null",
    "meta": {"room_name": "lcfvaa-absxch"},
    "total_participants": 3,
    "webinar_minutes_consumed": 1.5,
    "settings": {"live_stream_on_start": True},
}
PARTICIPANT = {
    "id": "peer-1",
    "display_name": "Ada",
    "joined_at": '2025-03-04T05:06:07.000Z"',
    "left_at": "",
    "duration": 5.8097,
}


@pytest.mark.parametrize("wrap", [lambda session: session, lambda session: {"session": session}])
async def test_a_session_is_read_bare_and_wrapped(recorder, wrap):
    recorder.will_answer(wrap(SESSION))
    session = await Sessions(recorder).get("s1", include_breakout_rooms=True)
    assert (session.associated_id, session.total_participants) == ("lcfvaa-absxch", 3)
    assert session.started_at == datetime(2025, 3, 4, 5, 6, 7, 250_000, tzinfo=UTC)
    assert session.ended_at is None
    assert session.meta == {"room_name": "lcfvaa-absxch"}
    assert session.webinar_minutes_consumed == 1.5
    assert session.settings.live_stream_on_start is True
    assert recorder.calls[0].query == {"include_breakout_rooms": True}


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"sessions": rows}])
async def test_sessions_are_listed_bare_and_boxed(recorder, wrap):
    recorder.will_answer(wrap([SESSION]), paging={"total_count": 1, "start_offset": 1, "end_offset": 1})
    page = await Sessions(recorder).list(sort_by="minutesConsumed").page()
    assert (page.items[0].id, page.total_count) == ("s1", 1)


async def test_a_box_without_its_list_is_an_error_and_no_empty_page(recorder):
    recorder.will_answer({"items": [SESSION]})
    with pytest.raises(DecodeError, match="sessions"):
        await Sessions(recorder).list().page()
    recorder.will_answer({"items": [PARTICIPANT]})
    with pytest.raises(DecodeError, match="participants"):
        await Sessions(recorder).participants("s1").page()


async def test_a_box_whose_list_is_null_is_an_empty_page(recorder):
    recorder.will_answer({"sessions": None})
    assert (await Sessions(recorder).list().page()).items == []
    recorder.will_answer({"participants": None})
    assert (await Sessions(recorder).participants("s1").page()).items == []


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"participants": rows}])
async def test_participants_of_a_session_are_listed_bare_and_boxed(recorder, wrap):
    recorder.will_answer(wrap([PARTICIPANT]))
    [ada] = (await Sessions(recorder).participants("s1", view="consolidated").page()).items
    assert (ada.display_name, ada.duration, ada.left_at) == ("Ada", 5.8097, None)
    assert ada.joined_at == datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


async def test_the_paging_of_a_boxed_list_may_stand_in_the_box(recorder):
    recorder.will_answer({"participants": [PARTICIPANT], "paging": {"total_count": 123, "end_offset": 1}})
    page = await Sessions(recorder).participants("s1").page()
    assert (page.total_count, page.end_offset) == (123, 1)


@pytest.mark.parametrize("wrap", [lambda row: row, lambda row: {"participant": row}])
async def test_a_participant_of_a_session_is_read_with_older_statistics(recorder, wrap):
    older = {
        "peer_stats": {
            "device_info": {"memory": 8, "webgl_support": "yes"},
            "precall_network_information": {"throughtput": 12.5},
            "events": [{"type": "joined", "timestamp": "t0"}],
        },
        "quality_stats": [{"peer_id": "peer-1", "audio_stats": [{"quality": 4.5}], "start": "2025-03-04"}],
        "peer_events": [{"id": "e1", "event_name": "PEER_JOINING", "preset_view_type": "CHAT"}],
    }
    recorder.will_answer(wrap(PARTICIPANT | older))
    ada = await Sessions(recorder).participant("s1", "peer-1", include_peer_events=True)
    assert ada.peer_stats.precall_network_information.throughput == 12.5
    assert ada.peer_stats.device_info.webgl_support == "yes"
    assert ada.quality_stats[0].audio_stats[0].quality == 4.5
    assert ada.quality_stats[0].start == datetime(2025, 3, 4, tzinfo=UTC)
    assert ada.peer_events[0].event_name == "PEER_JOINING"


@pytest.mark.parametrize("wrap", [lambda row: row, lambda row: {"participant": row}])
async def test_a_peer_report_is_read_down_to_its_leaves(recorder, wrap):
    report = {
        "metadata": {
            "browser_metadata": {"webgl_support": True},
            "candidate_pairs": {"producing_transport": [{"nominated": True, "local_candidate_port": 443}]},
            "events": [{"name": "joined", "metadata": {"count": 2, "ok": True, "why": None}}],
            "ip_information": {"asn": {"asn": "AS1", "route": "192.0.2.0/24"}},
            "pc_metadata": [{"sdp": ["v=0"]}],
        },
        "quality": {
            "audio_consumer": [{"timestamp": "2025-03-04T05:06:07Z", "packets_lost": 2}],
            "video_producer": [{"quality_limitation_durations": {"none": 1.5}}],
            "video_producer_cumulative": {
                "packet_loss": {"5_or_greater_event_fraction": 0.1, "50_or_greater_event_fraction": 0.4},
                "rtt": {"100ms_or_greater_event_fraction": 0.2},
                "quality_mos": {"p90": 4.4},
            },
        },
    }
    older = {
        "peer_stats": {"precall_network_information": {"throughput": 7.5}},
        "quality_stats": {"peer_ids": ["x"]},
    }
    recorder.will_answer(wrap({"id": "peer-1", "peer_report": report, **older}))
    peer = await Sessions(recorder).peer_report("peer-1", filters="events")
    metadata, quality = peer.peer_report.metadata, peer.peer_report.quality
    assert metadata.candidate_pairs.producing_transport[0].local_candidate_port == 443
    assert metadata.events[0].metadata == {"count": 2, "ok": True, "why": None}
    assert metadata.ip_information.asn.route == "192.0.2.0/24"
    assert quality.audio_consumer[0].timestamp == "2025-03-04T05:06:07Z"
    assert quality.video_producer[0].quality_limitation_durations.none == 1.5
    totals = quality.video_producer_cumulative
    assert totals.packet_loss.loss_5_or_greater_event_fraction == 0.1
    assert totals.packet_loss.loss_50_or_greater_event_fraction == 0.4
    assert totals.rtt.latency_100ms_or_greater_event_fraction == 0.2
    assert totals.quality_mos.p90 == 4.4
    assert peer.peer_stats.precall_network_information.throughput == 7.5
    assert peer.quality_stats.peer_ids == ["x"]


async def test_the_chat_is_an_export(recorder):
    recorder.will_answer(
        {
            "chat_download_url": "https://files.example/c.csv?sig=hush",
            "chat_download_url_expiry": "2025-03-04T00:00:00Z",
        }
    )
    export = await Sessions(recorder).chat("s1")
    assert export.url == "https://files.example/c.csv?sig=hush"
    assert export.expires_at == datetime(2025, 3, 4, tzinfo=UTC)
    assert export.session_id == "s1"
    assert export.inline is None


async def test_an_export_shows_the_host_of_its_link_only(recorder):
    recorder.will_answer({"chat_download_url": "https://files.example/c.csv?sig=hush"})
    shown = repr(await Sessions(recorder).chat("s1"))
    assert shown == "Export(session_id='s1', host='files.example', expires_at=None)"
    recorder.will_answer({"chat_download_url": "https://[hush"})
    assert "hush" not in repr(await Sessions(recorder).chat("s1"))


async def test_the_transcript_is_an_export_in_the_format_asked_for(recorder):
    recorder.will_answer(
        {
            "sessionId": "s9",
            "transcript_download_url": "https://f.example/t",
            "transcript_download_url_expiry": "null",
        }
    )
    export = await Sessions(recorder).transcript("s1", format="VTT")
    assert (export.url, export.session_id, export.expires_at) == ("https://f.example/t", "s9", None)
    assert recorder.calls[0].query == {"format": "VTT"}


async def test_the_summary_is_an_export_or_comes_at_once(recorder):
    recorder.will_answer(
        {
            "sessionId": "s1",
            "summaryDownloadUrl": "https://f.example/s",
            "summaryDownloadUrlExpiry": "2025-03-04T00:00:00Z",
        }
    )
    export = await Sessions(recorder).summary("s1")
    assert (export.url, export.inline) == ("https://f.example/s", None)
    recorder.will_answer({"summary": "Ada spoke."})
    export = await Sessions(recorder).summary("s1")
    assert (export.url, export.inline, export.session_id) == ("", "Ada spoke.", "s1")


@pytest.mark.parametrize("kind", ["chat", "transcript", "summary"])
async def test_an_export_without_a_link_is_an_error(recorder, kind):
    recorder.will_answer({"sessionId": "s1"})
    with pytest.raises(DecodeError, match=r"(?i)download_?url"):
        await getattr(Sessions(recorder), kind)("s1")


async def test_a_summary_is_asked_for_and_the_answer_may_be_empty(recorder):
    recorder.will_answer({"session_id": "s1", "status": "QUEUED"})
    recorder.answers.append(b"")
    assert (await Sessions(recorder).generate_summary("s1")).status == "QUEUED"
    assert (await Sessions(recorder).generate_summary("s1")).status is None
    assert not recorder.calls[0].is_repeatable


ON_AIR = {"id": "t1", "livestream_id": "l1", "viewer_seconds": 116.1, "invoked_time": None, "stopped_time": None}


@pytest.mark.parametrize(
    "data",
    [
        {"data": [ON_AIR], "paging": {"total_count": 1, "start_offset": 1, "end_offset": 1}},
        ON_AIR | {"paging": {"total_count": 1}},
        [ON_AIR],
    ],
    ids=["example", "schema", "list"],
)
async def test_the_livestream_sessions_of_a_session_are_read_in_each_layout(recorder, data):
    recorder.will_answer(data)
    [on_air] = (await Sessions(recorder).livestream_sessions("s1").page()).items
    assert (on_air.id, on_air.livestream_id, on_air.viewer_seconds) == ("t1", "l1", 116.1)
    assert type(on_air) is LivestreamSession
