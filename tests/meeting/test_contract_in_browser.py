"""Every name of the vendor's documents works in a real browser: on the stand-in, and alone on Cloudflare's SDK."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import pytest_asyncio

from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import Meeting
from realtimekit_async.meeting.offline import NO_NETWORK, Offline

from . import rows_others, rows_self, rows_talk
from .browsers import STAND_IN, chromium, official_sdk
from .stage import BOARD, Cast
from .table import ROWS, Row

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("meeting-contract-in-browser")]
ROWS_ARE_IN = (rows_self, rows_others, rows_talk)
ALONE = [row for row in ROWS if row.alone]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast() -> AsyncIterator[Cast]:
    async with (
        Emulator() as emulator,
        emulator.client() as rtk,
        chromium(STAND_IN, base_uri=emulator.meeting_url) as browser,
        Cast(emulator, rtk, browser).playing() as playing,
    ):
        yield playing
    assert emulator.errors == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def alone(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SimpleNamespace]:
    """One who has not joined, and cannot: `me` of a cast without others."""
    sdk = official_sdk(tmp_path_factory.mktemp("sdk"))
    async with Meeting(Offline.token, host=Offline(chromium(sdk, args=NO_NETWORK)), plugins=[BOARD]) as meeting:
        yield SimpleNamespace(me=meeting)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.seed)
async def test_a_name_of_the_documents_works_in_a_browser(row: Row, cast: Cast):
    await row.check(cast)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", ALONE, ids=lambda row: row.seed)
async def test_a_name_of_the_documents_works_on_the_sdk_of_cloudflare(row: Row, alone: SimpleNamespace):
    await row.check(alone)
