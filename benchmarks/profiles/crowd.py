"""30,000 calls at once by one client that has a hundred connections for them."""

import asyncio
from collections.abc import Iterator

from benchmarks.request.crowd import played

from .shares import cpu_profile, shares

CALLS = 30_000


def measure(kind: str) -> Iterator[str]:
    """Profile a crowd of one kind."""
    profile = cpu_profile()
    profile.enable()
    asyncio.run(played(kind, CALLS))
    profile.disable()
    yield from shares(profile)
