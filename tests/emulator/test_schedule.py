"""What a schedule promises whatever happens: nothing is lost, nothing is sent twice at once."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given, strategies as st

from realtimekit_async.emulator import Emulator
from realtimekit_async.emulator.webhooks.delivery import Outcome
from realtimekit_async.emulator.webhooks.schedule import (
    FAILURES_BEFORE_THROTTLE,
    LIFETIME_SECONDS,
    RETRY_SECONDS,
    THROTTLE_SECONDS,
    Message,
    Schedule,
)
from realtimekit_async.emulator.world.state import Webhook

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOOKS = ("one", "two")


class Driver:
    """Drives a schedule through made-up hours and keeps the books."""

    def __init__(self) -> None:
        self.app = Emulator().app
        for hook_id in HOOKS:
            url = f"http://{hook_id}/"
            hook = Webhook(id=hook_id, created_at=AT, updated_at=AT, name=hook_id, url=url, events=[])
            self.app.webhooks[hook_id] = hook
        self.schedule = Schedule()
        self.now = 0.0
        self.told: list[str] = []
        self.accepted: Counter[str] = Counter()
        self.final: set[str] = set()

    def tell(self, hook_id: str) -> None:
        name = f"{hook_id}-{len(self.told)}"
        self.told.append(name)
        hook = self.app.webhooks[hook_id]
        message = Message(app=self.app, webhook=hook, event=name, body=b"", told_at=self.now, due=self.now)
        self.schedule.add(message)

    def take(self) -> list[Message]:
        taken = self.schedule.take(self.now)
        assert len({message.webhook.id for message in taken}) == len(taken)
        assert not taken or not self.schedule.is_settled(self.now)
        assert self.schedule.take(self.now) == []  # the others have one under way, or nothing that is due
        return taken

    def answer(self, message: Message, outcome: Outcome) -> None:
        was_last = message.attempt > len(RETRY_SECONDS)
        self.schedule.done(message, outcome, self.now)
        self.accepted[message.event] += outcome == "accepted"
        if outcome == "refused" or (outcome == "failed" and was_last):
            self.final.add(message.event)

    def run(self, outcome: Outcome) -> None:
        """Let everything be answered like this, for as long as there is something to send."""
        while True:
            for message in self.take():
                self.answer(message, outcome)
            opens_at = self.schedule.opens_at()
            if opens_at is None:
                return
            self.now = max(self.now, opens_at)


STEPS = st.lists(
    st.one_of(
        st.sampled_from(HOOKS),
        st.floats(0, 30),
        st.lists(st.sampled_from(["accepted", "refused", "failed"]), min_size=2, max_size=2),
    ),
    max_size=40,
)


@given(STEPS)
def test_every_message_is_accepted_once_or_ends_as_refused(steps: list[str | float | list[Outcome]]):
    driver = Driver()
    for step in steps:
        if isinstance(step, str):
            driver.tell(step)
        elif isinstance(step, float):
            driver.now += step
        else:
            for message, outcome in zip(driver.take(), step, strict=False):
                driver.answer(message, outcome)
    driver.run("accepted")
    assert driver.schedule.is_settled(driver.now)
    assert driver.schedule.is_empty
    accepted = {name for name, times in driver.accepted.items() if times}
    assert accepted | driver.final == set(driver.told)
    assert not accepted & driver.final
    assert set(driver.accepted.values()) <= {0, 1}


def test_messages_keep_their_order_while_nothing_fails():
    driver = Driver()
    for _ in range(20):
        driver.tell("one")
    driver.run("accepted")
    assert list(driver.accepted) == driver.told


def test_a_throttled_webhook_gets_one_attempt_a_minute():
    driver = Driver()
    for _ in range(FAILURES_BEFORE_THROTTLE + 10):
        driver.tell("one")
    driver.run("refused")
    assert driver.now == 10 * THROTTLE_SECONDS


def test_what_waits_longer_than_an_hour_is_given_up():
    driver = Driver()
    for _ in range(200):
        driver.tell("one")
    driver.run("refused")
    assert len(driver.final) == FAILURES_BEFORE_THROTTLE + LIFETIME_SECONDS / THROTTLE_SECONDS
    assert driver.schedule.is_empty
