"""Webhooks: where the API reports what happens in meetings."""

import builtins
from collections.abc import Mapping
from contextlib import suppress
from typing import Unpack

from realtimekit_async.errors import NotFound
from realtimekit_async.models.webhooks import (
    EnsuredWebhookFields,
    SupportedEvent,
    Webhook,
    WebhookFields,
    WebhookPatchFields,
)

from .base import Service, take_fields
from .ensuring import checked_text, find_or_make
from .pages import Pages
from .webhook_events import by_age, holds, sendable


class Webhooks(Service):
    """The webhooks of an app."""

    async def create(self, **fields: Unpack[WebhookFields]) -> Webhook:
        """Register a URL for some events; raises ValueError for one this library does not know."""
        return await self._create(sendable(take_fields(WebhookFields, fields)))

    async def get(self, webhook_id: str, /) -> Webhook:
        """Fetch a webhook."""
        return await self._send("GET", "/webhooks/{webhook_id}", webhook_id, into=Webhook)

    async def update(self, webhook_id: str, /, **fields: Unpack[WebhookPatchFields]) -> Webhook:
        """Change the given fields of a webhook and leave the rest alone."""
        return await self._send(
            "PATCH",
            "/webhooks/{webhook_id}",
            webhook_id,
            into=Webhook,
            body=sendable(take_fields(WebhookPatchFields, fields)),
        )

    async def replace(self, webhook_id: str, /, **fields: Unpack[WebhookFields]) -> Webhook:
        """Replace a webhook: afterwards it has these fields and no others."""
        return await self._replace(webhook_id, sendable(take_fields(WebhookFields, fields)))

    async def delete(self, webhook_id: str, /) -> Webhook:
        """Delete a webhook and return what it was."""
        return await self._send("DELETE", "/webhooks/{webhook_id}", webhook_id, into=Webhook, may_be_empty=True)

    async def ensure(self, url: str, /, **fields: Unpack[EnsuredWebhookFields]) -> Webhook:
        """Have exactly one webhook for this URL, with these events.

        Sends GET /webhooks. Of several for the URL the oldest stays and the others are deleted; it is replaced
        (PUT) unless it is right already, and registered anew if it is gone by then (404). Without one: POST, and
        GET again, for another process may have done the same at the same moment. Where the POST is answered 409,
        or may have taken effect without an answer, looks again. Raises ValueError for an event that this
        library does not know, Conflict if a webhook exists that no list shows.
        """
        given = sendable(take_fields(EnsuredWebhookFields, fields))
        body = {"enabled": True, **given, "url": checked_text("url", url)}

        async def settle(found: Webhook) -> Webhook:
            return found if holds(found, body) else await self._replace(found.id, body)

        async def make() -> Webhook:
            made = await self._create(body)
            kept = await self._only_one(url)
            return made if kept is None or kept.id == made.id else await settle(kept)

        return await find_or_make(lambda: self._only_one(url), settle, make, self._clock)

    async def _only_one(self, url: str) -> Webhook | None:
        """Return the webhook of a URL, and delete those beside it."""
        hooks = by_age(await self.list().collect(), url)
        for other in hooks[1:]:
            with suppress(NotFound):
                await self.delete(other.id)
        return hooks[0] if hooks else None

    async def _create(self, body: Mapping[str, object]) -> Webhook:
        return await self._send("POST", "/webhooks", into=Webhook, body=body)

    async def _replace(self, webhook_id: str, body: Mapping[str, object]) -> Webhook:
        return await self._send("PUT", "/webhooks/{webhook_id}", webhook_id, into=Webhook, body=body)

    async def supported_events(self) -> builtins.list[str]:
        """List the names of the events that a webhook may ask for."""
        # The layout is not documented: names or objects with a name, in a list or under `events`.
        events = await self._send("GET", "/webhooks/all", into=list[str | SupportedEvent], inside="events")
        return [event if isinstance(event, str) else event.name for event in events]

    def list(self) -> Pages[Webhook]:
        """List the webhooks of the app, all on one page."""
        return self._pages("/webhooks", rows=Webhook, query={}, paged=False)
