"""An emulator on a thread of its own."""

import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from realtimekit_async.emulator import Emulator


def get(emulator: Emulator, path: str) -> int:
    """Ask without any event loop."""
    world = emulator.world
    url = f"{emulator.base_url}/accounts/{world.account_id}/realtime/kit/{emulator.app.id}{path}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {world.api_token}"})
    with urllib.request.urlopen(request) as response:
        return int(response.status)


def test_it_serves_and_leaves_no_thread_behind():
    before = threading.active_count()
    with Emulator() as emulator:
        assert get(emulator, "/meetings") == 200
    assert threading.active_count() == before


def test_the_simulation_may_run_while_requests_are_served():
    with Emulator(seed=1, meetings=1, sessions=0) as emulator, ThreadPoolExecutor(4) as pool:
        (meeting_id,) = emulator.app.meetings
        asked = [pool.submit(get, emulator, "/sessions") for _ in range(50)]
        for number in range(200):
            emulator.simulate.participant_joins(meeting_id, name=f"Guest {number}")
        for number in range(200):
            emulator.simulate.participant_leaves(meeting_id, f"Guest {number}")
        assert {future.result() for future in asked} == {200}
        assert emulator.errors == []
        assert next(iter(emulator.app.sessions.values())).max_concurrent_participants == 200


def test_faults_may_be_scripted_and_released_from_another_thread():
    with Emulator() as emulator, ThreadPoolExecutor(1) as pool:
        emulator.faults.hold(2)
        asked = pool.submit(get, emulator, "/meetings")
        while not emulator.requests:
            pass
        emulator.faults.clear()
        assert asked.result() == 200
