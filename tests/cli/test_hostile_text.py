"""What strangers call themselves is text: on no console of the command is it a terminal's command."""

import asyncio
import os
import subprocess
from contextlib import asynccontextmanager

import msgspec
import pytest
from aiohttp import web

from .conftest import everything_sent_to

TITLE, CLEAR, CONCEAL = "\x1b]0;owned\x07", "\x1b[2J", "\x1b[8m"
C1, REVERSED = "\x9b2J", "\u202egnp.exe"
EVIL = f"Ada{TITLE}{CLEAR}{CONCEAL}{C1}{REVERSED}"
COMMANDS = [one.encode() for one in (TITLE, CLEAR, CONCEAL, C1, REVERSED)]


@pytest.fixture
def sent_to_a_terminal(start):
    """Run the command on a pseudo-terminal and return every byte that it sent there."""

    def run(*arguments, **environment):
        master, slave = os.openpty()
        size = {"COLUMNS": "100", "TERM": "xterm-256color"}
        with start(
            *arguments, environment={**size, **environment}, stdin=slave, stdout=slave, stderr=slave
        ) as process:
            os.close(slave)
            sent = everything_sent_to(master)
        return process.returncode, sent

    return run


@pytest.fixture
def meeting_id(emulator):
    async def create():
        async with emulator.client() as rtk:
            return (await rtk.meetings.create(title=EVIL)).id

    return asyncio.run(create())


def commands_in(sent):
    return [one for one in COMMANDS if one in sent]


@pytest.mark.parametrize("verb", ["list", "get"])
def test_a_title_is_shown_as_text(sent_to_a_terminal, meeting_id, verb):
    code, sent = sent_to_a_terminal("meetings", verb, *([meeting_id] if verb == "get" else ["--search", "Ada"]))
    assert code == 0
    assert b"Ada\\x1b]0;owned" in sent
    assert commands_in(sent) == []


def test_a_display_name_is_shown_as_text_by_an_agent(sent_to_a_terminal, emulator, meeting_id):
    emulator.simulate.participant_joins(meeting_id, name=EVIL)
    _, sent = sent_to_a_terminal("agent", meeting_id, "--at-most", "1")
    assert b"Ada\\x1b" in sent
    assert commands_in(sent) == []


@asynccontextmanager
async def refusing(message):
    async def refuse(_request):
        errors = [{"code": 1, "message": message}]
        return web.json_response({"success": False, "errors": errors}, status=409)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("verbose", [(), ("--verbose",)])
async def test_an_error_of_the_server_is_shown_as_text(sent_to_a_terminal, verbose):
    async with refusing(EVIL) as url:
        code, sent = await asyncio.to_thread(
            sent_to_a_terminal, *verbose, "meetings", "get", "x", REALTIMEKIT_BASE_URL=url
        )
    assert code == 1
    assert b"owned" in sent
    assert commands_in(sent) == []


async def test_an_error_is_text_in_a_pipe_as_well(start):
    async with refusing(EVIL) as url:
        process = start(
            "--verbose",
            "meetings",
            "get",
            "x",
            environment={"REALTIMEKIT_BASE_URL": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        _, said = await asyncio.to_thread(process.communicate)
    assert "owned" in said
    assert commands_in(said.encode()) == []


def test_json_has_the_title_as_it_is(command, meeting_id):
    assert msgspec.json.decode(command("meetings", "get", meeting_id).out)["title"] == EVIL


def test_an_archive_tells_of_a_session_by_text(sent_to_a_terminal, emulator, meeting_id, tmp_path):
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    emulator.simulate.says(meeting_id, "Ada", "hello")
    emulator.simulate.session_ends(meeting_id)
    code, sent = sent_to_a_terminal("--verbose", "archive", str(tmp_path), "--meeting", meeting_id)
    assert code in {0, 3}
    assert commands_in(sent) == []
