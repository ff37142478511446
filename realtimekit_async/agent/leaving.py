"""When an agent leaves by itself: it is billed as a participant, and keeps the session alive. Pure."""

from math import inf

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.checks import check_seconds
from realtimekit_async.errors import ConfigurationError

A_DAY = 86_400.0


class LeavePolicy(Public, Struct, frozen=True, kw_only=True):
    """When an agent leaves by itself, in seconds; None turns a rule off.

    Example:
        >>> patient = LeavePolicy(alone=300, nobody_came=900, at_most=7200)
        >>> fields = {"name": "Notes", "preset_name": "group_call_guest"}
        >>> async with rtk.agents.join(meeting.id, leave=patient, **fields) as agent:
        ...     print(agent.left)
        None
    """

    alone: float | None = None
    """Seconds after the last of the others has left; None turns it off."""
    nobody_came: float | None = None
    """Seconds after it came, if none of the others has been there; None turns it off."""
    silent: float | None = None
    """Seconds after something was said, or after it came; None turns it off."""
    at_most: float | None = A_DAY
    """Seconds after it came, whatever happens; None turns it off."""
    session_ended: float = 5.0
    """Seconds after the end of the session, if the server does not close the connection; the last words of a
    session may arrive in that time.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            seconds = getattr(self, name)
            if seconds is None and name != "session_ended":
                continue
            check_seconds(f"LeavePolicy({name}=…)", seconds)

    def check(self, subscriptions: frozenset[str]) -> None:
        """Raise ConfigurationError for a rule that cannot work without a subscription that is missing."""
        needed = {"alone": "participant", "nobody_came": "participant", "silent": "transcript"}
        for name, subscription in needed.items():
            if getattr(self, name) is not None and subscription not in subscriptions:
                raise ConfigurationError(f"LeavePolicy({name}=…) needs the subscription {subscription!r}")


class LeaveTimer:
    """What a policy looks at, and the moment at which it next has the agent leave."""

    def __init__(self, policy: LeavePolicy, now: float) -> None:
        self._policy = policy
        self._came = now
        self.last_heard: float = now
        self._alone_since: float | None = None
        self._ended_at: float | None = None
        self._somebody_was_there = False

    def note_start(self) -> None:
        """Take into account that a session goes on."""
        self._ended_at = None

    def note_end(self, now: float) -> None:
        """Take into account that the session is over."""
        self._ended_at = now

    def count_others(self, count: int, now: float) -> None:
        """Take into account how many others are there."""
        if count:
            self._somebody_was_there = True
            self._alone_since = None
        elif self._somebody_was_there and self._alone_since is None:
            self._alone_since = now

    def next_moment(self) -> tuple[float, str]:
        """Return the next moment and the rule that has the agent leave then."""
        policy = self._policy
        waits = (
            (self._alone_since, policy.alone, "alone"),
            (None if self._somebody_was_there else self._came, policy.nobody_came, "nobody_came"),
            (self.last_heard, policy.silent, "silent"),
            (self._came, policy.at_most, "at_most"),
            (self._ended_at, policy.session_ended, "session_ended"),
        )
        moments = [
            (since + limit, rule) for since, limit, rule in waits if since is not None and limit is not None
        ]
        return min(moments, default=(inf, ""))
