"""Analytics: what an app has consumed, in all and day by day."""

from typing import Unpack, cast

from realtimekit_async.models.analytics import (
    Consumption,
    DaywiseAnalytics,
    DaywiseQuery,
    LivestreamAnalyticsQuery,
    LivestreamDayTotals,
    LivestreamTotals,
)
from realtimekit_async.models.boxes import DaywiseBox, summed, totalled

from .base import Service
from .queries import take_query

# The sources show these answers as an object and as a list of days.
_DAYWISE = cast("type[DaywiseBox | list[Consumption]]", DaywiseBox | list[Consumption])
_TOTALS = cast("type[LivestreamTotals | list[LivestreamTotals]]", LivestreamTotals | list[LivestreamTotals])


class Analytics(Service):
    """What the app has consumed."""

    async def daywise(self, **query: Unpack[DaywiseQuery]) -> DaywiseAnalytics:
        """Fetch sessions and recordings day by day."""
        answer = await self._send(
            "GET", "/analytics/daywise", into=_DAYWISE, query=take_query(DaywiseQuery, query)
        )
        return summed(answer) if isinstance(answer, list) else answer.analytics()

    async def livestreams_overall(self, **query: Unpack[LivestreamAnalyticsQuery]) -> LivestreamTotals:
        """Fetch livestreams in all."""
        answer = await self._send(
            "GET",
            "/analytics/livestreams/overall",
            into=_TOTALS,
            query=take_query(LivestreamAnalyticsQuery, query),
        )
        return totalled(answer) if isinstance(answer, list) else answer

    async def livestreams_daywise(self, **query: Unpack[LivestreamAnalyticsQuery]) -> list[LivestreamDayTotals]:
        """Fetch livestreams day by day."""
        return await self._send(
            "GET",
            "/analytics/livestreams/daywise",
            into=list[LivestreamDayTotals],
            query=take_query(LivestreamAnalyticsQuery, query),
        )
