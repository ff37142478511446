"""Apps: the containers in which everything else lives."""

from typing import Required, TypedDict

from .common import Answer, PageQuery, SortOrder, Timestamp


class App(Answer):
    """An app of the account, with its own meetings, presets and webhooks."""

    id: str = ""
    name: str | None = None
    created_at: Timestamp | None = None


class AppFields(TypedDict, total=False):
    """What a new app is made from."""

    name: Required[str]
    """Name of the app."""


class AppsQuery(PageQuery, total=False):
    """Which apps to list, and in which order."""

    search: str
    """Text to search for."""
    sort_order: SortOrder
    """ASC or DESC."""
