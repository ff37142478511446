"""What a create does that the server answers 502 after it has acted: the official SDK repeats it, we do not."""

import pytest
from cloudflare import AsyncCloudflare, InternalServerError

from realtimekit_async import ServerError
from realtimekit_async.emulator import Emulator

# The SDK waits as long as the server asks for, and at least half a second of its own accord.
SOON = {"Retry-After-Ms": "1"}


@pytest.fixture
def troubled(emulator: Emulator) -> Emulator:
    """An emulator that makes every meeting it is asked for, and answers 502."""
    emulator.faults.next(status=502, headers=SOON, act=True, times=None, method="POST", path="/meetings")
    return emulator


async def test_the_official_sdk_sends_a_create_three_times_and_three_meetings_are_there(troubled, here):
    async with AsyncCloudflare(api_token=troubled.credentials["api_token"], base_url=troubled.base_url) as sdk:
        with pytest.raises(InternalServerError):
            await sdk.realtime_kit.meetings.create(**here, title="Standup")
        listed = await sdk.realtime_kit.meetings.get(**here)
    assert [request.method for request in troubled.requests] == ["POST", "POST", "POST", "GET"]
    assert listed.paging.total_count == 3


async def test_we_send_a_create_once_and_one_meeting_is_there(troubled):
    async with troubled.client() as rtk:
        with pytest.raises(ServerError):
            await rtk.meetings.create(title="Standup")
        count = await rtk.meetings.list().count()
    assert [request.method for request in troubled.requests] == ["POST", "GET"]
    assert count == 1
