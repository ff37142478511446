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
        """Fetch sessions and recordings day by day.

        Sends GET /analytics/daywise.

        Keyword Args:
            start_date (date | timedelta | str): First day of the range: a date, how long ago, or YYYY-MM-DD when
                given as text.
            end_date (date | timedelta | str): Last day of the range: a date, how long ago, or YYYY-MM-DD when
                given as text.

        Raises:
            BadRequest: A day is not one, or the range ends before it begins.

        Example:
            >>> figures = await rtk.analytics.daywise(start_date="2026-11-01", end_date="2026-11-30")
            >>> figures.session_stats.sessions_count, figures.recording_stats.recording_count
            (2, 1)
        """
        answer = await self._send(
            "GET", "/analytics/daywise", into=_DAYWISE, query=take_query(DaywiseQuery, query)
        )
        return summed(answer) if isinstance(answer, list) else answer.analytics()

    async def livestreams_overall(self, **query: Unpack[LivestreamAnalyticsQuery]) -> LivestreamTotals:
        """Fetch livestreams in all.

        Sends GET /analytics/livestreams/overall.

        Keyword Args:
            start_time (int | Moment): Beginning of the time range: a datetime, a day in UTC or how long ago, sent
                as Unix seconds, or these.
            end_time (int | Moment): End of the time range: a datetime, a day in UTC or how long ago, sent as Unix
                seconds, or these.
            filters (str): A filter; the API does not say which there are.

        Raises:
            BadRequest: A time is not one that the API reads.

        Example:
            >>> (await rtk.analytics.livestreams_overall()).count
            0
        """
        answer = await self._send(
            "GET",
            "/analytics/livestreams/overall",
            into=_TOTALS,
            query=take_query(LivestreamAnalyticsQuery, query),
        )
        return totalled(answer) if isinstance(answer, list) else answer

    async def livestreams_daywise(self, **query: Unpack[LivestreamAnalyticsQuery]) -> list[LivestreamDayTotals]:
        """Fetch livestreams day by day.

        Sends GET /analytics/livestreams/daywise.

        Keyword Args:
            start_time (int | Moment): Beginning of the time range: a datetime, a day in UTC or how long ago, sent
                as Unix seconds, or these.
            end_time (int | Moment): End of the time range: a datetime, a day in UTC or how long ago, sent as Unix
                seconds, or these.
            filters (str): A filter; the API does not say which there are.

        Raises:
            BadRequest: A time is not one that the API reads.

        Example:
            >>> await rtk.analytics.livestreams_daywise()
            []
        """
        return await self._send(
            "GET",
            "/analytics/livestreams/daywise",
            into=list[LivestreamDayTotals],
            query=take_query(LivestreamAnalyticsQuery, query),
        )
