"""Webhooks: where the API reports what happens in meetings."""

import builtins
from typing import Unpack

from realtimekit_async.models.webhooks import SupportedEvent, Webhook, WebhookFields, WebhookPatchFields

from .base import Service, checked
from .pages import Pages


class Webhooks(Service):
    """The webhooks of an app."""

    async def create(self, **fields: Unpack[WebhookFields]) -> Webhook:
        """Register a URL for some events."""
        return await self._send("POST", "/webhooks", into=Webhook, body=checked(WebhookFields, fields))

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
            body=checked(WebhookPatchFields, fields),
        )

    async def replace(self, webhook_id: str, /, **fields: Unpack[WebhookFields]) -> Webhook:
        """Give a webhook these fields and no others."""
        return await self._send(
            "PUT", "/webhooks/{webhook_id}", webhook_id, into=Webhook, body=checked(WebhookFields, fields)
        )

    async def delete(self, webhook_id: str, /) -> Webhook:
        """Delete a webhook and give what it was."""
        return await self._send("DELETE", "/webhooks/{webhook_id}", webhook_id, into=Webhook, may_be_empty=True)

    async def supported_events(self) -> builtins.list[str]:
        """List the names of the events that a webhook may ask for."""
        # The layout is not documented: names or objects with a name, in a list or under `events`.
        events = await self._send("GET", "/webhooks/all", into=list[str | SupportedEvent], inside="events")
        return [event if isinstance(event, str) else event.name for event in events]

    def list(self) -> Pages[Webhook]:
        """List the webhooks of the app, all on one page."""
        return self._pages("/webhooks", rows=Webhook, query={}, paged=False)
