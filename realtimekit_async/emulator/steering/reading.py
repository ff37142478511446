"""What steering lets one read: what there is, what arrived, what was sent."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, TypeVar

from msgspec import Meta

from realtimekit_async.emulator.operations.routes import Route
from realtimekit_async.emulator.schema.base import Query
from realtimekit_async.emulator.world.answers import Answer, Row

from . import views

if TYPE_CHECKING:
    from realtimekit_async.emulator.emulator import Emulator


T = TypeVar("T")


class Newest(Query):
    """How many of the newest are shown."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class Nothing(Query):
    """A query without keys."""


def routes_of(emulator: "Emulator", prefix: str) -> list[Route]:
    """Make the routes that read."""

    def state(_: object, query: Nothing) -> Answer:
        """Show what there is: the clock, who listens where, and every app with its newest meetings."""
        del query
        return Answer(200, _state(emulator))

    def requests(_: object, query: Newest) -> Answer:
        """Show the newest requests, the newest first; secrets are masked."""
        rows = _newest(emulator.requests, query.limit, views.request_view)
        return Answer(200, {"count": len(emulator.requests), "requests": rows})

    def deliveries(_: object, query: Newest) -> Answer:
        """Show the newest attempts to deliver webhooks, the newest first."""
        rows = _newest(emulator.deliveries, query.limit, views.delivery_view)
        return Answer(200, {"count": len(emulator.deliveries), "deliveries": rows})

    def faults(_: object, query: Nothing) -> Answer:
        """Show what is armed, in the order it will be used."""
        del query
        return Answer(200, {"faults": list(emulator.faults.armed)})

    def agents(_: object, query: Nothing) -> Answer:
        """Show the agents that are connected."""
        del query
        return Answer(
            200, {"agents": [views.agent_view(one) for one in emulator.agents.connections if one.is_open]}
        )

    def meeting_objects(_: object, query: Nothing) -> Answer:
        """Show the meeting objects that are open."""
        del query
        return Answer(200, {"meeting_objects": [views.seat_view(seat) for seat in emulator.meetings.seats]})

    table: list[tuple[str, Callable[..., Answer], type[Query]]] = [
        ("/state", state, Nothing),
        ("/requests", requests, Newest),
        ("/deliveries", deliveries, Newest),
        ("/faults", faults, Nothing),
        ("/agents", agents, Nothing),
        ("/meeting-objects", meeting_objects, Nothing),
    ]
    return [
        Route(handler.__name__, "GET", template, handler, query=query, prefix=prefix, denial=None)
        for template, handler, query in table
    ]


def _newest(things: Sequence[T], limit: int, view: Callable[[T], Row]) -> list[Row]:
    return [view(thing) for thing in islice(reversed(things), limit)]


def _state(emulator: "Emulator") -> Row:
    clock = emulator.clock
    return {
        "clock": {"now": clock.now(), "speed": clock.speed, "stands_still": clock.stands_still},
        "base_url": emulator.base_url,
        "account_id": emulator.world.account_id,
        "app_id": emulator.app.id,
        "is_lively": emulator.world.is_lively,
        "apps": [views.app_view(app) for app in emulator.world.apps.values()],
    }
