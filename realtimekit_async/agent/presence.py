"""Who is in the meeting, as far as an agent can know. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from .events import Peer, Speaker

_GONE_KEPT = 1000


class Present:
    """Who is in the meeting besides the agent, by peer and by participant, as of the last event received.

    The protocol tells nobody who was there before: where a client was handed over that is read over REST, and
    `is_complete` is True. Without one, those are noticed as soon as they say something.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     print(len(agent.present), agent.present.is_complete, [*agent.present.participants] == [ada.id])
        1 True True
    """

    def __init__(self) -> None:
        self.me: str | None = None
        """The agent's own peer id, once it is in."""
        self._peers: dict[str, Peer] = {}
        self.peers: Mapping[str, Peer] = MappingProxyType(self._peers)
        """The connections, by `peer_id`."""
        self._gone: deque[str] = deque(maxlen=_GONE_KEPT)
        self.is_complete: bool = False
        """Whether those are known who were there before the agent."""

    @property
    def participants(self) -> dict[str, list[Peer]]:
        """The connections of each participant, by `participant_id`; who has two devices has two."""
        found: dict[str, list[Peer]] = {}
        for peer in self._peers.values():
            found.setdefault(peer.participant_id or "", []).append(peer)
        return found

    def __iter__(self) -> Iterator[Peer]:
        return iter(tuple(self._peers.values()))

    def __len__(self) -> int:
        return len(self._peers)

    def __contains__(self, which: object) -> bool:
        """Return whether a peer or a participant of this id is there."""
        return which in self._peers or any(peer.participant_id == which for peer in self._peers.values())

    def __repr__(self) -> str:
        names = ", ".join(peer.display_name or peer.peer_id for peer in self)
        return f"Present({names}{'' if self.is_complete else ', and perhaps others'})"

    def joined(self, peer: Peer) -> None:
        """Take a join into account."""
        self._peers[peer.peer_id] = peer

    def left(self, peer: Peer) -> None:
        """Take a leave into account; of whoever was kicked only the peer's id is known."""
        self._peers.pop(peer.peer_id, None)
        self._gone.append(peer.peer_id)

    def noticed(self, speaker: Speaker) -> bool:
        """Take a speaker into account whose join was before the agent's; return whether it is such a one."""
        if speaker.peer_id in self._peers or not speaker.peer_id:
            return False
        if speaker.peer_id in self._gone:
            return False  # the last words of somebody may arrive after the leave
        self._peers[speaker.peer_id] = Peer(
            speaker.peer_id,
            speaker.participant_id,
            None,
            speaker.custom_participant_id,
            speaker.display_name,
        )
        return True

    def emptied(self) -> None:
        """Take into account that everybody is gone."""
        self._peers.clear()

    def read(self, peers: Iterable[Peer]) -> None:
        """Replace everything with what REST says is there now."""
        self._peers.clear()
        self._peers.update((peer.peer_id, peer) for peer in peers if not self._is_me(peer))
        self.is_complete = True

    def forget(self) -> None:
        """Begin with nobody, in another session."""
        self._peers.clear()
        self._gone.clear()
        self.is_complete = False

    def _is_me(self, peer: Peer) -> bool:
        return self.me is not None and peer.participant_id == self.me
