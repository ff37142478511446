"""What `on_exchange` tells, added up: the figures of the demo's summary."""

from collections import Counter
from collections.abc import Callable

from realtimekit_async.transport.exchanges import Exchange


class DemoFigures:
    """Takes every exchange down; give `figures.note` as `on_exchange`."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.listener: Callable[[Exchange], None] | None = None
        self.items = 0
        self.streaming_seconds: float = 0.0

    def note(self, exchange: Exchange) -> None:
        """Take down one exchange, and tell whoever listens."""
        self.exchanges.append(exchange)
        if self.listener is not None:
            self.listener(exchange)

    @property
    def requests(self) -> int:
        """How many requests were sent, each attempt by itself."""
        return len(self.exchanges)

    @property
    def retries(self) -> int:
        """How many of them were further attempts."""
        return sum(exchange.attempt > 1 for exchange in self.exchanges)

    @property
    def seconds_held_back(self) -> float:
        """How long requests waited before they were sent."""
        return sum(exchange.waited for exchange in self.exchanges)

    @property
    def items_per_second(self) -> float:
        """How fast lists streamed."""
        return self.items / self.streaming_seconds if self.streaming_seconds else 0.0

    def outcomes(self) -> Counter[tuple[str, int | None]]:
        """Count methods and statuses; None stands for a request without an answer."""
        return Counter((exchange.method, exchange.status) for exchange in self.exchanges)
