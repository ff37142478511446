"""One of several servers of webhooks that share a window in Redis, in a process of its own.

    python -m benchmarks.jobs.webhook_shared REDIS_PORT PEM

It tells its port; for each line of input its CPU, and how many deliveries its handler has been called with.
"""

import asyncio
import json
import sys
import time

from redis.asyncio import BlockingConnectionPool, Redis

from realtimekit_async.events import (
    KeyRing,
    ParticipantJoined,
    Receiver,
    RedisWindow,
    Router,
    aiohttp_handler,
)

from .webhook_server import aiohttp_serves

CONNECTIONS = 32


async def main(redis_port: int, pem: str) -> None:
    """Serve until the input ends."""
    handled: list[str] = []
    pool = BlockingConnectionPool(port=redis_port, max_connections=CONNECTIONS)
    async with Redis.from_pool(pool) as redis, Router(limit=10_000) as router:

        @router.on(ParticipantJoined)
        async def count(event: ParticipantJoined) -> None:
            handled.append(event.participant.peer_id or "")

        receiver = Receiver(KeyRing.pinned(pem), seen=RedisWindow(redis))
        async with aiohttp_serves(aiohttp_handler(receiver, router)) as port:
            print(json.dumps({"port": port}), flush=True)
            while await asyncio.to_thread(sys.stdin.readline):
                print(json.dumps({"cpu": time.process_time(), "handled": handled}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
