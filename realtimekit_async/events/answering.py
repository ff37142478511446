"""What a delivery is answered with, for every framework alike."""

from collections.abc import AsyncIterable

from realtimekit_async.log import logger
from realtimekit_async.wire.bodies import read_at_most

from .errors import DeliveryError, DeliveryTooLarge
from .headers import Headers
from .receiver import Receiver
from .router import Router

ACCEPTED = 200
FAILED = 500
COME_AGAIN = 503


async def answer(receiver: Receiver, router: Router, headers: Headers, chunks: AsyncIterable[bytes]) -> int:
    """Take a POST to the webhook's URL and return the status to answer it with.

    200 means accepted, or seen before; after 5xx RealtimeKit sends it again; 4xx are refusals. No error leaves
    this function but those of reading `chunks`: whatever goes wrong is logged, and never shown to the sender.
    """
    body = await read_at_most(chunks, receiver.max_body_bytes)
    try:
        return await _handled(receiver, router, headers, body)
    except DeliveryError as error:
        logger.warning("a delivery was answered %d: %s", error.status, error)
        return error.status
    except Exception:
        logger.exception("a delivery was answered %d", FAILED)
        return FAILED


async def _handled(receiver: Receiver, router: Router, headers: Headers, body: bytes | None) -> int:
    if body is None:
        raise DeliveryTooLarge(f"the body has more than {receiver.max_body_bytes} bytes")
    async with receiver.receive(headers, body) as delivery:
        if delivery.duplicate:
            return COME_AGAIN if delivery.in_flight else ACCEPTED
        await router.dispatch(delivery)
    return ACCEPTED
