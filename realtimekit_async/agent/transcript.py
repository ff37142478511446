"""What has been said in a session. Pure."""

from collections import deque
from collections.abc import Iterator

from realtimekit_async.log import logger

from .events import TranscriptReceived

_MOST_OVERTAKEN = 100


class Transcript:
    """The finals in the order in which they were said, and the latest partial of each speaker.

    It holds one session, and the last finals of it, up to the agent's `transcript_size`: `forgotten` counts those
    before, and a warning tells of the first.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = emulator.simulate.says(meeting.id, "Ada", "Shall we begin?")
        ...     _ = await agent.wait_for(TranscriptReceived)
        ...     print(len(agent.transcript), agent.transcript)
        1 Ada: Shall we begin?
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._finals: deque[TranscriptReceived] = deque()
        self.partials: dict[str, TranscriptReceived] = {}
        """What is being said, by `peer_id`, until its final comes."""
        self.forgotten: int = 0
        """How many finals were dropped because there are too many."""

    @property
    def finals(self) -> tuple[TranscriptReceived, ...]:
        """The finals, ordered by `started_at`."""
        return tuple(self._finals)

    def __iter__(self) -> Iterator[TranscriptReceived]:
        return iter(self.finals)

    def __len__(self) -> int:
        return len(self._finals)

    def __str__(self) -> str:
        return "\n".join(f"{line.speaker.display_name or 'somebody'}: {line.text}" for line in self._finals)

    def __repr__(self) -> str:
        return f"Transcript({len(self._finals)} finals, {len(self.partials)} partials)"

    def add(self, event: TranscriptReceived) -> None:
        """Take a final into account."""
        self.partials.pop(event.speaker.peer_id, None)
        self._finals.insert(self._place(event), event)
        if len(self._finals) > self._size:
            self._forget()

    def left(self, peer_id: str) -> None:
        """Drop the partial of somebody who left: no final will replace it."""
        self.partials.pop(peer_id, None)

    def interrupted(self) -> None:
        """Drop the partials: what would have replaced them was missed."""
        self.partials.clear()

    def _forget(self) -> None:
        self._finals.popleft()
        self.forgotten += 1
        if self.forgotten == 1 and self._size:
            logger.warning("agent.transcript holds no more than %d finals: the oldest are forgotten", self._size)

    def _place(self, event: TranscriptReceived) -> int:
        """Find where a final belongs: at the end or a little before, for only each source is ordered by itself."""
        place = len(self._finals)
        first = max(0, place - _MOST_OVERTAKEN)
        if (at := event.started_at) is not None:
            while place > first and (before := self._finals[place - 1].started_at) is not None and before > at:
                place -= 1
        return place
