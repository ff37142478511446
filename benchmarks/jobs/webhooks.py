"""What a webhook costs: CPU per delivery beyond the RSA operation, and deliveries a second through aiohttp.

    python -m benchmarks.jobs.webhooks --deliveries 20000

The first figure is CPU time of this process per delivery: `Receiver.receive` (headers, signature, parsing,
de-duplication) and `Router.dispatch` with one handler in the background, minus the RSA operation alone on the same
bodies; rounds of both alternate, the median of their differences counts. It says nothing of HTTP.

The second is a server of its own process, kept on one core, and senders in other processes, kept on the other
cores: real sockets, keep-alive, a real signature on every body, no body twice, no TLS. Its rate is deliveries
answered 200 by the server's own CPU time and by the clock; the senders sign before the clock runs. It says nothing
of how long a delivery takes under less load.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import time
from base64 import b64encode
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection

from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from realtimekit_async.events import (
    KeyRing,
    MemoryWindow,
    ParticipantJoined,
    Receiver,
    Router,
    aiohttp_handler,
)
from realtimekit_async.events.signature import decoded, fits, public_key

Signed = tuple[dict[str, str], bytes]

SENDERS = 2
CONNECTIONS = 16
ROUNDS = 400
ROUND = 24  # short, so that most rounds are disturbed by nothing else on the machine
TURN = 8  # deliveries that a busy server reads in one turn of its loop


def joined(number: int) -> bytes:
    """Make a body of the documentation's shape and size; each number gives another."""
    meeting = {
        "id": "8ab2cc3e-6a23-4a5f-a95f-1e6c5d2b7f10",
        "sessionId": "5f1c6d2e-0b7a-4a5e-b8a4-3d0f6d1c9a77",
        "title": "Tide tables",
        "roomName": "8ab2cc3e-6a23-4a5f-a95f-1e6c5d2b7f10",
        "status": "LIVE",
        "createdAt": "2026-05-04T08:00:00.000Z",
        "startedAt": "2026-05-04T08:00:01.500Z",
        "organizedBy": {"id": "3c0e6a6e-7d0f-4f0e-8a53-6a1f0f8ad2b1", "name": "Lighthouse"},
    }
    participant = {
        "peerId": f"{number:032x}",
        "userDisplayName": "Ada",
        "customParticipantId": f"user-{number}",
        "clientSpecificId": f"user-{number}",
        "joinedAt": "2026-05-04T08:00:05.000Z",
    }
    document = {"event": "meeting.participantJoined", "meeting": meeting, "participant": participant}
    return json.dumps(document).encode()


def sign(key: rsa.RSAPrivateKey, numbers: Iterable[int]) -> list[Signed]:
    """Make deliveries, each with a signature of its own."""
    deliveries: list[Signed] = []
    for number in numbers:
        body = joined(number)
        signature = b64encode(key.sign(body, padding.PKCS1v15(), SHA256())).decode()
        headers = {
            "Content-Type": "application/json",
            "rtk-signature": signature,
            "rtk-uuid": f"{number:032x}",
            "rtk-webhook-id": "0b9ae2a5-5b7c-4f43-9d30-1c1f6ad54a0b",
        }
        deliveries.append((headers, body))
    return deliveries


def quiet_router() -> Router:
    """Make a router with one handler that does nothing."""
    router = Router(limit=10_000)

    @router.on(ParticipantJoined)
    async def nothing(_event: ParticipantJoined) -> None:
        pass

    return router


# ── CPU beyond RSA ──


async def take(receiver: Receiver, router: Router, deliveries: list[Signed]) -> float:
    """Return the CPU seconds a delivery costs, its handler included."""
    started = time.process_time()
    for number, (headers, body) in enumerate(deliveries, 1):
        async with receiver.receive(headers, body) as delivery:
            await router.dispatch(delivery)
        if number % TURN == 0:
            await asyncio.sleep(0)  # the handlers' turn
    return (time.process_time() - started) / len(deliveries)


def rsa_alone(pem: str, deliveries: list[Signed]) -> float:
    """Return the CPU seconds that the RSA operation and its hash cost by themselves."""
    key = public_key(pem)
    signed = [(body, decoded(headers["rtk-signature"])) for headers, body in deliveries]
    started = time.process_time()
    for body, signature in signed:
        if not fits(body, signature, key):
            raise RuntimeError("a signature of this benchmark does not fit")
    return (time.process_time() - started) / len(deliveries)


async def own_cost(key: rsa.RSAPrivateKey, pem: str) -> None:
    """Print what the library costs beyond RSA."""
    router = quiet_router()
    receiver = Receiver(KeyRing.pinned(pem), seen=MemoryWindow())
    totals: list[float] = []
    alone: list[float] = []
    every = sign(key, range((ROUNDS + 1) * ROUND))
    for start in range(0, len(every), ROUND):  # the first round warms up
        deliveries = every[start : start + ROUND]
        totals.append(await take(receiver, router, deliveries) * 1e6)
        alone.append(rsa_alone(pem, deliveries) * 1e6)
    await router.aclose()
    own = [total - rsa for total, rsa in zip(totals[1:], alone[1:], strict=True)]
    print(f"RSA alone             {statistics.median(alone[1:]):6.1f} µs of CPU a delivery")
    tenth, *_, last = statistics.quantiles(own, n=10)
    print(f"beyond it, ours       {statistics.median(own):6.1f} µs ({tenth:.1f} to {last:.1f} in 8 of 10 rounds)")
    print(f"in the least disturbed of {ROUNDS} rounds: RSA {min(alone[1:]):.1f} µs, ours {min(own):.1f} µs")


# ── deliveries a second ──


def keep_to(cores: set[int]) -> None:
    """Keep this process on some cores, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def serve(pem: str, cores: set[int], pipe: Connection) -> None:
    """Serve in a process of its own; tells its port, and at the end its CPU seconds."""
    keep_to(cores)
    asyncio.run(_serve(pem, pipe))


async def _serve(pem: str, pipe: Connection) -> None:
    router = quiet_router()
    app = web.Application()
    app.add_routes([web.post("/webhooks", aiohttp_handler(Receiver(KeyRing.pinned(pem)), router))])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    for _ in range(2):  # when the clock starts, and when it ends
        await asyncio.to_thread(pipe.recv)
        pipe.send(time.process_time())
    await runner.cleanup()


def deliver(pem: bytes, numbers: range, url: str, cores: set[int], pipe: Connection) -> None:
    """Sign deliveries, wait for the start, and send them over a few connections."""
    keep_to(cores)
    key = rsa_key(pem)
    deliveries = sign(key, numbers)
    pipe.send("ready")
    pipe.recv()
    pipe.send(asyncio.run(_deliver(url, deliveries)))


async def _deliver(url: str, deliveries: list[Signed]) -> int:
    queue, accepted = iter(deliveries), 0

    async def connection(http: ClientSession) -> None:
        nonlocal accepted
        for headers, body in queue:
            async with http.post(url, headers=headers, data=body) as answer:
                accepted += answer.status == 200  # noqa: PLR2004 - OK

    async with ClientSession() as http, asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(connection(http))
    return accepted


def rsa_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Load the key that the senders share."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def started(target: Callable[..., None], *arguments: object) -> Connection:
    """Start a process and give the pipe to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=target, args=(*arguments, theirs), daemon=True).start()
    return ours


def throughput(key: rsa.RSAPrivateKey, pem: str, deliveries: int) -> None:
    """Print how many deliveries a second one core takes."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    server = started(serve, pem, {cores[0]})
    url = f"http://127.0.0.1:{server.recv()}/webhooks"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    share = deliveries // SENDERS
    others = set(cores[1:] or cores)
    senders = [
        started(deliver, private, range(first * share, (first + 1) * share), url, others)
        for first in range(SENDERS)
    ]
    for sender in senders:
        sender.recv()
    server.send("start")
    cpu, began = server.recv(), time.perf_counter()
    for sender in senders:
        sender.send("go")
    accepted = sum(sender.recv() for sender in senders)
    seconds = time.perf_counter() - began
    server.send("end")
    cpu = server.recv() - cpu
    print(f"through aiohttp       {accepted} of {share * SENDERS} accepted")
    print(f"by the server's CPU   {accepted / cpu:6.0f} deliveries a second ({cpu / accepted * 1e6:.0f} µs each)")
    print(f"by the clock          {accepted / seconds:6.0f} deliveries a second")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deliveries", type=int, default=20_000, help="how many to send through aiohttp")
    options = parser.parse_args()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    asyncio.run(own_cost(key, pem))
    throughput(key, pem, options.deliveries)


if __name__ == "__main__":
    main()
