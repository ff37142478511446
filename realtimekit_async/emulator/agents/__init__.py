"""The agent WebSocket: server-side participants that are told what happens in their meeting."""

from .agents import AGENT_PATH, Agents
from .closes import Close
from .connection import Connection

__all__ = ["AGENT_PATH", "Agents", "Close", "Connection"]
