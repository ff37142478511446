"""Docstrings are complete and their examples run: in an editor and in `help` they are all that one sees."""

import ast
import doctest
import inspect
import io
import pydoc
from contextlib import redirect_stdout
from datetime import UTC, datetime
from types import CodeType
from typing import Any

import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Clock, Emulator

from .arguments import SERVICES, keywords_of, public_methods, section_of, service_in

METHODS = {
    f"{file.stem}.{method.__name__}": method
    for file in sorted(SERVICES.glob("*.py"))
    if (service := service_in(file))
    for method in public_methods(service)
}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", METHODS)
def test_a_method_tells_each_field_that_it_takes(name):
    docstring = inspect.getdoc(METHODS[name]) or ""
    assert section_of(METHODS[name]) in docstring, "python -m tests.docs.arguments writes it anew"


@pytest.mark.parametrize("name", METHODS)
def test_a_method_tells_what_it_raises(name):
    assert "\n\nRaises:\n" in (inspect.getdoc(METHODS[name]) or "")


def test_help_in_a_terminal_lists_the_fields_with_their_types_and_what_they_mean():
    rtk = RealtimeKit(account_id="a", app_id="b", api_token="c")
    text = pydoc.plain(pydoc.render_doc(rtk.meetings.create))
    for field in keywords_of(METHODS["meetings.create"]):
        assert f"{field.name} ({field.type}): " in text
    assert "session lives on after its last participant has left" in " ".join(text.split())


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


@pytest.mark.parametrize("name", METHODS)
async def test_the_example_of_a_method_runs_as_printed(name, tmp_path):
    docstring = inspect.getdoc(METHODS[name]) or ""
    assert ">>> " in docstring
    scene = Scene()
    async with scene.emulator, scene.emulator.client() as rtk:
        names = await scene.names(rtk) | {"folder": tmp_path}
        assert await play(docstring, names) == []
