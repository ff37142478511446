"""Webhooks."""

from typing import get_args

from msgspec import UNSET

from realtimekit_async.emulator.schema.meetings import Event, WebhookPatch, WebhookWrite
from realtimekit_async.emulator.world.answers import Answer, Row, conflict, created, ok
from realtimekit_async.emulator.world.state import Webhook
from realtimekit_async.emulator.world.world import App

from .routes import RouteTable

routes: RouteTable = RouteTable()


@routes.add("webhooks_list", "GET", "/{app_id}/webhooks")
def list_webhooks(app: App) -> Answer:
    """List the webhooks, all at once."""
    return ok([view(webhook) for webhook in app.webhooks.values()])


@routes.add("webhooks_supported_events", "GET", "/{app_id}/webhooks/all")
def list_events(app: App) -> Answer:
    """List the events there are."""
    del app
    return ok(list(get_args(Event)))


@routes.add("webhooks_create", "POST", "/{app_id}/webhooks", body=WebhookWrite)
def create_webhook(app: App, body: WebhookWrite) -> Answer:
    """Create a webhook; a URL that has one already is a conflict."""
    _check_url(app, body.url)
    now = app.now
    webhook = Webhook(
        id=app.world.ids.uuid(),
        created_at=now,
        updated_at=now,
        name=body.name,
        url=body.url,
        events=list(body.events),
        enabled=body.enabled,
    )
    app.webhooks[webhook.id] = webhook
    return created(view(webhook))


@routes.add("webhooks_get", "GET", "/{app_id}/webhooks/{webhook_id}")
def get_webhook(app: App, webhook_id: str) -> Answer:
    """Get one webhook."""
    return ok(view(app.webhook(webhook_id)))


@routes.add("webhooks_update", "PATCH", "/{app_id}/webhooks/{webhook_id}", body=WebhookPatch)
def update_webhook(app: App, webhook_id: str, body: WebhookPatch) -> Answer:
    """Change some fields of a webhook."""
    webhook = app.webhook(webhook_id)
    if body.url is not UNSET:
        _check_url(app, body.url, webhook)
        webhook.url = body.url
    if body.name is not UNSET:
        webhook.name = body.name
    if body.events is not UNSET:
        webhook.events = list(body.events)
    if body.enabled is not UNSET:
        webhook.enabled = body.enabled
    webhook.updated_at = app.now
    return ok(view(webhook))


@routes.add("webhooks_replace", "PUT", "/{app_id}/webhooks/{webhook_id}", body=WebhookWrite)
def replace_webhook(app: App, webhook_id: str, body: WebhookWrite) -> Answer:
    """Replace a webhook."""
    webhook = app.webhook(webhook_id)
    _check_url(app, body.url, webhook)
    webhook.url, webhook.name, webhook.enabled = body.url, body.name, body.enabled
    webhook.events = list(body.events)
    webhook.updated_at = app.now
    return ok(view(webhook))


@routes.add("webhooks_delete", "DELETE", "/{app_id}/webhooks/{webhook_id}")
def delete_webhook(app: App, webhook_id: str) -> Answer:
    """Delete a webhook and return it."""
    webhook = app.webhook(webhook_id)
    del app.webhooks[webhook_id]
    return ok(view(webhook))


def view(webhook: Webhook) -> Row:
    """Show a webhook."""
    return {
        "id": webhook.id,
        "name": webhook.name,
        "url": webhook.url,
        "events": webhook.events,
        "enabled": webhook.enabled,
        "created_at": webhook.created_at,
        "updated_at": webhook.updated_at,
    }


def _check_url(app: App, url: str, own: Webhook | None = None) -> None:
    if any(webhook.url == url and webhook is not own for webhook in app.webhooks.values()):
        raise conflict()
