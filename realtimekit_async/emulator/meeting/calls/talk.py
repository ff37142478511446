"""Calls of the chat, the polls and the plugins."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from realtimekit_async.emulator.meeting import refusals, rules, views
from realtimekit_async.emulator.meeting.requests import Blob
from realtimekit_async.emulator.meeting.seats import Seat
from realtimekit_async.emulator.operations.active_session import new_poll
from realtimekit_async.emulator.schema.meetings import PollWrite
from realtimekit_async.emulator.world import written
from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.state import Message, MessageKind

from .table import CallTable

calls: CallTable = CallTable()
LONGEST_TEXT = 2000
LONGEST_NAME = 120
CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w.+-]+=[\w.+-]+)*", re.ASCII)


@calls.add("chat", "sendTextMessage")
def send_text_message(seat: Seat, message: str, to: list[str] | None = None) -> Json:
    """Write a text."""
    if len(message) > LONGEST_TEXT:
        raise refusals.refused(refusals.TOO_LONG, "Text message is too large")
    _write(seat, "text", message, to)
    return None


@calls.add("chat", "sendImageMessage")
def send_image_message(seat: Seat, image: Blob, to: list[str] | None = None) -> Json:
    """Send a picture."""
    _may_write(seat, "files", to)
    _write(seat, "image", "", to, {"link": _stored(seat, image, rules.taken(seat, image))})
    return None


@calls.add("chat", "sendFileMessage")
def send_file_message(seat: Seat, file: Blob, to: list[str] | None = None) -> Json:
    """Send a file."""
    _may_write(seat, "files", to)
    data = rules.taken(seat, file)
    _write(seat, "file", "", to, {"name": file.name, "size": len(data), "link": _stored(seat, file, data)})
    return None


@calls.add("chat", "sendCustomMessage")
def send_custom_message(seat: Seat, content: dict[str, Any], to: list[str] | None = None) -> Json:
    """Send what the application makes of it."""
    known = {
        key: value for key, value in content.items() if key in ("message", "html", "files", "images", "videos")
    }
    _write(seat, "custom", "", to, known)
    return None


def _may_write(seat: Seat, what: str, to: list[str] | None) -> None:
    rules.joined(seat, "chat")
    chat = "chat.private" if to else "chat.public"
    rules.permit(seat, "chat", f"{chat}.can_send")
    rules.permit(seat, "chat", f"{chat}.{what}")


def _write(seat: Seat, kind: MessageKind, text: str, to: list[str] | None, content: Row | None = None) -> None:
    _may_write(seat, "files" if kind in ("image", "file") else "text", to)
    peer = rules.joined(seat, "chat")
    present = peer.session.present
    if lost := [peer_id for peer_id in to or () if peer_id not in present]:
        raise refusals.gone("participant", ", ".join(lost))
    targets = tuple(dict.fromkeys(present[peer_id].participant.id for peer_id in to or ()))
    written.write(seat.app, peer, text, seat.app.now, kind=kind, content=content, to=targets)


def _stored(seat: Seat, file: Blob, data: bytes) -> str:
    """Put a file where files lie, and link to it."""
    name = file.name.replace("/", "_")[-LONGEST_NAME:] or "file"
    path = f"chat/{seat.meeting.id}/{seat.app.world.ids.uuid()}/{name}"
    kind = file.type if CONTENT_TYPE.fullmatch(file.type) else "application/octet-stream"
    seat.venue.files.put(path, data, kind=kind)
    return seat.venue.files.link(path)


@calls.add("chat", "editTextMessage")
def edit_text_message(seat: Seat, message_id: str, text: str) -> Json:
    """Change one's own text."""
    if len(text) > LONGEST_TEXT:
        raise refusals.refused(refusals.TOO_LONG, "Text message is too large")
    written.edit(seat.app, _own(seat, message_id), text)
    return None


@calls.add("chat", "deleteMessage")
def delete_message(seat: Seat, message_id: str) -> Json:
    """Take back one's own message."""
    written.delete(seat.app, _own(seat, message_id))
    return None


@calls.add("chat", "pin")
def pin(seat: Seat, message_id: str) -> Json:
    """Pin a message."""
    written.pin(seat.app, _message(seat, message_id), is_pinned=True)
    return None


@calls.add("chat", "unpin")
def unpin(seat: Seat, message_id: str) -> Json:
    """Pin a message no longer."""
    written.pin(seat.app, _message(seat, message_id), is_pinned=False)
    return None


def _message(seat: Seat, message_id: str) -> Message:
    for message in rules.joined(seat, "chat").session.chat:
        if message.id == message_id and views.is_for(seat, message):
            return message
    raise refusals.refused(refusals.UNKNOWN_MESSAGE, "Message not found by the given ID")


def _own(seat: Seat, message_id: str) -> Message:
    message = _message(seat, message_id)
    if message.peer.participant is not seat.participant:
        raise refusals.not_permitted("chat")
    return message


class Range(Struct):
    """Which messages are meant: so many before or after a moment, in milliseconds since 1970."""

    timestamp: float | None = None
    limit: Annotated[int, Meta(ge=1, le=1000)] = 50
    direction: Literal["before", "after"] = "before"


@calls.add("chat", "fetchPublicMessages")
def fetch_public_messages(seat: Seat, range: Range | None = None) -> Json:
    """Show what was written to everybody."""
    return _fetched(seat, range, lambda message: not message.to)


@calls.add("chat", "fetchPrivateMessages")
def fetch_private_messages(seat: Seat, range: Range | None = None) -> Json:
    """Show what was written to some, oneself among them."""
    return _fetched(seat, range, lambda message: bool(message.to))


@calls.add("chat", "fetchPinnedMessages")
def fetch_pinned_messages(seat: Seat, range: Range | None = None) -> Json:
    """Show what is pinned."""
    return _fetched(seat, range, lambda message: message.is_pinned)


def _fetched(seat: Seat, range: Range | None, is_meant: Callable[[Message], bool]) -> Json:
    """Show the messages next to a moment, in the order they were written in."""
    wanted = range or Range()
    chat = rules.joined(seat, "chat").session.chat
    found = [one for one in chat if is_meant(one) and views.is_for(seat, one)]
    if wanted.timestamp is not None:
        moment = _moment(wanted.timestamp)
        is_after = wanted.direction == "after"
        found = [one for one in found if (one.at > moment if is_after else one.at < moment)]
    chosen = found[: wanted.limit] if wanted.direction == "after" else found[-wanted.limit :]
    return [views.message_view(one) for one in chosen]


def _moment(milliseconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise refusals.unusable(f"timestamp: {milliseconds} is no moment") from None


@calls.add("polls", "create")
def create_poll(
    seat: Seat,
    question: Annotated[str, Meta(min_length=1)],
    options: list[str],
    anonymous: bool | None = False,  # noqa: FBT001, FBT002 - as the SDK has it
    hide_votes: bool | None = False,  # noqa: FBT001, FBT002 - as above
) -> Json:
    """Open a poll."""
    peer = rules.joined(seat, "polls")
    rules.permit(seat, "polls", "polls.can_create")
    body = PollWrite(question=question, options=options, anonymous=bool(anonymous), hide_votes=bool(hide_votes))
    new_poll(seat.app, peer.session, body, peer)
    return None


@calls.add("polls", "vote")
def vote(seat: Seat, poll_id: str, option: int) -> Json:
    """Vote in a poll, once."""
    peer = rules.joined(seat, "polls")
    rules.permit(seat, "polls", "polls.can_vote")
    poll = next((one for one in peer.session.polls if one.id == poll_id), None)
    if poll is None:
        raise refusals.refused(refusals.INVALID_POLL, "Poll not found")
    try:
        written.vote(seat.app, peer, poll, option)
    except ValueError as error:
        raise refusals.refused(refusals.INVALID_POLL, str(error)) from None
    return None


@calls.add("plugin", "activate")
def activate(seat: Seat, plugin_id: str) -> Json:
    """Open a plugin for everybody who has it."""
    _set_plugin(seat, plugin_id, is_active=True)
    return None


@calls.add("plugin", "deactivate")
def deactivate(seat: Seat, plugin_id: str) -> Json:
    """Close a plugin for everybody."""
    _set_plugin(seat, plugin_id, is_active=False)
    return None


def _set_plugin(seat: Seat, plugin_id: str, *, is_active: bool) -> None:
    session = rules.joined(seat, "plugins").session
    if plugin_id not in seat.plugins:
        raise refusals.gone("plugin", plugin_id)
    permissions = seat.plugins[plugin_id].get("permissions")
    needed = "canActivate" if is_active else "canDeactivate"
    if not isinstance(permissions, dict) or permissions.get(needed) is not True:
        raise refusals.not_permitted("plugins")
    if is_active:
        session.plugins[plugin_id] = seat.participant.id
    else:
        session.plugins.pop(plugin_id, None)
    for other in seat.venue.seats.inside(session):
        if plugin_id in other.plugins:
            change: Row = {"active": is_active, "pluginId": plugin_id}
            other.tell("plugins", "stateUpdate", {"p": views.plugin_view(other, plugin_id), "d": change})
