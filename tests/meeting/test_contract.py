"""Every name of the vendor's documents does what it is called, on every host."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting.events.table import TYPES

from . import rows_others, rows_self, rows_talk
from .stage import Cast
from .table import ROWS, SEEDS, Row

ROWS_ARE_IN = (rows_self, rows_others, rows_talk)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast() -> AsyncIterator[Cast]:
    async with Emulator() as emulator, emulator.client() as rtk, Cast(emulator, rtk).playing() as playing:
        yield playing
    assert emulator.errors == []


def test_the_table_has_a_row_for_every_name_and_no_other():
    seeds = [row.seed for row in ROWS]
    assert sorted(seeds) == sorted(SEEDS)
    assert len(SEEDS) == 63


@pytest.mark.parametrize("row", [row for row in ROWS if row.seed.startswith("event ")], ids=lambda row: row.seed)
def test_the_type_of_an_event_says_what_the_vendor_calls_it(row: Row):
    assert TYPES[row.js].__name__ == row.python


@pytest.mark.xdist_group("meeting-contract")
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.seed)
async def test_a_name_of_the_documents_works_on_the_emulator(row: Row, cast: Cast):
    await row.check(cast)
