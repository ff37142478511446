"""`rtk.agents`: a participant, its token and its place in the meeting, in one call."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from realtimekit_async.checks import check_known
from realtimekit_async.models.participants import EnsuredParticipantFields
from realtimekit_async.services.invitations import Invitation, own_origin
from realtimekit_async.services.participants import Participants
from realtimekit_async.telling.queue import WhenFull
from realtimekit_async.timing import Clock, SystemClock
from realtimekit_async.wire.calls import Sender

from .agent import Agent
from .events import Subscription
from .leaving import LeavePolicy
from .protocol import PUBLIC_URL

_CLOCK = SystemClock()


class AgentOptions(TypedDict, total=False):
    """How an agent lives; `Agent` says more of each."""

    url: str
    """Where the agent WebSocket is; that of the client's API unless given."""
    subscriptions: Iterable[Subscription]
    """What to be told of: participant, transcript, broadcast; all of them unless given."""
    leave: LeavePolicy | None
    """When to leave by itself."""
    follow: bool
    """Whether to join the meeting's next session when one is over."""
    queue_size: int
    """How many events may wait to be taken."""
    when_full: WhenFull
    """What happens when more would wait: wait or drop_oldest."""
    transcript_size: int
    """How many finals `agent.transcript` holds."""
    patience: float
    """Seconds without a connection after which to give up."""
    proxy: str | None
    """The proxy, as of the client."""
    clock: Clock
    """The time, for tests; that of the client unless given."""


_ARGUMENTS = {"name", "preset_name", "custom_participant_id", *AgentOptions.__optional_keys__}


class Agents:
    """Agents: programs that take part in a meeting.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     print(len(agent.present), agent.session.meeting_id == meeting.id)
        1 True
    """

    def __init__(self, sender: Sender, base_url: str, clock: Clock = _CLOCK) -> None:
        self._sender = sender
        self._url = agent_url(base_url)
        self._clock = clock

    def join(
        self,
        meeting_id: str,
        /,
        *,
        name: str,
        preset_name: str,
        custom_participant_id: str | None = None,
        **options: Unpack[AgentOptions],
    ) -> Agent:
        """Describe an agent that joins a meeting when its `async with` block is entered.

        Entering sees to a participant with this custom id (`participants.ensure`; "agent-" and the name unless
        given) and connects with its token. Who was in the meeting before is read over REST. Raises as both do.
        """
        check_known("agents.join", options, _ARGUMENTS)
        fields: EnsuredParticipantFields = {
            "name": name,
            "preset_name": preset_name,
            "custom_participant_id": custom_participant_id or f"agent-{name}",
        }
        options.setdefault("url", self._url)
        options.setdefault("clock", self._clock)
        return Agent(
            Invitation(Participants(self._sender, self._clock), meeting_id, fields),
            client=self._sender,
            **options,
        )


def agent_url(base_url: str) -> str:
    """Return the agent WebSocket that belongs to an API: its own origin, where that is not Cloudflare's."""
    origin = own_origin(base_url)
    return PUBLIC_URL if origin is None else f"{origin}/agent-ws/v1"
