"""What is steered: an emulator, as far as steering needs it."""

from typing import Protocol

from realtimekit_async.emulator.agents import Agents
from realtimekit_async.emulator.files.storage import Storage
from realtimekit_async.emulator.meeting import Meetings
from realtimekit_async.emulator.server.faults import Faults
from realtimekit_async.emulator.server.requests import Request
from realtimekit_async.emulator.simulate import Simulation
from realtimekit_async.emulator.webhooks.deliveries import Deliveries
from realtimekit_async.emulator.world.clock import Clock
from realtimekit_async.emulator.world.world import App, World


class Steered(Protocol):
    """An emulator, by the names that tests know its parts by."""

    world: World
    app: App
    clock: Clock
    simulate: Simulation
    faults: Faults
    files: Storage
    agents: Agents
    meetings: Meetings
    deliveries: Deliveries

    @property
    def base_url(self) -> str:
        """Everything before `/accounts`."""
        ...

    @property
    def requests(self) -> list[Request]:
        """What arrived, in order."""
        ...

    def reset(self, seed: int | None = None) -> None:
        """Begin anew, in place."""
        ...

    def rotate_webhook_key(self) -> None:
        """Sign webhooks with a new key from now on."""
        ...
