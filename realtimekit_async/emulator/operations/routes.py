"""From METHOD and path to the operation, with the documentation's own templates as the table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from msgspec import Struct

from realtimekit_async.emulator.world.answers import AUTHENTICATION_ERROR, NO_METHOD, NO_ROUTE, Answer, Refusal

API = "/client/v4"
KIT = f"{API}/accounts/{{account_id}}/realtime/kit"
Handler: TypeAlias = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API; `denial` answers a wrong token, and without one no token is needed."""

    operation: str
    method: str
    template: str
    handler: Handler
    query: type[Struct] | None = None
    body: type[Struct] | None = None
    prefix: str = KIT
    denial: Answer | None = AUTHENTICATION_ERROR


class RouteTable:
    """Collects the operations of one resource; a handler gets its app (or the world), the ids, query and body."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def add(
        self,
        operation: str,
        method: str,
        template: str,
        *,
        query: type[Struct] | None = None,
        body: type[Struct] | None = None,
        prefix: str = KIT,
        denial: Answer | None = AUTHENTICATION_ERROR,
    ) -> Callable[[Handler], Handler]:
        """Enter the decorated function as the handler of an operation."""

        def enter(handler: Handler) -> Handler:
            self._routes.append(Route(operation, method, template, handler, query, body, prefix, denial))
            return handler

        return enter


class Match(NamedTuple):
    """An operation, and what stands in its placeholders, in their order."""

    route: Route
    placeholders: dict[str, str]


class Target(NamedTuple):
    """An operation, and the positions of its placeholders in the path."""

    route: Route
    places: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Node:
    """One segment of the paths: those that go on literally, one that goes on with anything, and what ends here."""

    literal: "dict[str, Node]" = field(default_factory=dict[str, "Node"])
    anything: "Node | None" = None
    targets: dict[str, Target] = field(default_factory=dict[str, Target])


class Router:
    """Finds operations; a literal segment goes before a placeholder (`/webhooks/all`, `/recordings/track`)."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = Node()
        for route in routes:
            self._enter((route.prefix + route.template).split("/"), route)

    def _enter(self, template: list[str], route: Route) -> None:
        node = self._root
        for segment in template:
            if segment.startswith("{"):
                node.anything = node.anything or Node()
                node = node.anything
            else:
                node = node.literal.setdefault(segment, Node())
        places = [(name[1:-1], place) for place, name in enumerate(template) if name.startswith("{")]
        node.targets[route.method] = Target(route, tuple(places))

    def match(self, method: str, raw_path: str) -> Match:
        """Find the operation of a request, or refuse as the gateway does."""
        segments = raw_path.split("/")
        allowed: set[str] = set()
        for node in _ends(self._root, segments, 0):
            if target := node.targets.get(method):
                return Match(target.route, {name: unquote(segments[place]) for name, place in target.places})
            allowed |= node.targets.keys()
        raise Refusal(NO_METHOD if allowed else NO_ROUTE, f"no {method} {raw_path}")


def _ends(node: Node, segments: list[str], position: int) -> Iterator[Node]:
    """Go through the places where a path may end, the most literal first."""
    if position == len(segments):
        yield node
        return
    if further := node.literal.get(segments[position]):
        yield from _ends(further, segments, position + 1)
    if node.anything and segments[position]:
        yield from _ends(node.anything, segments, position + 1)
