"""Clocks of the client that tests give it."""

import asyncio


class LoopClock:
    """The time of the loop, where that is not the machine's."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float, /) -> None:
        await asyncio.sleep(seconds)
