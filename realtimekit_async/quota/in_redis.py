"""The places and the block of a shared quota, in Redis: three scripts, stamped with Redis's own `TIME`.

Imported by the first use of a shared quota; the only module that knows redis.
"""

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Iterable
from math import inf
from typing import Protocol, TypeVar, cast

from msgspec import Struct
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from .quotas import BLOCK, BLOCK_IS_LIKELY, Quota

T = TypeVar("T")

_MICRO = 1e6
_PATIENCE = 2.0

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function keep(places, window)
    local last = tonumber(redis.call('ZRANGE', places, -1, -1, 'WITHSCORES')[2])
    redis.call('PEXPIRE', places, string.format('%.0f', math.ceil((last - now + window) / 1000)))
end
"""

# Places may lie in the future: whoever finds the window full takes the first moment at which it has room, sleeps
# until then, and asks again. A block in between, another's place that was moved close to it, or having overslept
# sends it to the end of the line.
# The N-th latest place decides: from `window` after it on, at most N - 1 others lie within one window.
# Where the worker's own last place is not known, Redis has forgotten (-1): it lost its memory, or was away.
_TAKE = (
    _NOW
    + """
local places, block = KEYS[1], KEYS[2]
local ticket, limit, requests = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local window, late, known = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
if known ~= '' and not redis.call('ZSCORE', places, known) then
    return {-1, 0}
end
local earliest = math.max(now, tonumber(redis.call('GET', block) or '0'))
local mine = tonumber(redis.call('ZSCORE', places, ticket) or '-1')
local from, to = string.format('(%.0f', mine - window), string.format('%.0f', mine)
local valid = mine >= earliest or (earliest == now and mine >= now - late)
if valid and redis.call('ZCOUNT', places, from, to) <= requests then
    return {1, mine - now}
end
redis.call('ZREM', places, ticket)
redis.call('ZREMRANGEBYSCORE', places, '-inf', string.format('%.0f', now - window))
local nth = redis.call('ZRANGE', places, -requests, -requests, 'WITHSCORES')[2]
local at = nth and math.max(earliest, tonumber(nth) + window) or earliest
if limit >= 0 and at - now > limit then
    return {0, at - now}
end
redis.call('ZADD', places, string.format('%.0f', at), ticket)
keep(places, window)
return {1, at - now}
"""
)

# What a 429 does not say is guessed as for one client, from the requests of all workers.
_BLOCK = (
    _NOW
    + """
local places, block = KEYS[1], KEYS[2]
local asked, said, long, likely = tonumber(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4])
local since = string.format('%.0f', now - long)
if not said and redis.call('ZCOUNT', places, since, string.format('%.0f', now)) >= likely then
    asked = long
end
local left = tonumber(redis.call('GET', block) or '0') - now
if left < asked then
    left = asked
    local ends = string.format('%.0f', now + asked)
    redis.call('SET', block, ends, 'PX', string.format('%.0f', math.ceil(asked / 1000)))
end
return left
"""
)

# A Redis that has forgotten, or has not heard what was sent meanwhile, is told by every worker of its own places.
_STAMP = (
    _NOW
    + """
for index = 3, #ARGV, 2 do
    redis.call('ZADD', KEYS[1], ARGV[2], string.format('%.0f', now - tonumber(ARGV[index + 1])), ARGV[index])
end
if redis.call('EXISTS', KEYS[1]) == 1 then
    keep(KEYS[1], tonumber(ARGV[1]))
end
return 0
"""
)


class Place(Struct, frozen=True):
    """What Redis says: whether a place was taken, the seconds until it is there, and those since it was."""

    taken: bool
    delay: float
    age: float = 0.0


class Unreachable(Exception):  # noqa: N818 - a signal between two modules, not an error for users
    """Redis did not do what it was asked; the argument says why."""


class _Script(Protocol):
    def __call__(self, keys: list[str], args: list[str | int]) -> Awaitable[object]: ...


def check_url(url: str) -> None:
    """Raise ValueError or TypeError for an option in the URL that redis does not take."""
    pool = ConnectionPool.from_url(url)  # pyright: ignore[reportUnknownMemberType] - as below
    pool.connection_class(**pool.connection_kwargs)


class RedisQuota:
    """One sliding window and one block, shared by whoever uses the same key."""

    def __init__(self, url: str, key: str, quota: Quota, late: float) -> None:
        # redis's own back-off would add seconds before anybody hears of a failure; the URL's options win.
        self._redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - **kwargs without a type
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self._keys = [f"{{{key}}}:places", f"{{{key}}}:block"]  # the braces keep both on one node of a cluster
        self._window = quota.seconds
        self._arguments: list[str | int] = [quota.requests, _whole(quota.seconds * _MICRO), _whole(late * _MICRO)]
        self._take = self._script(_TAKE)
        self._block = self._script(_BLOCK)
        self._mark = self._script(_STAMP)
        self._asking: dict[str, asyncio.Future[object]] = {}
        self._worker = uuid.uuid4().hex
        self._numbers = itertools.count()

    def ticket(self) -> str:
        """Give a name for a place, unlike that of any other worker."""
        return f"{self._worker}:{next(self._numbers)}"

    async def take(self, ticket: str, limit: float, known: str) -> Place | None:
        """Take the earliest place, or confirm the one taken before, unless it is more than `limit` seconds away.

        None if Redis does not know the place `known`, and wants to be reminded first.
        """
        most = -1 if limit == inf else _whole(limit * _MICRO)
        asking = asyncio.ensure_future(self._take(self._keys, [ticket, most, *self._arguments, known]))
        self._asking[ticket] = asking
        asking.add_done_callback(lambda done: self._heard(ticket, done))
        await asyncio.wait([asking])  # who is cancelled here leaves it on its way
        taken, microseconds = cast("list[int]", await _told(asking))
        seconds = microseconds / _MICRO
        return None if taken < 0 else Place(bool(taken), max(seconds, 0.0), max(-seconds, 0.0))

    async def give_back(self, ticket: str) -> None:
        """Let somebody else have the place, also one that is still being asked for.

        It would arrive on another connection: before the request that takes the place, for all one knows.
        """
        if (asking := self._asking.get(ticket)) is not None:
            await asyncio.wait([asking])
        await _told(cast("Awaitable[object]", self._redis.zrem(self._keys[0], ticket)))

    async def block(self, seconds: float, *, said: bool) -> float:
        """Stop every worker for so long, or for 300 s if that was a guess and many requests went before."""
        arguments: list[str | int] = [
            _whole(seconds * _MICRO),
            int(said),
            _whole(BLOCK * _MICRO),
            BLOCK_IS_LIKELY,
        ]
        return cast("int", await _told(self._block(self._keys, arguments))) / _MICRO

    async def remind(self, ages: Iterable[tuple[str, float]]) -> None:
        """Tell Redis of places that were taken so many seconds ago."""
        await self._stamp("NX", ages)

    async def move(self, ticket: str) -> None:
        """Let a place count from now on."""
        await self._stamp("XX", [(ticket, 0.0)])

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _stamp(self, which: str, ages: Iterable[tuple[str, float]]) -> None:
        arguments: list[str | int] = [_whole(self._window * _MICRO), which]
        for ticket, age in ages:
            arguments += [ticket, _whole(age * _MICRO)]
        await _told(self._mark(self._keys, arguments))

    def _heard(self, ticket: str, answer: "asyncio.Future[object]") -> None:
        del self._asking[ticket]
        answer.exception()  # seen, also where nobody waits for it any more

    def _script(self, source: str) -> _Script:
        return cast("_Script", self._redis.register_script(source))


async def _told(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except (RedisError, OSError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise Unreachable(reason)


def _whole(number: float) -> int:
    return int(number + 0.5)
