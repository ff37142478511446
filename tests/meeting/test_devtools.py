"""What the browser says over its pipe, read message by message."""

import asyncio
from typing import Any

import pytest

from realtimekit_async.meeting.hosts.devtools import DevTools


class Written:
    """A pipe's writing end that keeps what is written."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> None:
        self.data += data

    def close(self) -> None: ...


@pytest.mark.parametrize("odd", [rb'"a name, cut: \ud83d"', b'"\xff"', b"1e999", b"NaN"])
async def test_what_a_page_says_ends_no_browser(odd):
    told: list[tuple[str, dict[str, Any]]] = []
    reader, ends = asyncio.StreamReader(), []
    writer: Any = Written()
    tools = DevTools(reader, writer, on_event=lambda *event: told.append(event), on_end=lambda: ends.append(True))
    reading = asyncio.create_task(tools.read())
    command = asyncio.create_task(tools.command("Page.enable"))
    await asyncio.sleep(0)
    reader.feed_data(b'{"method":"Runtime.consoleAPICalled","params":{"said":%s}}\0' % odd)
    reader.feed_data(b'{"id":1,"result":{"well":true}}\0')
    assert await command == {"well": True}
    assert [name for name, _ in told] == ["Runtime.consoleAPICalled"]
    assert not ends
    reader.feed_eof()
    await reading
    assert ends == [True]
