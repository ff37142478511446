"""Every operation of the API: one module per resource, `ROUTES` for all of them."""

from collections.abc import Iterator

from . import (
    active_session,
    analytics,
    apps,
    keys,
    livestreams,
    meetings,
    participants,
    presets,
    recordings,
    sessions,
    tokens,
    webhooks,
)
from .routes import Route


def _collected() -> Iterator[Route]:
    for resource in (
        apps,
        meetings,
        participants,
        active_session,
        presets,
        sessions,
        recordings,
        webhooks,
        livestreams,
        analytics,
    ):
        yield from resource.routes


ROUTES = tuple(_collected())
GATEWAY_ROUTES = (*tokens.routes, *keys.routes)
