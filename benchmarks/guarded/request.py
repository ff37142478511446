"""Requests with aiohttp taken out: a get, a create, a page of 50 rows, and a walk through one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count

from benchmarks.request.answers import GET, body
from benchmarks.request.stub import Answer, Stub, client

from . import Works

ROWS = 50


@asynccontextmanager
async def works() -> AsyncGenerator[Works, None]:
    """Yield each kind of request."""
    stub, numbers = Stub(), count(100_000)
    one, many = Answer(body(GET)), Answer(body(ROWS, total=ROWS))
    async with client() as rtk:

        async def get() -> object:
            stub.answer = one
            return await rtk.meetings.get(f"meeting-{next(numbers)}")

        async def create() -> object:
            stub.answer = one
            return await rtk.meetings.create(title="Standup", record_on_start=True)

        async def page() -> object:
            stub.answer = many
            return await rtk.meetings.list(per_page=ROWS, page_no=next(numbers)).page()

        async def walk() -> None:
            stub.answer = many
            async for _ in rtk.meetings.list(per_page=ROWS):
                pass

        yield {"get": get, "create": create, "page": page, "walk": walk}
