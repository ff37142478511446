"""Webhooks out: what has happened becomes signed deliveries, and a test may double and shuffle them."""

import asyncio
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from random import Random
from uuid import uuid4

from realtimekit_async.emulator.log import logger
from realtimekit_async.emulator.world.answers import encode
from realtimekit_async.emulator.world.records import most_kept, record
from realtimekit_async.emulator.world.world import App, Subject, World

from .allowed_hosts import why_not
from .courier import Courier
from .delivery import Delivery, Prefix, headers_with
from .payloads import payload
from .schedule import MOST_WAITING, Message


class Deliveries(list[Delivery]):
    """What was sent to webhooks, in order and one entry for each attempt; its verbs may come from any thread.

    Like the real service it sends what a webhook subscribed to at least once: 5xx and network errors are tried
    again with a new id, after 1, 5, 30, 120 and 600 seconds on the emulator's clock; other refusals are not. After
    five failures in a row a webhook gets one attempt a minute until it accepts one. Unlike the real
    service it keeps the order of each webhook's events, as long as nothing fails.

    Attributes:
        listeners: Called with each attempt when it has come to its end.
        prefix: What the names of the headers begin with: `rtk` as documented, or `dyte` as seen live.

    Example:
        >>> hook = {"name": "local", "url": "http://127.0.0.1:9/", "events": ["meeting.participantJoined"]}
        >>> _ = await rtk.webhooks.create(**hook)
        >>> _ = emulator.simulate.participant_joins(meeting.id, name="Grace")
        >>> await emulator.deliveries.settled()
        >>> emulator.simulate.advance(5)  # nobody listens there, so it is sent again
        >>> await emulator.deliveries.settled()
        >>> [delivery.attempt for delivery in emulator.deliveries]
        [1, 2]
    """

    def __init__(
        self, world: World, hosts: Collection[str], errors: list[Exception], *, keep: bool | int = True
    ) -> None:
        super().__init__()
        if isinstance(hosts, str):
            raise TypeError("webhook_hosts: a list of hosts, not a string")
        self.prefix: Prefix = world.shapes.webhook_prefix
        self.courier: Courier = Courier(world, self._prepared, errors)
        """What sends them; its shape may change."""
        self.listeners: list[Callable[[Delivery], None]] = self.courier.listeners
        self._world = world
        self._hosts = frozenset(host.lower() for host in hosts)
        self._most_kept = most_kept(keep)
        self._copies = 1
        self._held: list[Message] | None = None
        self._warned: set[str] = set()
        world.listeners.append(self._hear)

    async def settled(self) -> None:
        """Wait until everything is delivered that is due; what is to be tried again later is not waited for."""
        await asyncio.wrap_future(self.courier.settled())

    def wait(self, seconds: float = 10) -> None:
        """Wait as `settled` does, where there is no event loop; TimeoutError if it takes too long."""
        if _is_in_a_loop():
            raise RuntimeError("wait() would block the event loop: use `await emulator.deliveries.settled()`")
        self.courier.settled().result(seconds)

    def again(self, delivery_id: str) -> None:
        """Send once more what an attempt sent, under a new id; the webhook has to be there still."""
        with self._world.lock:
            sent = self.named(delivery_id)
            app = next((app for app in self._world.apps.values() if sent.webhook_id in app.webhooks), None)
            if app is None:
                raise LookupError(f"No webhook found with id {sent.webhook_id}: it was deleted since")
            now, hook = self._world.clock.timestamp(), app.webhooks[sent.webhook_id]
            self._post(Message(app=app, webhook=hook, event=sent.event, body=sent.body, told_at=now, due=now))

    def sign(self, body: bytes, /, webhook_id: str = "webhook") -> dict[str, str]:
        """Return the headers that a delivery of this body comes with, for whoever posts it to an application.

        Each call stands for another attempt and has an id of its own. It needs the extra `webhooks`.

        Example:
            >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
            >>> sorted(emulator.deliveries.sign(body))[2:]
            ['rtk-signature', 'rtk-uuid', 'rtk-webhook-id']
        """
        if not isinstance(body, bytes):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
            raise TypeError(f"body is the raw bytes of a delivery, got {type(body).__name__}")
        if not webhook_id.isprintable():
            raise ValueError("webhook_id stands in a header: printable characters alone")
        return headers_with(self._world.signer.sign(body), self.prefix, str(uuid4()), webhook_id)

    def named(self, delivery_id: str) -> Delivery:
        """Find an attempt by its id; LookupError if there is none, or none any more."""
        with self._world.lock:
            sent = next((one for one in self if one.id == delivery_id), None)
        if sent is None:
            raise LookupError(f"No delivery found with id {delivery_id}")
        return sent

    def duplicate(self, *, on: bool = True) -> None:
        """Deliver twice whatever happens from now on, or no longer."""
        self._copies = 2 if on else 1

    def hold(self) -> None:
        """Hold back whatever happens from now on, until `release`; no more than 10,000 messages."""
        with self._world.lock:
            self._held = [] if self._held is None else self._held

    def release(self, *, seed: int | None = None) -> None:
        """Deliver what was held back, in another order."""
        with self._world.lock:
            held, self._held = self._held or [], None
            for message in _in_another_order(held, Random(seed)):  # noqa: S311 - an order, no secret
                self.courier.post(message)

    def reset(self) -> None:
        """Forget what was sent and what is held back, and deliver in order again."""
        with self._world.lock:
            self.clear()
            self._copies, self._held = 1, None

    @contextmanager
    def duplicated(self) -> Generator[None]:
        """Deliver twice whatever happens in the block."""
        self.duplicate()
        try:
            yield
        finally:
            self.duplicate(on=False)

    @contextmanager
    def shuffled(self, seed: int | None = None) -> Generator[None]:
        """Hold back whatever happens in the block and deliver it in another order when the block ends."""
        self.hold()
        try:
            yield
        finally:
            self.release(seed=seed)

    def _hear(self, app: App, event: str, subject: Subject) -> None:
        hooks = [hook for hook in app.webhooks.values() if hook.enabled and event in hook.events]
        if not hooks:
            return
        body = encode(payload(app, event, subject))
        now = self._world.clock.timestamp()
        for hook in hooks:
            for _ in range(self._copies):
                self._post(Message(app=app, webhook=hook, event=event, body=body, told_at=now, due=now))

    def _post(self, message: Message) -> None:
        if self._held is None or len(self._held) >= MOST_WAITING:
            self.courier.post(message)
        else:
            self._held.append(message)

    def _prepared(self, message: Message) -> Delivery:
        """Make a delivery with an id of its own, and write it down."""
        delivery = Delivery(
            webhook_id=message.webhook.id,
            event=message.event,
            url=message.webhook.url,
            attempt=message.attempt,
            sent_at=self._world.clock.now(),
            body=message.body,
            error=why_not(message.webhook.url, self._hosts),
        )
        if delivery.error is None:
            delivery.sign(self._world.signer, self.prefix)
        if delivery.error is not None:
            self._warn_once(delivery)
        record(self, delivery, self._most_kept)
        return delivery

    def _warn_once(self, delivery: Delivery) -> None:
        if delivery.url not in self._warned:
            self._warned.add(delivery.url)
            logger.warning("webhooks to %s are not sent: %s", delivery.url, delivery.error)


def _in_another_order(messages: list[Message], random: Random) -> list[Message]:
    shuffled = random.sample(messages, len(messages))
    return shuffled[1:] + shuffled[:1] if shuffled == messages else shuffled


def _is_in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
