"""A participant's token shows nowhere: not in a repr, not in a log, not in a traceback with locals."""

import asyncio
import logging
import traceback

import pytest

from realtimekit_async.meeting import HostError, HostLost, Meeting, MeetingError, NotJoined

from .odd_host import has_called, no, odd_host
from .stage import until

SECRET = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.dG9rZW4"


def shown(error: BaseException | None, *known: BaseException) -> str:
    """Return what a traceback with locals shows, of causes and contexts, too; this test's own frames left out."""
    if error is None or error in known:
        return ""
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), capture_locals=True)
    ours = [repr(frame.locals) for frame in frames if frame.filename != __file__]
    further = [shown(other, *known, error) for other in (error.__cause__, error.__context__)]
    return "\n".join([str(error), *ours, *further])


def refuse_init(request):
    return [no(request, "0004", "Invalid auth token")] if request["op"] == "init" else None


def break_at_init(request):
    return ["{"] if request["op"] == "init" else None


def end_at_init(request):
    return [None] if request["op"] == "init" else None


def refuse_join(request):
    return [no(request, "0012", "Network Error")] if has_called(request, "join") else None


@pytest.mark.parametrize("script", [refuse_init, break_at_init, end_at_init, refuse_join])
@pytest.mark.parametrize("asked", [False, True], ids=["given", "asked for"])
async def test_no_error_shows_the_token(caplog, script, asked):
    caplog.set_level(logging.DEBUG)
    seen = []

    async def ask() -> str:
        return SECRET

    async with odd_host(script) as host:

        async def attend() -> None:
            meeting = Meeting(ask if asked else SECRET, host=host)
            seen.append(repr(meeting))
            async with meeting:
                await meeting.join()

        with pytest.raises((MeetingError, HostError)) as caught:
            await attend()
        assert host.requests[0]["token"] == SECRET
    assert SECRET not in shown(caught.value)
    assert SECRET not in "\n".join(seen) + caplog.text


async def test_a_token_that_is_none_is_not_shown_when_asked_for():
    def ask() -> str:
        return "s3cr3t"

    async with odd_host() as host:
        with pytest.raises(ValueError, match="participant's token") as caught:
            async with Meeting(ask, host=host):
                pass
    assert "s3cr3t" not in shown(caught.value)


async def test_what_is_going_on_shows_no_token(stage, caplog):
    caplog.set_level(logging.DEBUG)
    who = await stage.participant("Ada")
    token = str(who.token)
    meeting = Meeting(who, host=stage.host)
    async with meeting:
        await meeting.join()
        frames = [frame for task in asyncio.all_tasks() for frame in task.get_stack()]
        text = repr(
            [frame.f_locals for frame in frames if "realtimekit_async/meeting" in frame.f_code.co_filename]
        )
        stage.emulator.meetings.cut(meeting.self.user_id)
        await until(lambda: meeting.left)
        with pytest.raises(HostLost) as lost:
            await meeting.run()
        with pytest.raises((NotJoined, HostLost)):
            await meeting.chat.send_text_message("Hello")
    shows = [repr(vars(meeting)), repr(meeting), repr(vars(meeting._room)), repr(vars(meeting._loop))]  # noqa: SLF001
    assert token not in text + "".join(shows) + shown(lost.value) + caplog.text
