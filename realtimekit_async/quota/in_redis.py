"""The places and the block of a shared quota, in Redis.

Imported by the first use of a shared quota; the only module that knows redis.
"""

import itertools
import uuid
from collections.abc import Awaitable, Iterable, Sequence
from math import inf
from typing import Protocol, TypeVar, cast

from msgspec import Struct
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError, RedisError

from realtimekit_async.errors import LONGEST_ASKED_PAUSE

from .quotas import BLOCK, BLOCK_IS_LIKELY, Quota
from .scripts import BLOCK_ALL, STAMP, TAKE

T = TypeVar("T")

_MICRO = 1e6
_PATIENCE = 2.0
LEASE = 6.0
"""Seconds after which a place in the future, for which nobody has asked again, is that of a killed worker."""


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
    """One sliding window and one block, shared by whoever uses the same key.

    All keys begin with `realtimekit:` (the pattern of an ACL) and lie in one slot of a cluster.
    """

    def __init__(self, url: str, key: str, quota: Quota, late: float) -> None:
        # A connection that was reset is opened again at once. redis's own back-off would add seconds before
        # anybody hears of a failure; the URL's options win.
        self._redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - **kwargs without a type
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
            retry_on_error=[RedisConnectionError],  # without it, redis 5.0 raises what `retry` was to try again
        )
        owner, _, name = key.partition(":")
        self._keys = [f"{owner}:{{{name}}}:{part}" for part in ("places", "leases", "block")]
        self._window = quota.seconds
        seconds = (quota.seconds, late, LEASE, LONGEST_ASKED_PAUSE)
        self._arguments: list[str | int] = [quota.requests, *(_whole(each * _MICRO) for each in seconds)]
        self._take = self._script(TAKE)
        self._block = self._script(BLOCK_ALL)
        self._mark = self._script(STAMP)
        self._worker = uuid.uuid4().hex
        self._numbers = itertools.count()

    def ticket(self) -> str:
        """Return a name for a place, unlike that of any other worker."""
        return f"{self._worker}:{next(self._numbers)}"

    async def take(self, wishes: Iterable[tuple[str, float]], known: str) -> list[Place] | None:
        """Take the earliest place for each ticket, or confirm the one it has, within its limit in seconds.

        A place in the future is kept for 6 s (`LEASE`) after the last time that it was asked for.
        None if Redis does not know the place `known`, and wants to be reminded first.
        """
        arguments: list[str | int] = [*self._arguments, known]
        for ticket, limit in wishes:
            arguments += [ticket, -1 if limit == inf else _whole(limit * _MICRO)]
        answers = cast("list[int]", await _told(self._take(self._keys, arguments)))
        if answers[0] < 0:
            return None
        return [_place(*answer) for answer in zip(answers[::2], answers[1::2], strict=True)]

    async def give_back(self, tickets: Sequence[str]) -> None:
        """Let others have these places."""
        for key in self._keys[:2]:
            await _told(cast("Awaitable[object]", self._redis.zrem(key, *tickets)))

    async def block(self, seconds: float, *, said: bool) -> float:
        """Stop every worker for so long, or for 300 s if that was a guess and many requests went before."""
        arguments: list[str | int] = [
            _whole(seconds * _MICRO),
            int(said),
            _whole(BLOCK * _MICRO),
            BLOCK_IS_LIKELY,
            _whole(LONGEST_ASKED_PAUSE * _MICRO),
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

    def _script(self, source: str) -> _Script:
        return cast("_Script", self._redis.register_script(source))


async def _told(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except (RedisError, OSError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise Unreachable(reason)


def _place(taken: int, microseconds: int) -> Place:
    seconds = microseconds / _MICRO
    return Place(bool(taken), max(seconds, 0.0), max(-seconds, 0.0))


def _whole(number: float) -> int:
    return int(number + 0.5)
