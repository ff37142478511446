"""How webhooks are sent: at least once, again after a failure, from any thread, and never to a stranger."""

import asyncio
import gc
import os
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from realtimekit_async._version import needing
from realtimekit_async.emulator import Clock, Emulator
from realtimekit_async.emulator.webhooks.allowed_hosts import why_not
from realtimekit_async.emulator.webhooks.schedule import (
    FAILURES_BEFORE_THROTTLE,
    LIFETIME_SECONDS,
    RETRY_SECONDS,
    THROTTLE_SECONDS,
)

from ..doubles.mute_server import MuteServer
from .conftest import NOON, Api, Receiver, api_of


async def subscribed(api: Api, url: str, *events: str) -> str:
    """Subscribe to a meeting with somebody in it, who keeps it open."""
    meeting = await api.meeting()
    api.emulator.simulate.participant_joins(meeting["id"], name="Keeps it open")
    body = {"name": "ours", "url": url, "events": list(events or ["meeting.participantJoined"])}
    assert (await api("POST", "/webhooks", body)).status == 201
    return meeting["id"]


def names(receiver: Receiver) -> list[str]:
    return [arrival.json["participant"]["userDisplayName"] for arrival in receiver.arrived]


# ── again, or not ──


async def test_a_5xx_is_tried_again_with_a_new_id_and_the_same_body(
    api: Api, emulator: Emulator, receiver: Receiver
):
    meeting_id = await subscribed(api, receiver.url)
    receiver.statuses.extend([500, 503])
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    await emulator.deliveries.settled()
    for number, seconds in enumerate(RETRY_SECONDS[:2], start=1):
        emulator.simulate.advance(seconds - 0.5)
        await emulator.deliveries.settled()
        assert len(receiver.arrived) == number
        emulator.simulate.advance(0.5)
        await emulator.deliveries.settled()
    assert [(one.attempt, one.status) for one in emulator.deliveries] == [(1, 500), (2, 503), (3, 200)]
    assert len({one.id for one in emulator.deliveries}) == 3
    assert len({arrival.body for arrival in receiver.arrived}) == 1
    emulator.simulate.advance(LIFETIME_SECONDS)
    await emulator.deliveries.settled()
    assert len(receiver.arrived) == 3


async def test_a_receiver_that_is_down_gets_it_when_it_is_up(api: Api, emulator: Emulator, receiver: Receiver):
    meeting_id = await subscribed(api, receiver.url)
    await receiver.close()
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    await emulator.deliveries.settled()
    (first,) = emulator.deliveries
    assert (first.status, receiver.arrived) == (None, [])
    assert first.error
    assert "Cannot connect" in first.error
    await receiver.open()
    emulator.clock.advance(RETRY_SECONDS[0])
    await emulator.deliveries.settled()
    assert names(receiver) == ["Ada"]


@pytest.mark.parametrize("status", [301, 304, 400, 401, 404, 410, 429])
async def test_any_other_status_is_final(api: Api, emulator: Emulator, receiver: Receiver, status: int):
    meeting_id = await subscribed(api, receiver.url)
    receiver.usual = status
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    await emulator.deliveries.settled()
    emulator.simulate.advance(LIFETIME_SECONDS)
    await emulator.deliveries.settled()
    assert [(one.attempt, one.status) for one in emulator.deliveries] == [(1, status)]


async def test_it_is_given_up_after_the_last_attempt(
    api: Api, emulator: Emulator, receiver: Receiver, caplog: pytest.LogCaptureFixture
):
    meeting_id = await subscribed(api, receiver.url)
    receiver.usual = 500
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    for _ in range(10):
        await emulator.deliveries.settled()
        emulator.simulate.advance(max(RETRY_SECONDS))
    assert [one.attempt for one in emulator.deliveries] == [1, 2, 3, 4, 5, 6]
    assert "meeting.participantJoined is given up, attempt 6 was the last" in caplog.text


async def test_a_webhook_that_keeps_failing_is_throttled_until_it_accepts(
    api: Api, emulator: Emulator, receiver: Receiver
):
    meeting_id = await subscribed(api, receiver.url)
    receiver.usual = 400
    for number in range(FAILURES_BEFORE_THROTTLE + 3):
        emulator.simulate.participant_joins(meeting_id, name=f"Guest {number}")
    await emulator.deliveries.settled()
    assert len(receiver.arrived) == FAILURES_BEFORE_THROTTLE
    emulator.simulate.advance(THROTTLE_SECONDS)
    await emulator.deliveries.settled()
    assert len(receiver.arrived) == FAILURES_BEFORE_THROTTLE + 1
    receiver.usual = 200
    emulator.simulate.advance(THROTTLE_SECONDS)
    await emulator.deliveries.settled()
    assert names(receiver) == [f"Guest {number}" for number in range(FAILURES_BEFORE_THROTTLE + 3)]


async def test_a_failing_webhook_does_not_hold_up_another(api: Api, emulator: Emulator, receiver: Receiver):
    meeting_id = await subscribed(api, "http://127.0.0.1:1/closed")
    body = {"name": "ours", "url": receiver.url, "events": ["meeting.participantJoined"]}
    await api("POST", "/webhooks", body)
    for name in ("Ada", "Grace"):
        emulator.simulate.participant_joins(meeting_id, name=name)
    await emulator.deliveries.settled()
    assert names(receiver) == ["Ada", "Grace"]


@pytest.mark.parametrize("change", ["delete", "disable"])
async def test_a_webhook_that_is_gone_gets_nothing_any_more(
    api: Api, emulator: Emulator, receiver: Receiver, change: str
):
    meeting_id = await subscribed(api, receiver.url)
    receiver.usual = 500
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    await emulator.deliveries.settled()
    (webhook_id,) = emulator.app.webhooks
    if change == "delete":
        await api("DELETE", f"/webhooks/{webhook_id}")
    else:
        await api("PATCH", f"/webhooks/{webhook_id}", {"enabled": False})
    emulator.simulate.advance(RETRY_SECONDS[0])
    await emulator.deliveries.settled()
    assert len(receiver.arrived) == 1


async def test_a_clock_that_runs_needs_no_push(receiver: Receiver, key_file: Path):
    async with Emulator(webhook_key_file=key_file) as emulator, api_of(emulator) as api:
        meeting_id = await subscribed(api, receiver.url)
        receiver.statuses.append(500)
        emulator.simulate.participant_joins(meeting_id, name="Ada")
        await emulator.deliveries.settled()
        emulator.simulate.advance(RETRY_SECONDS[0] - 0.02)
        async with asyncio.timeout(30):
            await receiver.arrival(2)
        assert names(receiver) == ["Ada", "Ada"]


# ── what a test does to deliveries ──


async def test_what_happens_in_a_duplicated_block_arrives_twice(api: Api, emulator: Emulator, receiver: Receiver):
    meeting_id = await subscribed(api, receiver.url)
    with emulator.deliveries.duplicated():
        emulator.simulate.participant_joins(meeting_id, name="Ada")
    emulator.simulate.participant_joins(meeting_id, name="Grace")
    await emulator.deliveries.settled()
    assert names(receiver) == ["Ada", "Ada", "Grace"]
    first, second, _ = receiver.arrived
    assert first.body == second.body
    assert first.headers["rtk-uuid"] != second.headers["rtk-uuid"]


@pytest.mark.parametrize("seed", range(4))
async def test_what_happens_in_a_shuffled_block_arrives_in_another_order(
    api: Api, emulator: Emulator, receiver: Receiver, seed: int
):
    meeting_id = await subscribed(api, receiver.url)
    guests = ["Ada", "Grace", "Hedy"]
    with emulator.deliveries.shuffled(seed):
        for name in guests:
            emulator.simulate.participant_joins(meeting_id, name=name)
        await emulator.deliveries.settled()
        assert receiver.arrived == []
    await emulator.deliveries.settled()
    assert sorted(names(receiver)) == guests
    assert names(receiver) != guests


async def test_the_record_can_be_cleared_and_left_out_and_shows_no_body(
    api: Api, emulator: Emulator, receiver: Receiver
):
    meeting_id = await subscribed(api, receiver.url, "livestreaming.statusUpdate")
    await api("POST", f"/meetings/{meeting_id}/livestreams", {"name": "All hands"})
    await emulator.deliveries.settled()
    key = receiver.arrived[0].json["streamKey"]
    assert key not in repr(emulator.deliveries)
    emulator.deliveries.clear()
    assert emulator.deliveries == []
    async with Emulator(clock=Clock(NOON), keep_requests=False) as quiet, api_of(quiet) as quiet_api:
        meeting_id = await subscribed(quiet_api, receiver.url)
        quiet.simulate.participant_joins(meeting_id, name="Ada")
        await quiet.deliveries.settled()
        assert (len(receiver.arrived), quiet.deliveries) == (2, [])


# ── beginning and end ──


async def test_what_happens_before_the_start_is_sent_after_it(receiver: Receiver, key_file: Path):
    emulator = Emulator(webhook_key_file=key_file)
    async with emulator, api_of(emulator) as api:
        meeting_id = await subscribed(api, receiver.url)
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    await emulator.deliveries.settled()
    assert receiver.arrived == []
    async with emulator:
        await emulator.deliveries.settled()
        assert names(receiver) == ["Ada"]


async def test_what_is_due_at_the_end_is_still_sent(receiver: Receiver, key_file: Path):
    async with Emulator(webhook_key_file=key_file) as emulator, api_of(emulator) as api:
        meeting_id = await subscribed(api, receiver.url)
        emulator.simulate.participant_joins(meeting_id, name="Ada")
    assert names(receiver) == ["Ada"]


async def test_a_receiver_that_never_answers_does_not_hold_up_the_end(key_file: Path):
    before = asyncio.all_tasks()
    async with MuteServer() as server:
        async with Emulator(webhook_key_file=key_file) as emulator, api_of(emulator) as api:
            meeting_id = await subscribed(api, server.url)
            emulator.simulate.participant_joins(meeting_id, name="Ada")
            await server.arrived.wait()
            waiting = asyncio.ensure_future(emulator.deliveries.settled())
        await waiting
        told = [(one.status, one.error) for one in emulator.deliveries]
        assert told == [(None, "stopped before there was an answer")]
        await server.until_left()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    gc.collect()  # what was left open would warn now


async def test_what_was_cut_off_at_the_end_is_sent_after_another_start(receiver: Receiver, key_file: Path):
    emulator = Emulator(webhook_key_file=key_file)
    async with emulator, api_of(emulator) as api:
        meeting_id = await subscribed(api, receiver.url)
        receiver.answers.clear()
        emulator.simulate.participant_joins(meeting_id, name="Ada")
        await receiver.arrival(1)
    receiver.answers.set()
    async with emulator:
        await emulator.deliveries.settled()
    assert [one.status for one in emulator.deliveries] == [None, 200]


async def test_without_webhooks_no_task_and_no_key_is_made(tmp_path: Path):
    key_file = tmp_path / "key.pem"
    async with Emulator(webhook_key_file=key_file) as emulator, api_of(emulator) as api:
        meeting = await api.meeting()
        before = asyncio.all_tasks()
        emulator.simulate.participant_joins(meeting["id"], name="Ada")
        await emulator.deliveries.settled()
        assert asyncio.all_tasks() == before
    assert not key_file.exists()


class Blocking:
    """A receiver on threads of its own, for tests without an event loop."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        blocking = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                blocking.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


async def _subscribe_once(emulator: Emulator, url: str) -> str:
    async with api_of(emulator) as api:
        return await subscribed(api, url)


def test_an_emulator_on_a_thread_delivers_too(key_file: Path):
    before = threading.active_count()
    with Blocking() as receiver, Emulator(webhook_key_file=key_file) as emulator:
        url = f"http://127.0.0.1:{receiver.server.server_port}/"
        meeting_id = asyncio.run(_subscribe_once(emulator, url))
        for name in ("Ada", "Grace"):
            emulator.simulate.participant_joins(meeting_id, name=name)
        emulator.deliveries.wait()
        assert len(receiver.bodies) == 2
        asyncio.run(emulator.deliveries.settled())
        emulator.simulate.participant_joins(meeting_id, name="At the very end")
    assert len(receiver.bodies) == 3
    assert [one.status for one in emulator.deliveries] == [204, 204, 204]
    assert threading.active_count() == before


async def test_waiting_in_a_loop_is_refused(emulator: Emulator):
    with pytest.raises(RuntimeError, match=r"await emulator\.deliveries\.settled"):
        emulator.deliveries.wait()


# ── strangers ──


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.0.0.1:8000/hooks", "http://[::1]/", "http://10.1.2.3/",
        "https://192.168.0.7/", "http://backend:8000/", "http://host.docker.internal/", "http://shop.test/",
        "http://app.localhost/", "https://hooks.allowed.example/",
    ],
)  # fmt: skip
def test_webhooks_go_to_this_machine_its_network_and_where_they_are_allowed(url: str):
    assert why_not(url, ["hooks.allowed.example"]) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://hooks.example.com/", "hooks.example.com is a public host: Emulator(webhook_hosts="),
        ("https://test.example.com/", "public host"),
        ("http://1.1.1.1/", "public host"),
        ("ftp://127.0.0.1/", "no URL of http or https"),
        ("http://", "no URL of http or https"),
        ("http://[::1/", "Invalid IPv6 URL"),
    ],
)
def test_webhooks_go_nowhere_else(url: str, reason: str):
    assert reason in str(why_not(url, []))


async def test_a_public_host_is_not_called_and_the_record_says_so(
    api: Api, emulator: Emulator, caplog: pytest.LogCaptureFixture
):
    meeting_id = await subscribed(api, "https://hooks.example.com/ours")
    for name in ("Ada", "Grace"):
        emulator.simulate.participant_joins(meeting_id, name=name)
    await emulator.deliveries.settled()
    assert {(one.status, str(one.error).partition(":")[0]) for one in emulator.deliveries} == {
        (None, "hooks.example.com is a public host")
    }
    warning = "webhooks to https://hooks.example.com/ours are not sent: hooks.example.com is a public host"
    assert caplog.text.count(warning) == 1


async def test_the_made_up_past_tells_nobody_anything():
    async with Emulator(seed=1) as emulator:
        meeting_id = next(iter(emulator.app.meetings))
        emulator.simulate.participant_joins(meeting_id, name="Ada")
        await emulator.deliveries.settled()
        assert emulator.deliveries == []


def test_one_string_is_no_list_of_hosts():
    with pytest.raises(TypeError, match="webhook_hosts: a list of hosts"):
        Emulator(webhook_hosts="hooks.example.com")


# ── the key ──


async def test_a_key_file_keeps_the_key_where_only_its_owner_reads_it(tmp_path: Path):
    file = tmp_path / "deep" / "webhooks.pem"
    keys = {Emulator(webhook_key_file=file).webhook_key for _ in range(3)}
    assert len(keys) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def ed25519() -> bytes:
    key, layout = Ed25519PrivateKey.generate(), serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, layout, serialization.NoEncryption())


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"nonsense", "holds no private key in PEM"), (ed25519(), "holds no RSA key")],
    ids=["no-key", "another-kind"],
)
async def test_a_key_file_that_cannot_be_used_is_named(
    receiver: Receiver, tmp_path: Path, content: bytes, reason: str
):
    file = tmp_path / "webhooks.pem"
    file.write_bytes(content)
    async with Emulator(webhook_key_file=file) as emulator, api_of(emulator) as api:
        meeting_id = await subscribed(api, receiver.url)
        emulator.simulate.participant_joins(meeting_id, name="Ada")
        await emulator.deliveries.settled()
        (delivery,) = emulator.deliveries
        assert f"the key file {file} {reason}" in str(delivery.error)
        reply = await api.send("GET", emulator.webhook_key_url)
        assert (reply.status, reply.json["error"]["message"]) == (501, delivery.error)


async def test_a_key_file_that_cannot_be_read_or_written_is_named(tmp_path: Path):
    with pytest.raises(RuntimeError, match="cannot read the key file"):
        Emulator(webhook_key_file=tmp_path).webhook_key  # noqa: B018 - asking is the test
    (tmp_path / "file").touch()
    with pytest.raises(RuntimeError, match=r"cannot (read|write) the key file"):
        Emulator(webhook_key_file=tmp_path / "file" / "webhooks.pem").webhook_key  # noqa: B018 - as above


WITHOUT_THE_EXTRA = """
import asyncio, sys
sys.modules["cryptography"] = None
from realtimekit_async.emulator import Emulator

async def main():
    async with Emulator() as emulator, emulator.client() as rtk:
        await rtk.webhooks.create(name="n", url="http://127.0.0.1:1/", events=["meeting.started"])
        meeting = await rtk.meetings.create(title="Standup")
        emulator.simulate.participant_joins(meeting.id, name="Ada")
        await emulator.deliveries.settled()
        assert emulator.errors == []
        print(emulator.deliveries[0].error)
        try:
            emulator.webhook_key
        except RuntimeError as error:
            print(error)

asyncio.run(main())
"""


def test_without_the_extra_everything_else_works_and_the_record_names_it():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_THE_EXTRA],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    remedy = f"{needing('signing webhooks', 'webhooks')}\n"
    assert (done.returncode, done.stdout) == (0, remedy * 2), done.stderr
