"""Deliveries to a server in this process, of a sender in another."""

import asyncio
import cProfile
from collections.abc import Iterator

from benchmarks.jobs.webhook_server import SERVERS, Server
from benchmarks.processes import Talk

from .shares import cpu_profile, shares

DELIVERIES = 1000


def measure(name: str) -> Iterator[str]:
    """Profile one of the servers of the benchmark."""
    yield from shares(asyncio.run(_delivered(SERVERS[name])))


async def _delivered(server: Server) -> cProfile.Profile:
    """Take the deliveries, after as many that are not looked at."""
    sender, profile = Talk("jobs.webhook_sender"), cpu_profile()
    async with server(sender.hear()["pem"]) as port:
        for first in (0, DELIVERIES):
            if first:
                profile.enable()
            order = {"ports": [port], "first": first, "count": DELIVERIES}
            await asyncio.to_thread(sender.ask, order)
        profile.disable()
        sender.end()
    return profile
