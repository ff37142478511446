"""What can be wrong with a delivery, and the HTTP status that says so."""

from typing import ClassVar

from realtimekit_async.errors import RealtimeKitError


class DeliveryError(RealtimeKitError):
    """The base of what keeps a delivery from being accepted; `status` is what to answer it with.

    RealtimeKit sends a delivery again after 5xx, and never again after 4xx ("Retry behavior").
    """

    status: ClassVar[int] = 500


class InvalidDelivery(DeliveryError):
    """400: what arrived is signed by RealtimeKit, and is no event."""

    status = 400


class InvalidSignature(InvalidDelivery):
    """401: the signature is missing or fits no key; what arrived is not from RealtimeKit, or was changed."""

    status = 401


class DeliveryTooLarge(InvalidDelivery):
    """413: the body is larger than the receiver takes."""

    status = 413


class DeliveryDeferred(DeliveryError):
    """503: nothing is wrong with the delivery, but it cannot be taken now; it shall come again."""

    status = 503


class HandlerFailed(DeliveryError):
    """500: a handler that was waited for has raised; its error is the cause, and the delivery comes again."""
