"""Webhooks: where the API reports what happens in meetings."""

import builtins
from collections.abc import Mapping
from contextlib import suppress
from typing import Unpack

from realtimekit_async.checks import checked_text
from realtimekit_async.errors import NotFound
from realtimekit_async.models.webhooks import (
    EnsuredWebhookFields,
    SupportedEvent,
    Webhook,
    WebhookFields,
    WebhookPatchFields,
)

from .base import Service, take_fields
from .ensuring import find_or_make
from .pages import Pages
from .webhook_events import by_age, holds, sendable


class Webhooks(Service):
    """The webhooks of an app."""

    async def create(self, **fields: Unpack[WebhookFields]) -> Webhook:
        """Register a URL for some events.

        Sends POST /webhooks.

        Keyword Args:
            name (str, required): What people call the webhook; it need not be unique.
            url (str, required): Where the events are posted to; a URL that is registered already is answered 409
                (`ensure` changes it instead).
            events (list[WebhookEventName | str], required): What to report, such as meeting.started or
                recording.statusUpdate; all nine are in `supported_events`.
            enabled (bool): Whether events are posted at present; true by default.
            allow_unknown (bool): Whether names of events may be given that this library does not know yet; not
                sent.

        Raises:
            ConfigurationError: A name of an event is not known, and `allow_unknown` was not given.
            Conflict: The URL is registered already; `ensure` changes it instead.

        Example:
            >>> hook = await rtk.webhooks.create(
            ...     name="recordings", url="https://example.com/webhooks/", events=["recording.statusUpdate"]
            ... )
            >>> hook.enabled
            True
        """
        return await self._create(sendable(take_fields(WebhookFields, fields)))

    async def get(self, webhook_id: str, /) -> Webhook:
        """Fetch a webhook.

        Sends GET /webhooks/{webhook_id}.

        Raises:
            NotFound: There is no such webhook.

        Example:
            >>> (await rtk.webhooks.get(webhook.id)).events
            ['meeting.started', 'meeting.ended']
        """
        return await self._send("GET", "/webhooks/{webhook_id}", webhook_id, into=Webhook)

    async def update(self, webhook_id: str, /, **fields: Unpack[WebhookPatchFields]) -> Webhook:
        """Change the given fields of a webhook and leave the rest alone.

        Sends PATCH /webhooks/{webhook_id}.

        Keyword Args:
            name (str): What people call the webhook; it need not be unique.
            url (str): Where the events are posted to; a URL that another webhook has is answered 409.
            events (list[WebhookEventName | str]): What to report, such as meeting.started; replaces the whole
                list.
            enabled (bool): Whether events are posted at present; a webhook that is switched off misses them for
                good.
            allow_unknown (bool): Whether names of events may be given that this library does not know yet; not
                sent.

        Raises:
            NotFound: There is no such webhook.
            ConfigurationError: A name of an event is not known, and `allow_unknown` was not given.
            Conflict: Another webhook has the URL.

        Example:
            >>> (await rtk.webhooks.update(webhook.id, enabled=False)).enabled
            False
        """
        return await self._send(
            "PATCH",
            "/webhooks/{webhook_id}",
            webhook_id,
            into=Webhook,
            body=sendable(take_fields(WebhookPatchFields, fields)),
        )

    async def replace(self, webhook_id: str, /, **fields: Unpack[WebhookFields]) -> Webhook:
        """Replace a webhook: afterwards it has these fields and no others.

        Sends PUT /webhooks/{webhook_id}.

        Keyword Args:
            name (str, required): What people call the webhook; it need not be unique.
            url (str, required): Where the events are posted to; a URL that is registered already is answered 409
                (`ensure` changes it instead).
            events (list[WebhookEventName | str], required): What to report, such as meeting.started or
                recording.statusUpdate; all nine are in `supported_events`.
            enabled (bool): Whether events are posted at present; true by default.
            allow_unknown (bool): Whether names of events may be given that this library does not know yet; not
                sent.

        Raises:
            NotFound: There is no such webhook.
            ConfigurationError: A name of an event is not known, and `allow_unknown` was not given.
            Conflict: Another webhook has the URL.

        Example:
            >>> replaced = await rtk.webhooks.replace(
            ...     webhook.id, name="summaries", url=webhook.url, events=["meeting.summary"]
            ... )
            >>> replaced.events
            ['meeting.summary']
        """
        return await self._replace(webhook_id, sendable(take_fields(WebhookFields, fields)))

    async def delete(self, webhook_id: str, /) -> Webhook:
        """Delete a webhook and return what it was.

        Sends DELETE /webhooks/{webhook_id}.

        Raises:
            NotFound: There is no such webhook.

        Example:
            >>> (await rtk.webhooks.delete(webhook.id)).name
            'meetings'
        """
        return await self._send("DELETE", "/webhooks/{webhook_id}", webhook_id, into=Webhook, may_be_empty=True)

    async def ensure(self, url: str, /, **fields: Unpack[EnsuredWebhookFields]) -> Webhook:
        """Have exactly one webhook for this URL, with these events.

        Sends GET /webhooks. Of several for the URL the oldest stays and the others are deleted; it is replaced
        (PUT) unless it is right already, and registered anew if it is gone by then (404). Without one: POST, and
        GET again, for another process may have done the same at the same moment. Where the POST is answered 409,
        or may have taken effect without an answer, looks again.

        Keyword Args:
            name (str, required): What people call the webhook; it need not be unique.
            events (list[WebhookEventName | str], required): What to report, such as meeting.started or
                recording.statusUpdate; replaces the whole list.
            enabled (bool): Whether events are posted at present; true unless given.
            allow_unknown (bool): Whether names of events may be given that this library does not know yet; not
                sent.

        Raises:
            ConfigurationError: A name of an event is not known, and `allow_unknown` was not given.
            Conflict: The API says that the webhook exists, and no list shows it.

        Example:
            >>> same = await rtk.webhooks.ensure(webhook.url, name="meetings", events=["meeting.ended"])
            >>> same.id == webhook.id, same.events
            (True, ['meeting.ended'])
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
        """List the names of the events that a webhook may ask for.

        Sends GET /webhooks/all.

        Raises:
            NotFound: The server does not have this call, which only the published OpenAPI document lists.

        Example:
            >>> "recording.statusUpdate" in await rtk.webhooks.supported_events()
            True
        """
        # The layout is not documented: names or objects with a name, in a list or under `events`.
        events = await self._send("GET", "/webhooks/all", into=list[str | SupportedEvent], inside="events")
        return [event if isinstance(event, str) else event.name for event in events]

    def list(self) -> Pages[Webhook]:
        """List the webhooks of the app, all on one page.

        Sends GET /webhooks.

        Raises:
            Forbidden: The token may not read the app.

        Example:
            >>> [hook.url async for hook in rtk.webhooks.list()]
            ['https://example.com/meetings']
        """
        return self._pages("/webhooks", rows=Webhook, query={}, paged=False)
