"""An argument that cannot work is a ConfigurationError, in whichever room it is given."""

from collections.abc import Callable
from inspect import isawaitable

import pytest

from realtimekit_async import ConfigurationError, Quota, RealtimeKit, Retry
from realtimekit_async.agent import Agent, LeavePolicy
from realtimekit_async.archive import plan
from realtimekit_async.events import KeyRing

TOKEN = "header.payload.signature"
ADA = {"name": "Ada", "preset_name": "host", "custom_participant_id": "user-7"}


def client(**options: object) -> RealtimeKit:
    return RealtimeKit(**{"account_id": "account", "app_id": "app", "api_token": "token", **options})


async def listed(**query: object) -> object:
    return await client().meetings.list(**query).collect()


async def whole(make: Callable[[], object]) -> None:
    """Make something; what is awaited is awaited, too."""
    made = make()
    if isawaitable(made):
        await made


WRONG = {
    "seconds of another type": (
        (lambda: Retry(budget="5"), r"Retry\(budget=…\)"),
        (lambda: LeavePolicy(alone="5"), r"LeavePolicy\(alone=…\)"),
        (lambda: client(timeout="5"), "timeout"),
        (lambda: KeyRing(timeout="5"), "timeout"),
        (lambda: Agent(TOKEN, patience="5"), "patience"),
        (lambda: client().recordings.wait("r1", timeout="5"), "timeout"),
        (lambda: client().sessions.wait_for_summary("s1", timeout="5"), "timeout"),
    ),
    "seconds below zero": (
        (lambda: Retry(budget=-1), r"Retry\(budget=…\)"),
        (lambda: LeavePolicy(alone=-1), r"LeavePolicy\(alone=…\)"),
        (lambda: client(timeout=-1), "timeout"),
        (lambda: KeyRing(timeout=-1), "timeout"),
        (lambda: Agent(TOKEN, patience=-1), "patience"),
        (lambda: client().recordings.wait("r1", timeout=-1), "timeout"),
    ),
    "a whole number that is too small": (
        (lambda: Quota(0, 300), r"Quota\(requests=…\)"),
        (lambda: Agent(TOKEN, queue_size=0), "queue_size"),
        (lambda: Agent(TOKEN, transcript_size=-1), "transcript_size"),
        (lambda: client().meetings.list().prefetch(0), r"prefetch\(pages\)"),
        (lambda: client().meetings.list().collect(limit=-1), r"collect\(limit=…\)"),
        (lambda: listed(per_page=0), "per_page"),
    ),
    "a whole number of another type": (
        (lambda: Agent(TOKEN, queue_size="many"), "queue_size"),
        (lambda: client().meetings.list().prefetch("2"), r"prefetch\(pages\)"),
        (lambda: client().meetings.list().collect(limit=1.5), r"collect\(limit=…\)"),
    ),
    "none of the choices": (
        (lambda: Agent(TOKEN, when_full="panic"), "when_full"),
        (lambda: Agent(TOKEN, subscriptions=["video"]), "subscription"),
        (lambda: client().recordings.wait("r1", until="DONE"), "until"),
        (lambda: plan(client(), "archive", what=["pictures"]), "what"),
        (lambda: client().webhooks.create(name="w", url="https://x.test", events=["meeting.opened"]), "events"),
    ),
    "an id or text of another type": (
        (lambda: client(app_id=5), "app_id is a str, got int"),
        (lambda: client(api_token=5), "api_token"),
        (lambda: client().participants.ensure("m1", **{**ADA, "custom_participant_id": 5}), "custom_part"),
        (lambda: client().presets.get_by_name(5), "name is a str, got int"),
    ),
    "an empty text": (
        (lambda: client().presets.get_by_name(""), "name is empty"),
        (lambda: plan(client(), "archive", meeting_id=""), "meeting_id is empty"),
    ),
}


CASES = [pytest.param(*row, id=kind) for kind, rows in WRONG.items() for row in rows]


@pytest.mark.parametrize(("make", "named"), CASES)
async def test_an_argument_that_cannot_work_is_a_configuration_error_that_names_it(make, named):
    with pytest.raises(ConfigurationError, match=named):
        await whole(make)
