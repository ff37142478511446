"""What a delivery is answered with, for every framework alike."""

from collections.abc import AsyncIterable

from realtimekit_async.log import logger

from .errors import DeliveryError
from .headers import Headers
from .receiver import Receiver, arrived
from .router import Router

ACCEPTED = 200
FAILED = 500
COME_AGAIN = 503


async def answer(
    receiver: Receiver, router: Router, headers: Headers, chunks: AsyncIterable[bytes] | bytes
) -> int:
    """Take a POST to the webhook's URL and return the status to answer it with.

    200 means accepted, or seen before; after 5xx RealtimeKit sends it again; 4xx are refusals. No error leaves
    this function but those of reading `chunks`: whatever goes wrong is logged, and never shown to the sender.
    A body that is there already may be given as bytes.

    Example:
        >>> receiver, router = Receiver(KeyRing.pinned(emulator.webhook_key)), Router(wait=True)
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> async def chunks():  # as your server hands the body on
        ...     yield body
        >>> await answer(receiver, router, emulator.deliveries.sign(body), chunks())
        200
    """
    try:
        body = chunks if isinstance(chunks, bytes) else await arrived(receiver, chunks)
    except DeliveryError as error:
        return _refuse(error)
    try:
        return await _handle(receiver, router, headers, body)
    except DeliveryError as error:
        return _refuse(error)
    except Exception:
        logger.exception("a delivery was answered %d", FAILED)
        return FAILED


async def _handle(receiver: Receiver, router: Router, headers: Headers, body: bytes) -> int:
    async with receiver.receive(headers, body) as delivery:
        if delivery.duplicate:
            return COME_AGAIN if delivery.in_flight else ACCEPTED
        await router.dispatch(delivery)
    return ACCEPTED


def _refuse(error: DeliveryError) -> int:
    logger.warning("a delivery was answered %d: %s", error.status, error)
    return error.status
