"""Rows of the contract: the meeting itself, chat, polls, plugins and transcripts."""

from datetime import UTC, datetime
from typing import Any

from realtimekit_async.meeting import ChatUpdated, ImageMessage, Meeting, PluginUpdated, TextMessage

from .stage import Cast, told, until
from .table import row

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


@row("meta.meetingId", "meeting.meta.meeting_id", alone=True)
async def meeting_id(cast: Any) -> None:
    assert cast.me.meta.meeting_id


@row("meta.meetingTitle", "meeting.meta.meeting_title", alone=True)
async def meeting_title(cast: Any) -> None:
    assert cast.me.meta.meeting_title in {"Standup", "Offline"}  # the latter without a network


@row("meta.meetingStartedTimestamp", "meeting.meta.meeting_started_timestamp")
async def meeting_started_timestamp(cast: Cast) -> None:
    assert cast.me.meta.meeting_started_timestamp is None
    started = cast.ada.meta.meeting_started_timestamp
    assert isinstance(started, datetime)
    assert started.utcoffset() == UTC.utcoffset(None)


@row("chat.messages", "meeting.chat.messages")
@row("chat.sendTextMessage", "await meeting.chat.send_text_message(message)")
async def send_text_message(cast: Cast) -> None:
    await cast.ada.chat.send_text_message("Hello, Bob")
    await until(lambda: texts(cast.bob)[-1:] == ["Hello, Bob"])
    await until(lambda: texts(cast.ada)[-1:] == ["Hello, Bob"])
    message = cast.bob.chat.messages[-1]
    assert (message.user_id, message.display_name) == (cast.ada.self.user_id, "Ada")
    assert message.time is not None
    assert message.time.tzinfo is not None


@row("chat.sendImageMessage", "await meeting.chat.send_image_message(data)")
async def send_image_message(cast: Cast) -> None:
    await cast.ada.chat.send_image_message(PNG, name="dot.png")
    await until(lambda: cast.bob.chat.messages and isinstance(cast.bob.chat.messages[-1], ImageMessage))
    assert cast.bob.chat.messages[-1].link


@row("event chatUpdate", "ChatUpdated", js="chat.chatUpdate")
async def chat_update(cast: Cast) -> None:
    event = await told(cast.bob.chat, ChatUpdated, lambda: cast.ada.chat.send_text_message("Told"))
    assert event.action == "add"
    assert isinstance(event.message, TextMessage)
    assert event.message.message == "Told"


@row("polls.create", "await meeting.polls.create(question, options)")
@row("polls.items", "meeting.polls.items")
async def create_poll(cast: Cast) -> None:
    poll = await cast.ada.polls.create("Lunch?", ["Pizza", "Salad"], anonymous=True)
    assert (poll.question, [option.text for option in poll.options]) == ("Lunch?", ["Pizza", "Salad"])
    assert poll.anonymous
    assert cast.ada.polls.items[-1] == poll
    await until(lambda: poll.id in [each.id for each in cast.bob.polls.items])


@row("polls.vote", "await meeting.polls.vote(poll_id, option_index)")
async def vote(cast: Cast) -> None:
    poll = await cast.ada.polls.create("Ship it?", ["Yes", "Tomorrow"])
    await until(lambda: poll.id in [each.id for each in cast.bob.polls.items])
    await cast.bob.polls.vote(poll.id, 1)

    def result() -> Any:
        return next(each for each in cast.ada.polls.items if each.id == poll.id)

    await until(lambda: result().options[1].count == 1)
    assert [voter.name for voter in result().options[1].votes] == ["Bob"]
    assert result().voted == (cast.bob.self.user_id,)


@row("plugins.all", "meeting.plugins.all", alone=True)
async def plugins(cast: Any) -> None:
    [plugin] = cast.me.plugins.all.values()
    assert (plugin.name, plugin.active) == ("Board", False)
    assert plugin.id.endswith(":board")


@row("plugins.activate(id)", "await meeting.plugins.activate(id)", js="plugin.activate")
@row("plugins.deactivate()", "await meeting.plugins.deactivate(id)", js="plugin.deactivate")
async def activate(cast: Cast) -> None:
    [plugin_id] = cast.ada.plugins.all
    event = await told(cast.bob.plugins, PluginUpdated, lambda: cast.ada.plugins.activate(plugin_id))
    assert event.plugin.active
    assert cast.bob.plugins.all[plugin_id].active
    await cast.ada.plugins.deactivate(plugin_id)
    await until(lambda: not cast.bob.plugins.all[plugin_id].active)


@row("ai.transcripts", "meeting.ai.transcripts")
async def transcripts(cast: Cast) -> None:
    cast.emulator.simulate.says(cast.meeting_id, cast.bob.self.user_id, "Good morning")
    await until(lambda: cast.ada.ai.transcripts)
    said = cast.ada.ai.transcripts[-1]
    assert (said.transcript, said.name, said.peer_id) == ("Good morning", "Bob", cast.bob.self.id)


def texts(meeting: Meeting) -> list[str]:
    return [message.message for message in meeting.chat.messages if isinstance(message, TextMessage)]
