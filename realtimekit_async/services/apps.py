"""Apps: the containers in which everything else lives."""

from typing import Unpack

from realtimekit_async.models.apps import App, AppFields, AppsQuery

from .base import Service, take_fields
from .pages import Pages
from .queries import take_query


class Apps(Service):
    """The apps of the account; no app id is needed for these calls."""

    async def create(self, **fields: Unpack[AppFields]) -> App:
        """Create an app."""
        return await self._send(
            "POST", "/apps", into=App, inside="app", account=True, body=take_fields(AppFields, fields)
        )

    def list(self, **query: Unpack[AppsQuery]) -> Pages[App]:
        """List the apps of the account."""
        return self._pages("/apps", rows=App, account=True, query=take_query(AppsQuery, query))
