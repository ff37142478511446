"""A window that several processes share, in Redis."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any, cast

from realtimekit_async.checks import check_count, check_seconds
from realtimekit_async.log import logger

from .errors import DeliveryDeferred
from .windows import Standing

if TYPE_CHECKING:
    from redis.asyncio import Redis


_SEEN = b"seen"

# A hold that has expired may be another process's by now: only one's own is given back.
_GIVE_BACK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


class RedisWindow:
    """Remembers deliveries for `lifetime` seconds, for all processes that share a Redis.

    `client` is a `redis.asyncio.Redis` of yours, which you close. A delivery is held for at most `hold_seconds`,
    so that one whose process has died can come again: set it above the time that your slowest handler takes.
    While Redis is away, or has not answered for `timeout` seconds, deliveries are deferred (DeliveryDeferred):
    RealtimeKit sends them again. So are those of a burst that finds no free connection of the client (redis-py 8
    has 100): with `Redis.from_pool(BlockingConnectionPool(…))` they wait for one. The client belongs to one event
    loop, and so does the window.

    Example:
        >>> from redis.asyncio import Redis
        >>> receiver = Receiver(KeyRing(), seen=RedisWindow(Redis()))
    """

    def __init__(
        self,
        client: "Redis",
        *,
        prefix: str = "realtimekit:delivery:",
        lifetime: int = 86_400,
        hold_seconds: int = 60,
        timeout: float = 5.0,
    ) -> None:
        check_count("lifetime", lifetime)
        check_count("hold_seconds", hold_seconds)
        check_seconds("timeout", timeout, above_zero=True)
        self._client = cast("Any", client)  # redis-py types its commands for sync and async at once
        self._prefix = prefix
        self._lifetime = lifetime
        self._hold_seconds = hold_seconds
        self._timeout = timeout

    @asynccontextmanager
    async def hold(self, key: str, /) -> AsyncGenerator[Standing, None]:
        """Hold a delivery while it is worked on; see `Window`."""
        name, own = self._prefix + key, token_hex(16)
        standing = await self._take(name, own)
        if standing != "new":
            yield standing
            return
        try:
            yield standing
        except BaseException:
            await self._give_back(name, own)
            raise
        await self._remember(name)

    async def _take(self, name: str, own: str) -> Standing:
        if await self._ask("set", name, own, nx=True, ex=self._hold_seconds):
            return "new"
        held = await self._ask("get", name)
        return "seen" if held in {_SEEN, _SEEN.decode()} else "in_flight"

    async def _remember(self, name: str) -> None:
        try:
            await self._ask("set", name, _SEEN, ex=self._lifetime)
        except DeliveryDeferred as error:
            # The work is done: a 503 now would have it done again for certain.
            logger.warning("a delivery that was handled could not be marked as seen: %s", error)

    async def _give_back(self, name: str, own: str) -> None:
        try:
            await self._ask("eval", _GIVE_BACK, 1, name, own)
        except DeliveryDeferred as error:
            logger.warning("a delivery that was not handled is held for up to %d s: %s", self._hold_seconds, error)

    async def _ask(self, command: str, *arguments: object, **options: object) -> object:
        from redis.exceptions import RedisError  # noqa: PLC0415 - redis is an extra

        try:
            async with asyncio.timeout(self._timeout):
                return await getattr(self._client, command)(*arguments, **options)
        except (RedisError, OSError) as error:  # TimeoutError among them
            trouble = type(error).__name__
        raise DeliveryDeferred(f"Redis, which remembers deliveries, does not answer ({trouble})")
