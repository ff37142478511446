"""What steering lets one read: what there is, what arrived, what was sent."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from msgspec import Meta

from realtimekit_async.emulator.operations.routes import Route
from realtimekit_async.emulator.schema.base import Query
from realtimekit_async.emulator.server.requests import Request
from realtimekit_async.emulator.world.answers import Answer, Row
from realtimekit_async.emulator.world.finding import meeting_of

from . import traffic, views
from .steered import Steered

T = TypeVar("T")


class Newest(Query):
    """How many of the newest are shown, and whether each takes only a line."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    brief: bool = False


class NewestBefore(Newest):
    """As above; `before` is the `ray_id` that the page before ended with."""

    before: str = ""


class Nothing(Query):
    """A query without keys."""


class Reading:
    """Shows one emulator; whoever calls holds the world's lock."""

    def __init__(self, emulator: Steered) -> None:
        self._emulator = emulator

    def state(self, _: object, query: Nothing) -> Answer:
        """Show what there is: the clock, who listens where, and every app with its newest meetings."""
        del query
        emulator, clock = self._emulator, self._emulator.clock
        row: Row = {
            "clock": {"now": clock.now(), "speed": clock.speed, "stands_still": clock.stands_still},
            "base_url": emulator.base_url,
            "account_id": emulator.world.account_id,
            "app_id": emulator.app.id,
            "is_lively": emulator.world.is_lively,
            "apps": [views.app_view(app) for app in emulator.world.apps.values()],
        }
        return Answer(200, row)

    def meeting(self, _: object, meeting_id: str, query: Nothing) -> Answer:
        """Show a meeting: who is in it, what is said, its polls, recordings and livestream."""
        del query
        return Answer(200, views.meeting_details(*meeting_of(self._emulator.world, meeting_id)))

    def requests(self, _: object, query: NewestBefore) -> Answer:
        """Show the newest requests, the newest first; secrets are masked."""
        requests = self._emulator.requests
        end = bisect_left(requests, query.before, key=_ray_id) if query.before else len(requests)
        view = traffic.request_line if query.brief else traffic.request_view
        return Answer(200, {"count": len(requests), "requests": _newest(requests[:end], query.limit, view)})

    def request(self, _: object, ray_id: str, query: Nothing) -> Answer:
        """Show one request with its headers and its body; secrets are masked."""
        del query
        requests = self._emulator.requests
        place = bisect_left(requests, ray_id, key=_ray_id)
        if place == len(requests) or requests[place].ray_id != ray_id:
            raise LookupError(f"No request found with ray id {ray_id}: it may be forgotten by now")
        return Answer(200, traffic.request_view(requests[place]))

    def deliveries(self, _: object, query: Newest) -> Answer:
        """Show the newest attempts to deliver webhooks, the newest first."""
        deliveries = self._emulator.deliveries
        view = traffic.delivery_line if query.brief else traffic.delivery_view
        return Answer(200, {"count": len(deliveries), "deliveries": _newest(deliveries, query.limit, view)})

    def delivery(self, _: object, delivery_id: str, query: Nothing) -> Answer:
        """Show one attempt to deliver a webhook with its headers and its body."""
        del query
        return Answer(200, traffic.delivery_view(self._emulator.deliveries.named(delivery_id)))

    def faults(self, _: object, query: Nothing) -> Answer:
        """Show what is armed, in the order it will be used."""
        del query
        return Answer(200, {"faults": list(self._emulator.faults.armed)})

    def agents(self, _: object, query: Nothing) -> Answer:
        """Show the agents that are connected."""
        del query
        connections = self._emulator.agents.connections
        return Answer(200, {"agents": [traffic.agent_view(one) for one in connections if one.is_open]})

    def meeting_objects(self, _: object, query: Nothing) -> Answer:
        """Show the meeting objects that are open."""
        del query
        return Answer(200, {"meeting_objects": [views.seat_view(seat) for seat in self._emulator.meetings.seats]})

    def file_requests(self, _: object, query: Newest) -> Answer:
        """Show the newest requests for files, the newest first, and how many of all have shown a token."""
        files = self._emulator.files
        rows = _newest(files.requests, query.limit, traffic.file_request_view)
        return Answer(200, {"count": len(files.requests), "leaks": len(files.leaks), "requests": rows})

    def routes(self, prefix: str) -> list[Route]:
        """Make the routes that read."""
        table: list[tuple[str, Callable[..., Answer], type[Query]]] = [
            ("/state", self.state, Nothing),
            ("/meetings/{meeting_id}", self.meeting, Nothing),
            ("/requests", self.requests, NewestBefore),
            ("/requests/{ray_id}", self.request, Nothing),
            ("/deliveries", self.deliveries, Newest),
            ("/deliveries/{delivery_id}", self.delivery, Nothing),
            ("/files/requests", self.file_requests, Newest),
            ("/faults", self.faults, Nothing),
            ("/agents", self.agents, Nothing),
            ("/meeting-objects", self.meeting_objects, Nothing),
        ]
        return [
            Route(handler.__name__, "GET", template, handler, query=query, prefix=prefix, denial=None)
            for template, handler, query in table
        ]


def _ray_id(request: Request) -> str:
    return request.ray_id


def _newest(things: Sequence[T], limit: int, view: Callable[[T], Row]) -> list[Row]:
    return [view(thing) for thing in reversed(things[-limit:])]
