"""A Python program as a live participant of a meeting, over the agent WebSocket (Beta)."""

from .agent import Agent
from .errors import (
    AgentClosed,
    AgentLeft,
    AgentNotJoined,
    AgentRejected,
    AgentReplaced,
    ConnectionNotFound,
    InvalidQuery,
)
from .events import (
    SUBSCRIPTIONS,
    BroadcastReceived,
    EndReason,
    Event,
    Gap,
    KickedAll,
    ParticipantJoined,
    ParticipantLeft,
    Peer,
    Session,
    SessionEnded,
    SessionStarted,
    Speaker,
    Subscription,
    TranscriptReceived,
    UnknownEvent,
)
from .joining import Agents
from .leaving import LeavePolicy
from .presence import Present
from .protocol import PUBLIC_URL
from .transcript import Transcript

__all__ = [
    "PUBLIC_URL",
    "SUBSCRIPTIONS",
    "Agent",
    "AgentClosed",
    "AgentLeft",
    "AgentNotJoined",
    "AgentRejected",
    "AgentReplaced",
    "Agents",
    "BroadcastReceived",
    "ConnectionNotFound",
    "EndReason",
    "Event",
    "Gap",
    "InvalidQuery",
    "KickedAll",
    "LeavePolicy",
    "ParticipantJoined",
    "ParticipantLeft",
    "Peer",
    "Present",
    "Session",
    "SessionEnded",
    "SessionStarted",
    "Speaker",
    "Subscription",
    "Transcript",
    "TranscriptReceived",
    "UnknownEvent",
]
