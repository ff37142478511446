"""What can be wrong with a delivery, and the HTTP status that says so."""

from typing import ClassVar

from realtimekit_async.errors import RealtimeKitError


class DeliveryError(RealtimeKitError):
    """The base of what keeps a delivery from being accepted; `status` is what to answer it with.

    RealtimeKit sends a delivery again after 5xx, and never again after 4xx ("Retry behavior").

    Example:
        >>> receiver = Receiver(KeyRing.pinned(emulator.webhook_key))
        >>> try:
        ...     async with receiver.receive({}, b"{}"):
        ...         pass
        ... except DeliveryError as error:
        ...     print("answer", error.status)
        answer 401
    """

    status: ClassVar[int] = 500


class InvalidDelivery(DeliveryError):
    """400: what arrived is signed by RealtimeKit, and is no event.

    Example:
        >>> receiver = Receiver(KeyRing.pinned(emulator.webhook_key))
        >>> body = b'{"no": "event"}'
        >>> try:
        ...     async with receiver.receive(emulator.deliveries.sign(body), body):
        ...         pass
        ... except InvalidDelivery as error:
        ...     print("answer", error.status)
        answer 400
    """

    status = 400


class InvalidSignature(InvalidDelivery):
    """401: the signature is missing or fits no key; what arrived is not from RealtimeKit, or was changed.

    Example:
        >>> receiver = Receiver(KeyRing.pinned(emulator.webhook_key))
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> try:
        ...     async with receiver.receive(emulator.deliveries.sign(body), body.replace(b"m1", b"m2")):
        ...         pass
        ... except InvalidSignature as error:
        ...     print("answer", error.status)
        answer 401
    """

    status = 401


class DeliveryTooLarge(InvalidDelivery):
    """413: the body is larger than the receiver takes.

    Example:
        >>> receiver = Receiver(KeyRing.pinned(emulator.webhook_key), max_body_bytes=10)
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> try:
        ...     async with receiver.receive(emulator.deliveries.sign(body), body):
        ...         pass
        ... except DeliveryTooLarge as error:
        ...     print("answer", error.status)
        answer 413
    """

    status = 413


class DeliveryDeferred(DeliveryError):
    """503: nothing is wrong with the delivery, but it cannot be taken now; it shall come again.

    Example:
        >>> receiver = Receiver(KeyRing("http://127.0.0.1:9/keys"))  # where nobody answers
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> try:
        ...     async with receiver.receive(emulator.deliveries.sign(body), body):
        ...         pass
        ... except DeliveryDeferred as error:
        ...     print("answer", error.status)
        answer 503
    """

    status = 503


class HandlerFailed(DeliveryError):
    """500: a handler that was waited for has raised; its error is the cause, and the delivery comes again.

    Example:
        >>> error = HandlerFailed("KeyError: 'm1'")
        >>> error.status  # what the handler of your framework answers, so that the delivery comes again
        500
    """
