"""The errors of an agent: refused upgrades, closed connections, and use after leaving."""

from realtimekit_async.errors import BadRequest, NotFound, RealtimeKitError


class InvalidQuery(BadRequest):
    """400 INVALID_QUERY: an unknown parameter or subscription, or an empty connection id.

    Example:
        >>> emulator.agents.refuse_next(400, "INVALID_QUERY", message="Unknown parameter")
        >>> try:
        ...     async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest"):
        ...         pass
        ... except InvalidQuery as error:
        ...     print(error.status, error.message)
        400 Unknown parameter
    """


class ConnectionNotFound(NotFound):
    """404 CONNECTION_NOT_FOUND: the connection to resume is unknown, or another participant's.

    Example:
        >>> emulator.agents.refuse_next(404, "CONNECTION_NOT_FOUND", message="No such connection")
        >>> try:
        ...     async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest"):
        ...         pass
        ... except ConnectionNotFound as error:
        ...     print(error.status, error.message)
        404 No such connection
    """


class AgentClosed(RealtimeKitError):
    """The server closed the connection in a way that another try cannot help; `code` and `reason` are its own.

    Example:
        >>> try:
        ...     async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...         emulator.agents.close(4400, "bad_request")
        ...         await agent.run()
        ... except AgentClosed as error:
        ...     print(error.code, error.reason)
        4400 bad_request
    """

    def __init__(self, message: str, *, code: int, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        """The code with which the WebSocket was closed."""
        self.reason = reason
        """What the server said with it."""


class AgentRejected(AgentClosed):
    """4403 upstream_rejected: the meeting does not let this participant in; look at token and participant.

    Example:
        >>> emulator.agents.close_next(4403, "upstream_rejected")
        >>> try:
        ...     async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest"):
        ...         pass
        ... except AgentRejected as error:
        ...     print(error.code, error.reason)
        4403 upstream_rejected
    """


class AgentReplaced(AgentClosed):
    """4409 replaced: somebody else resumed this connection, another process with the same id perhaps.

    Example:
        >>> try:
        ...     async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...         emulator.agents.close(4409, "replaced")
        ...         await agent.run()
        ... except AgentReplaced as error:
        ...     print(error.code, error.reason)
        4409 replaced
    """


class AgentLeft(RealtimeKitError, RuntimeError):
    """The agent has left: what was asked of it will not come any more.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     await agent.leave()
        ...     try:
        ...         await agent.wait_for(TranscriptReceived)
        ...     except AgentLeft as error:
        ...         print(str(error).partition(" and ")[0])
        this agent has left
    """


class AgentNotJoined(AgentLeft):
    """The agent has not joined yet: use it as `async with`. Whoever takes AgentLeft takes this, too.

    Example:
        >>> agent = rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest")
        >>> try:
        ...     await agent.wait_for(TranscriptReceived)
        ... except AgentNotJoined as error:
        ...     print(str(error).rpartition(": ")[2])
        use it as `async with`
    """
