"""The further tries of a call whose first attempt failed. tenacity drives them; a success never comes here."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar, cast

from tenacity import AsyncRetrying, RetryCallState

from realtimekit_async.errors import ApiError, RateLimited, RealtimeKitError, TransportError, may_have_acted
from realtimekit_async.timing import Clock

from .exchanges import Reporter
from .retry import Attempt, Retry

T = TypeVar("T")


class Tries(Generic[T]):
    """Replays the first failure to tenacity as attempt 1 and goes on from there.

    `sent` tells whether any of the tries may have reached the server.
    """

    def __init__(
        self,
        policy: Retry,
        send: Callable[[Attempt], Awaitable[T]],
        *,
        repeatable: bool,
        changes: bool,
        clock: Clock,
        chance: Callable[[], float],
        reporter: Reporter,
    ) -> None:
        self._policy = policy
        self._send = send
        self._repeatable = repeatable
        self._changes = changes
        self._clock = clock
        self._chance = chance
        self._reporter = reporter
        self._failures: list[RealtimeKitError] = []
        self.sent: bool = False
        self._failed_at = clock.now()
        self._until = self._failed_at + policy.budget

    async def after(self, failure: RealtimeKitError) -> T:
        """Try again until a try succeeds, or raise the last failure."""
        controller = AsyncRetrying(
            sleep=self._clock.sleep,
            retry=self._deserves,
            wait=self._wait,
            stop=self._stop,
            before_sleep=self._report,
            reraise=True,
        )
        try:
            return cast("T", await controller(self._next, failure))
        except ApiError as error:
            self._note_what_went_before(error)
            raise
        finally:
            self._failures.clear()

    async def _next(self, first: RealtimeKitError) -> T:
        try:
            if not self._failures:
                raise first
            return await self._send(self._next_attempt())
        except RealtimeKitError as error:
            self._failures.append(error)
            self.sent = self.sent or not isinstance(error, TransportError | RateLimited) or error.sent
            self._failed_at = self._clock.now()
            raise

    def _next_attempt(self) -> Attempt:
        left = max(self._until - self._clock.now(), 0.0)
        return Attempt(len(self._failures) + 1, left, "Retry.budget", since=self._failed_at)

    def _deserves(self, state: RetryCallState) -> bool:
        error = None if state.outcome is None else state.outcome.exception()
        return self._policy.deserves(error, repeatable=self._repeatable)

    def _wait(self, state: RetryCallState) -> float:
        return self._policy.wait(self._failures[-1], state.attempt_number, self._chance())

    def _stop(self, state: RetryCallState) -> bool:
        late = self._clock.now() + state.upcoming_sleep > self._until
        return late or state.attempt_number >= self._policy.attempts

    def _report(self, state: RetryCallState) -> None:
        self._reporter.retried(self._failures[-1], state.attempt_number, state.upcoming_sleep)

    def _note_what_went_before(self, error: ApiError) -> None:
        for number, failure in enumerate(self._failures, 1):
            if failure is error:
                continue
            if self._changes and may_have_acted(failure):
                error.add_note(f"attempt {number} may have taken effect: {failure}")
            elif isinstance(error, RateLimited) and not error.sent:
                error.add_note(f"attempt {number} failed: {failure}")
