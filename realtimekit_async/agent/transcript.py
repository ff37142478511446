"""What has been said in a session. Pure."""

from collections.abc import Iterator

from .events import TranscriptReceived

_MOST_LINES = 20_000
_MOST_OVERTAKEN = 100


class Transcript:
    """The finals in the order in which they were said, and the latest partial of each speaker.

    It holds one session, and its last 20,000 finals: `forgotten` counts those before.
    """

    def __init__(self) -> None:
        self._finals: list[TranscriptReceived] = []
        self.partials: dict[str, TranscriptReceived] = {}
        self.forgotten: int = 0

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

    def heard(self, event: TranscriptReceived) -> None:
        """Take a partial or a final into account."""
        if not event.is_final:
            self.partials[event.speaker.peer_id] = event
            return
        self.partials.pop(event.speaker.peer_id, None)
        self._finals.insert(self._place(event), event)
        if len(self._finals) > _MOST_LINES + _MOST_LINES // 10:
            self.forgotten += len(self._finals) - _MOST_LINES
            del self._finals[:-_MOST_LINES]

    def left(self, peer_id: str) -> None:
        """Drop the partial of somebody who left: no final will replace it."""
        self.partials.pop(peer_id, None)

    def _place(self, event: TranscriptReceived) -> int:
        """Find where a final belongs: at the end or a little before, for only each source is ordered by itself."""
        place = len(self._finals)
        first = max(0, place - _MOST_OVERTAKEN)
        if (at := event.started_at) is not None:
            while place > first and (before := self._finals[place - 1].started_at) is not None and before > at:
                place -= 1
        return place
