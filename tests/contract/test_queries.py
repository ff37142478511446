"""Every value of a query goes out as the contract's type, whatever Python type it was given as, or not at all."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import parse_qs

import pytest

from realtimekit_async.wire import writing

from .test_operations import PINNED, ROWS, Row

PARAMETERS = [(row, name, PINNED[row.operation]["query"][name]) for row in ROWS for name in row.query]
every_parameter = pytest.mark.parametrize(
    ("row", "name", "kind"), PARAMETERS, ids=lambda value: getattr(value, "operation", value)
)

MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?"
WRITTEN = {
    "integer": r"-?\d+",
    "string": r".*",
    "array": r".*",
    "boolean": r"true|false",
    "date-time": MOMENT,
    "date": r"\d{4}-\d\d-\d\d",
}
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)
OWN = {
    "integer": 7,
    "string": "x",
    "boolean": True,
    "array": ["x"],
    "date": NEW_YEAR.date(),
    "date-time": NEW_YEAR,
}
VALUES = [7, True, 2.5, NEW_YEAR, date(2025, 1, 1), timedelta(days=1), b"x", None, {"a": 1}, [7], [None], 1e300]


async def sent(row: Row, name: str, value: object, recorder, recorded) -> list[str]:
    with pytest.raises(recorded):
        await row.call(row.service(recorder), {name: value})
    return parse_qs(writing.query_string(recorder.calls[0].query))[name]


@every_parameter
async def test_no_other_type_goes_out_than_the_contracts(row, name, kind, recorder, recorded):
    for value in VALUES:
        recorder.calls.clear()
        try:
            [written] = await sent(row, name, value, recorder, recorded)
        except TypeError as error:
            complaint = str(error)
            assert recorder.calls == []
        else:
            complaint = None
            assert re.fullmatch(WRITTEN[kind], written), value
        assert complaint is None or name in complaint


@every_parameter
async def test_the_contracts_own_type_is_taken(row, name, kind, recorder, recorded):
    assert await sent(row, name, OWN[kind], recorder, recorded) != []


SECONDS = [(row, name) for row, name, kind in PARAMETERS if kind == "integer" and name.endswith("_time")]


@pytest.mark.parametrize(("row", "name"), SECONDS, ids=lambda value: getattr(value, "operation", value))
async def test_a_moment_goes_out_as_seconds_where_the_contract_wants_these(row, name, recorder, recorded):
    noon_in_delhi = datetime(2025, 1, 1, 12, tzinfo=timezone(timedelta(hours=5.5)))
    assert await sent(row, name, noon_in_delhi, recorder, recorded) == ["1735713000"]
    with pytest.raises(ValueError, match=f"{name} is a naive datetime"):
        await row.call(row.service(recorder), {name: datetime(2025, 1, 1)})  # noqa: DTZ001 - naive on purpose


async def test_a_moment_goes_out_as_its_day_where_the_contract_wants_one(recorder, recorded):
    [row] = [row for row in ROWS if row.operation == "analytics_daywise"]
    late_in_lima = datetime(2025, 1, 1, 22, tzinfo=timezone(timedelta(hours=-5)))
    assert await sent(row, "start_date", late_in_lima, recorder, recorded) == ["2025-01-02"]


MOMENTS = [
    (row, name, kind)
    for row, name, kind in PARAMETERS
    if kind in {"date", "date-time"} or (kind == "integer" and name.endswith("_time"))
]
every_moment = pytest.mark.parametrize(
    ("row", "name", "kind"), MOMENTS, ids=lambda value: getattr(value, "operation", value)
)


def read(written: str, kind: str) -> datetime:
    if kind == "integer":
        return datetime.fromtimestamp(int(written), UTC)
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@every_moment
async def test_a_timedelta_says_how_long_ago_a_moment_was(row, name, kind, recorder, recorded):
    [written] = await sent(row, name, timedelta(days=7), recorder, recorded)
    off = datetime.now(UTC) - timedelta(days=7) - read(written, kind)
    assert timedelta(0) <= off < (timedelta(days=1) if kind == "date" else timedelta(minutes=1))
    for wrong in (timedelta(days=-7), timedelta.max):
        with pytest.raises(ValueError, match=f"{name} is "):
            await row.call(row.service(recorder), {name: wrong})


@every_moment
async def test_a_date_is_the_beginning_of_its_day_in_utc(row, name, kind, recorder, recorded):
    assert read((await sent(row, name, date(2025, 1, 1), recorder, recorded))[0], kind) == NEW_YEAR
