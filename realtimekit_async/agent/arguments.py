"""What an agent is told when it is made, checked before anything is sent."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

import msgspec

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.models.participants import ParticipantWithToken
from realtimekit_async.secret import SecretStr, kind_of, secret

from .events import SUBSCRIPTIONS
from .leaving import LeavePolicy

TokenOrParticipant: TypeAlias = str | ParticipantWithToken
ParticipantToken: TypeAlias = TokenOrParticipant | Callable[[], TokenOrParticipant | Awaitable[TokenOrParticipant]]

_PARTS = 3


class Grant(msgspec.Struct, frozen=True):
    """A token, and whose it is if that is known."""

    token: SecretStr
    participant_id: str | None = None


async def ask_for_token(source: ParticipantToken) -> Grant:
    """Ask for the token where it comes from a callable, and check it."""
    given = secret(source() if callable(source) else source)
    return checked_token(secret(await given) if isinstance(given, Awaitable) else given)


def checked_token(given: TokenOrParticipant) -> Grant:
    """Return a participant's token; raises ConfigurationError, without showing it, for anything else."""
    who = given.id or None if isinstance(given, ParticipantWithToken) else None
    token: object = secret(getattr(given, "token", given))
    if not isinstance(token, str):
        raise ConfigurationError(
            f"token is a participant's token as a str, or a callable giving one, got {kind_of(token)}"
        )
    if not _is_participants(token):
        raise ConfigurationError(
            "token is no participant's token, which has three parts between dots: "
            "it comes from participants.add, ensure or refresh_token (an API token lets nobody into a meeting)"
        )
    return Grant(SecretStr(token), who)


def _is_participants(token: str) -> bool:
    parts = token.split(".")
    return len(parts) == _PARTS and all(parts) and token.isascii() and token.isprintable() and " " not in token


def checked_subscriptions(given: Iterable[str]) -> tuple[str, ...]:
    """Return the subscriptions in the documentation's order; raises ConfigurationError, naming the known ones."""
    wanted = {given} if isinstance(given, str) else set(given)
    if unknown := wanted - set(SUBSCRIPTIONS):
        raise ConfigurationError(f"unknown subscription {min(unknown)!r}; known are {', '.join(SUBSCRIPTIONS)}")
    if not wanted:
        raise ConfigurationError(f"subscriptions is empty; known are {', '.join(SUBSCRIPTIONS)}")
    return tuple(name for name in SUBSCRIPTIONS if name in wanted)


def checked_policy(leave: LeavePolicy | None, subscriptions: tuple[str, ...]) -> LeavePolicy:
    """Return the policy, or the usual one: leave when alone for a minute, or when nobody came for ten."""
    if leave is None:
        return LeavePolicy(alone=60, nobody_came=600) if "participant" in subscriptions else LeavePolicy()
    if not isinstance(leave, LeavePolicy):
        raise TypeError(f"leave is a LeavePolicy(…), got {type(leave).__name__}")
    leave.check(frozenset(subscriptions))
    return leave
