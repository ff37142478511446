"""When webhooks are sent: at least once, one at a time for each webhook, and seldom where nobody accepts them.

The API's documentation says that 5xx and network errors are tried again and that repeated failures make for
fewer attempts, but not how often and how many; the numbers here are the emulator's own.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from realtimekit_async.emulator.log import logger
from realtimekit_async.emulator.world.state import Webhook
from realtimekit_async.emulator.world.world import App

from .delivery import Outcome

RETRY_SECONDS = (1, 5, 30, 120, 600)
FAILURES_BEFORE_THROTTLE = 5
THROTTLE_SECONDS = 60
LIFETIME_SECONDS = 3600
MOST_WAITING = 10_000


@dataclass(slots=True, eq=False, kw_only=True)
class Message:
    """An event on its way to a webhook; times are seconds on the emulator's clock."""

    app: App = field(repr=False)
    webhook: Webhook
    event: str
    body: bytes = field(repr=False)
    told_at: float
    due: float
    attempt: int = 1

    @property
    def is_wanted(self) -> bool:
        """Whether the webhook still stands."""
        return self.webhook.enabled and self.app.webhooks.get(self.webhook.id) is self.webhook


@dataclass(slots=True)
class Line:
    """The messages that wait for one webhook."""

    waiting: list[tuple[float, int, Message]] = field(default_factory=list[tuple[float, int, Message]])
    under_way: Message | None = None
    failures: int = 0
    throttled_until: float = 0

    @property
    def opens_at(self) -> float | None:
        """When the next message may be sent, or None if there is none or one is under way."""
        if self.under_way or not self.waiting:
            return None
        return max(self.waiting[0][0], self.throttled_until)


class Schedule:
    """Knows what is to be sent, and when; it tells no time and sends nothing itself."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._numbers = count()

    def add(self, message: Message) -> None:
        """Put a message in the line of its webhook; where too many wait, it is given up."""
        line = self._lines.setdefault(message.webhook.id, Line())
        if len(line.waiting) >= MOST_WAITING:
            _give_up(message)
            return
        heappush(line.waiting, (message.due, next(self._numbers), message))

    @property
    def is_empty(self) -> bool:
        """Whether no message waits."""
        return not any(line.waiting for line in self._lines.values())

    def take(self, now: float) -> list[Message]:
        """Take out what is to be sent now: at most one message for each webhook."""
        return [message for line in self._lines.values() if (message := _next_of(line, now))]

    def opens_at(self) -> float | None:
        """Return when there will be something to take, as far as that is known."""
        moments = [moment for line in self._lines.values() if (moment := line.opens_at) is not None]
        return min(moments, default=None)

    def is_settled(self, now: float) -> bool:
        """Whether nothing is under way and nothing is due."""
        opens_at = self.opens_at()
        return not any(line.under_way for line in self._lines.values()) and (opens_at is None or opens_at > now)

    def done(self, message: Message, outcome: Outcome, now: float) -> None:
        """Close an attempt; a failed one comes again after a while, a refused one does not."""
        line = self._lines[message.webhook.id]
        line.under_way = None
        line.failures = 0 if outcome == "accepted" else line.failures + 1
        is_throttled = line.failures >= FAILURES_BEFORE_THROTTLE
        line.throttled_until = now + THROTTLE_SECONDS if is_throttled else 0
        if outcome == "failed":
            self._again(message, now)

    def put_back(self) -> None:
        """Let what is under way wait again, because nobody sends it any more."""
        for line in self._lines.values():
            if line.under_way is not None:
                message, line.under_way = line.under_way, None
                self.add(message)

    def _again(self, message: Message, now: float) -> None:
        if message.attempt > len(RETRY_SECONDS):
            _give_up(message)
            return
        message.due = now + RETRY_SECONDS[message.attempt - 1]
        message.attempt += 1
        self.add(message)


def _next_of(line: Line, now: float) -> Message | None:
    """Take the next message of a line, passing over what nobody wants any more."""
    while (opens_at := line.opens_at) is not None and opens_at <= now:
        _, _, message = heappop(line.waiting)
        if now - message.told_at > LIFETIME_SECONDS:
            _give_up(message)
        elif message.is_wanted:
            line.under_way = message
            return message
    return None


def _give_up(message: Message) -> None:
    logger.warning(
        "webhook %s: %s is given up, attempt %d was the last", message.webhook.id, message.event, message.attempt
    )
