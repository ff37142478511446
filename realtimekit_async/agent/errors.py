"""The errors of an agent: refused upgrades, closed connections, and use after leaving."""

from realtimekit_async.errors import BadRequest, NotFound, RealtimeKitError


class InvalidQuery(BadRequest):
    """400 INVALID_QUERY: an unknown parameter or subscription, or an empty connection id."""


class ConnectionNotFound(NotFound):
    """404 CONNECTION_NOT_FOUND: the connection to resume is unknown, or another participant's."""


class AgentClosed(RealtimeKitError):
    """The server closed the connection in a way that another try cannot help; `code` and `reason` are its own."""

    def __init__(self, message: str, *, code: int, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason


class AgentRejected(AgentClosed):
    """4403 upstream_rejected: the meeting does not let this participant in; look at token and participant."""


class AgentReplaced(AgentClosed):
    """4409 replaced: somebody else resumed this connection, another process with the same id perhaps."""


class AgentLeft(RealtimeKitError, RuntimeError):
    """The agent has left: what was asked of it will not come any more."""
