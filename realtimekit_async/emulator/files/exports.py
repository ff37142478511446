"""What the API writes down of a session: its chat, its transcript in four formats, its summary."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import timedelta

from realtimekit_async.emulator.world.answers import Row, encode, write_time
from realtimekit_async.emulator.world.state import Line, Session
from realtimekit_async.emulator.world.world import SummaryFormat

CHAT_COLUMNS = (
    "id", "participantId", "sessionId", "meetingId", "displayName", "pinned", "isEdited", "payloadType", "payload",
    "createdAt",
)  # fmt: skip


def chat_csv(session: Session) -> str:
    """Write the chat with a header; rows end as RFC 4180 says."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CHAT_COLUMNS)
    for row in _chat(session):
        values = (row[name] for name in CHAT_COLUMNS)
        writer.writerow(str(value).lower() if isinstance(value, bool) else value for value in values)
    return text.getvalue()


def chat_json(session: Session) -> str:
    """Write the chat as an array."""
    return encode(list(_chat(session))).decode()


def _chat(session: Session) -> Iterable[Row]:
    for line in session.chat:
        if not line.is_exported:
            continue
        yield {
            "id": line.id,
            "participantId": line.peer.participant.id,
            "sessionId": session.id,
            "meetingId": session.meeting.id,
            "displayName": line.peer.name or "",
            "pinned": line.is_pinned,
            "isEdited": line.is_edited,
            "payloadType": "TEXT_MESSAGE",
            "payload": line.text,
            "createdAt": _iso(line),
        }


def transcript_csv(session: Session) -> str:
    """Write the transcript: six quoted columns, no header, nothing at all if nobody spoke."""
    return _six_columns(session, lambda line: str(_milliseconds(session, line)))


def legacy_transcript_csv(session: Session) -> str:
    """Write the transcript as it used to be, with times of day."""
    return _six_columns(session, _iso)


def _six_columns(session: Session, time: Callable[[Line], str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for line in session.transcript:
        who = line.peer.participant
        writer.writerow(
            (time(line), line.peer.id, who.id, who.custom_participant_id, line.peer.name or "", line.text)
        )
    return text.getvalue()


def transcript_json(session: Session) -> str:
    """Write the transcript as an array, with who said each sentence."""
    rows: list[Row] = []
    for line in session.transcript:
        peer, start = line.peer, _milliseconds(session, line)
        speaker: Row = {
            "id": peer.id,
            "userId": peer.participant.id,
            "displayName": peer.name or "",
            "cpi": peer.participant.custom_participant_id,
            "joinedAt": peer.joined_at,
            "leftAt": "",
        }
        end = start + round(line.seconds * 1000)
        rows.append({"startTime": start, "endTime": end, "sentence": line.text, "peerData": speaker})
    return encode(rows).decode()


def transcript_srt(session: Session) -> str:
    """Write the transcript as SubRip subtitles."""
    cues = (f"{number}\n{_cue(session, line, ',')}\n" for number, line in enumerate(session.transcript, 1))
    return "\n".join(cues)


def transcript_vtt(session: Session) -> str:
    """Write the transcript as WebVTT."""
    return "WEBVTT\n\n" + "\n".join(f"{_cue(session, line, '.')}\n" for line in session.transcript)


def _cue(session: Session, line: Line, point: str) -> str:
    start = _milliseconds(session, line)
    end = start + round(line.seconds * 1000)
    return f"{_clock(start, point)} --> {_clock(end, point)}\n{line.peer.name or ''}: {line.text}"


def summary(session: Session, form: SummaryFormat) -> str:
    """Sum a session up, as plain text or as Markdown."""
    mark = "# " if form == "md" else ""
    names = ", ".join(dict.fromkeys(peer.name or "somebody" for peer in session.peers.values()))
    minutes = round(((session.ended_at or session.updated_at) - session.started_at).total_seconds() / 60)
    points = [f"- {line.peer.name}: {line.text}" for line in session.transcript[:10]]
    return "\n".join(
        (
            f"{mark}{session.meeting.settings.get('title') or 'Meeting'}",
            "",
            f"{names} met for {minutes} minutes.",
            "",
            f"{mark}Said",
            "",
            *(points or ["Nothing."]),
            "",
        )
    )


def _milliseconds(session: Session, line: Line) -> int:
    return round((line.at - session.started_at) / timedelta(milliseconds=1))


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


def _iso(line: Line) -> str:
    return write_time(line.at)
