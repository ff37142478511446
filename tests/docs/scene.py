"""What the examples of docstrings find, and how they are played."""

import ast
import doctest
import inspect
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from datetime import UTC, datetime
from types import CodeType
from typing import Any

from realtimekit_async.emulator import Clock, Emulator

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Scene:
    """What the examples of services find: a live meeting with Ada in it, and one that is over and was recorded."""

    def __init__(self) -> None:
        self.emulator = Emulator(clock=Clock(datetime(2026, 11, 27, 9, tzinfo=UTC)), lively=False)

    async def names(self, rtk: Any) -> dict[str, object]:
        emulator = self.emulator
        fields = {"preset_name": "group_call_host", "custom_participant_id": "user-7"}
        over = await rtk.meetings.create(title="Retrospective", transcribe_on_end=True, summarize_on_end=True)
        emulator.simulate.participant_joins(over.id, name="Ada")
        recording = await rtk.recordings.start(meeting_id=over.id)
        emulator.simulate.recording_advances(recording.id)
        emulator.simulate.advance(60)
        emulator.simulate.participant_joins(over.id, name="Grace")
        emulator.simulate.says(over.id, "Grace", "the tide is high")
        emulator.simulate.chats(over.id, "Ada", "minutes follow")
        await rtk.recordings.stop(recording.id)
        emulator.simulate.recording_advances(recording.id)
        emulator.simulate.advance(540)
        emulator.simulate.session_ends(over.id)
        meeting = await rtk.meetings.create(title="Standup")
        ada = await rtk.participants.add(meeting.id, name="Ada", **fields)
        emulator.simulate.participant_joins(meeting.id, ada.id)
        webhook = await rtk.webhooks.create(
            name="meetings", url="https://example.com/meetings", events=["meeting.started", "meeting.ended"]
        )
        return {
            "emulator": emulator,
            "rtk": rtk,
            "meeting": meeting,
            "ada": ada,
            "session": await rtk.sessions.list(status="ENDED").first(),
            "recording": await rtk.recordings.get(recording.id),
            "webhook": webhook,
        }

    @asynccontextmanager
    async def bot(self, rtk: Any, names: dict[str, object]) -> AsyncIterator[None]:
        """Add a meeting object, which has joined the live meeting as a host."""
        meeting: Any = names["meeting"]
        async with rtk.meetings.join(meeting.id, name="Bot", preset_name="group_call_host") as names["bot"]:
            yield


async def play(docstring: str, names: dict[str, object]) -> list[str]:
    """Run the examples of a docstring one after the other; return what came out differently."""
    checker, wrong = doctest.OutputChecker(), []
    for example in doctest.DocTestParser().get_examples(docstring):
        printed = io.StringIO()
        code: CodeType = compile(
            example.source, "<example>", "single", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
        )
        with redirect_stdout(printed):
            outcome = eval(code, names)  # noqa: S307 - our own docstrings
            if inspect.iscoroutine(outcome):
                await outcome
        if not checker.check_output(example.want, printed.getvalue(), FLAGS):
            wrong.append(f"{example.source}printed {printed.getvalue()!r}, not {example.want!r}")
    return wrong
