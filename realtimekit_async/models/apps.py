"""Apps: the containers in which everything else lives."""

from typing import Required, TypedDict

from .common import Answer, PageQuery, SortOrder, Timestamp


class App(Answer):
    """An app of the account, with its own meetings, presets and webhooks."""

    id: str = ""
    """The `app_id` under which meetings, presets and webhooks live; part of the path of nearly every call."""
    name: str | None = None
    """What the dashboard calls the app; several apps may share it."""
    created_at: Timestamp | None = None
    """When the app was created (UTC)."""


class AppFields(TypedDict, total=False):
    """What a new app is made from."""

    name: Required[str]
    """What the dashboard shall call the app; it need not be unique."""


class AppsQuery(PageQuery, total=False):
    """Which apps to list, and in which order."""

    search: str
    """Text to find in the names of apps; the API does not say whether case counts."""
    sort_order: SortOrder
    """ASC or DESC; by what, the API does not say."""
