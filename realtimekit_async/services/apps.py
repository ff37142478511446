"""Apps: the containers in which everything else lives."""

from typing import Unpack

from realtimekit_async.models.apps import App, AppFields, AppsQuery

from .base import Service, take_fields
from .pages import Pages
from .queries import take_query


class Apps(Service):
    """The apps of the account; no app id is needed for these calls."""

    async def create(self, **fields: Unpack[AppFields]) -> App:
        """Create an app.

        Sends POST /apps.

        Keyword Args:
            name (str, required): What the dashboard shall call the app; it need not be unique.

        Raises:
            Forbidden: The token may not create apps; it needs the permission Realtime Admin.

        Example:
            >>> app = await rtk.apps.create(name="Classroom")
            >>> classroom = rtk.with_options(app_id=app.id)  # the same client, below the new app
            >>> await classroom.meetings.list().count()
            0
        """
        return await self._send(
            "POST", "/apps", into=App, inside="app", account=True, body=take_fields(AppFields, fields)
        )

    def list(self, **query: Unpack[AppsQuery]) -> Pages[App]:
        """List the apps of the account.

        Sends GET /apps, page by page.

        Keyword Args:
            search (str): Text to find in the names of apps; the API does not say whether case counts.
            sort_order (SortOrder): ASC or DESC; by what, the API does not say.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            Forbidden: The token may not read the account; `realtimekit check` says what it may.

        Example:
            >>> [app.name async for app in rtk.apps.list()]
            ['Emulator']
        """
        return self._pages("/apps", rows=App, account=True, query=take_query(AppsQuery, query))
