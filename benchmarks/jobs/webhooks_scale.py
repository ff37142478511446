"""2,000 webhooks a second on two processes that share one window in Redis.

A real redis-server, two servers of aiohttp and a sender, all processes of this machine. Each delivery has a real
signature, made before the clock runs, and is sent at its moment, to the servers in turn; one in twenty is sent to
the other server at the same time, too, as RealtimeKit's retries come to any of them. Each has to be handled once.
It does not say what TLS costs, nor what a Redis on another machine adds to a delivery.
"""

import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from benchmarks.processes import Talk

PER_SECOND, TWICE, SERVERS = 2_000, 20, 2
WARM_UP = 200


@contextmanager
def redis_server() -> Generator[int, None, None]:
    """Run a Redis that writes nothing down; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as free, TemporaryDirectory() as folder:
        port: int = free.getsockname()[1]
        free.close()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("redis-server does not listen")


def measure(*, quick: bool) -> dict[str, float]:
    """Send at that rate for some seconds; empty where redis-server is not installed."""
    if shutil.which("redis-server") is None:
        return {}
    with redis_server() as redis_port:
        return _sent(redis_port, 2 if quick else 10)


def _sent(redis_port: int, seconds: int) -> dict[str, float]:
    sender = Talk("jobs.webhook_sender")
    pem = sender.hear()["pem"]
    servers = [Talk("jobs.webhook_shared", str(redis_port), pem) for _ in range(SERVERS)]
    ports = [server.hear()["port"] for server in servers]
    order = {"ports": ports, "first": 0, "count": WARM_UP}
    sender.ask(order)
    before = sum(server.ask({})["cpu"] for server in servers)
    many = {"first": WARM_UP, "count": PER_SECOND * seconds, "per_second": PER_SECOND, "twice": TWICE}
    sent = sender.ask({**order, **many})
    told = [server.ask({}) for server in servers]
    for process in (sender, *servers):
        process.end()
    times = Counter(peer for each in told for peer in each["handled"])
    cpu = sum(each["cpu"] for each in told) - before
    found: dict[str, float] = {
        "deliveries": PER_SECOND * seconds,
        "sent": sent["sent"],
        "per_second": round(PER_SECOND * seconds / sent["seconds"]),
        "handled": len(times) - WARM_UP,
        "handled_twice": sum(count > 1 for count in times.values()),
        "accepted": sent["accepted"],
        "cpu_us": round(1e6 * cpu / sent["sent"], 1),
        "p50_ms": round(sent["p50_ms"], 2),
        "p99_ms": round(sent["p99_ms"], 2),
        "connections": sent["connections"],
    }
    print(found, flush=True)
    return found
