"""Sends webhooks from a process of its own, over a few connections that are kept; tells its public key first.

For each order, a line of JSON, it signs the deliveries, sends them to the ports in turn, and tells how many were
accepted, and in how many seconds. With `per_second` each is sent at its moment, whether or not the others have
been answered, and how long the answers took is told, too; `twice` has one in so many sent a second time, to
another port.
"""

import asyncio
import json
import sys
import time
from statistics import quantiles

from .deliveries import Signed, public_pem, signed, written

CONNECTIONS = 16
OK = b"200"


class Connection:
    """One connection, which carries one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> bool:
        """Send a delivery; return whether it was accepted."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")  # there is no body
        return head.split(b" ", 2)[1] == OK

    def close(self) -> None:
        """Let it go."""
        if self._streams is not None:
            self._streams[1].close()


async def at_once(ports: list[int], requests: list[bytes]) -> dict[str, float]:
    """Send everything as fast as it is answered."""
    queue, accepted = iter(requests), list[bool]()

    async def connection(port: int) -> None:
        line = Connection(port)
        for request in queue:
            accepted.append(await line.send(request))
        line.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection(port) for port in ports for _ in range(CONNECTIONS)))
    return {"accepted": sum(accepted), "seconds": time.perf_counter() - began}


async def paced(ports: list[int], requests: list[bytes], per_second: int, twice: int) -> dict[str, float]:
    """Send each at its moment."""
    free: dict[int, list[Connection]] = {port: [] for port in ports}
    took: list[float] = []
    accepted: list[bool] = []

    async def deliver(port: int, request: bytes, due: float) -> None:
        line = free[port].pop() if free[port] else Connection(port)
        accepted.append(await line.send(request))
        took.append(time.perf_counter() - due)
        free[port].append(line)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as sending:
        for number, request in enumerate(requests):
            due = began + number / per_second
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            for copy in range(1 + (number % twice == 0)):
                sending.create_task(deliver(ports[(number + copy) % len(ports)], request, due))
    seconds = time.perf_counter() - began
    *_, last = percentiles = quantiles(took, n=100)
    lines = [line for each in free.values() for line in each]
    for line in lines:
        line.close()
    return {
        "sent": len(took),
        "accepted": sum(accepted),
        "seconds": seconds,
        "p50_ms": 1e3 * percentiles[49],
        "p99_ms": 1e3 * last,
        "connections": len(lines),
    }


def main() -> None:
    """Take orders."""
    print(json.dumps({"pem": public_pem()}), flush=True)
    known: dict[int, Signed] = {}
    for line in sys.stdin:
        order = json.loads(line)
        numbers = range(order["first"], order["first"] + order["count"])
        if missing := [number for number in numbers if number not in known]:
            known.update(zip(missing, signed(missing), strict=True))
        requests = [written(known[number]) for number in numbers]
        work = (
            paced(order["ports"], requests, order["per_second"], order["twice"])
            if "per_second" in order
            else at_once(order["ports"], requests)
        )
        print(json.dumps(asyncio.run(work)), flush=True)


if __name__ == "__main__":
    main()
