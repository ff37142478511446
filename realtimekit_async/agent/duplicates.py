"""Events that come twice: delivery is at least once after a server restart, and no event has an id. Pure."""

from collections import Counter, deque

_KEPT = 1000


class Duplicates:
    """Recognises frames that have come before, byte for byte, among the last thousand and more.

    What names a peer that joins or leaves, or the speech and its time, happens once. Two equal broadcasts may be
    two: they are compared only after a reconnection, with what came before it, as often as it came.
    """

    def __init__(self) -> None:
        self._marks: set[int] = set()
        self._older: set[int] = set()
        self._broadcasts: deque[int] = deque(maxlen=_KEPT)
        self._before: Counter[int] = Counter()

    def reconnected(self) -> None:
        """From now on, what came before may come again."""
        self._before = Counter(self._broadcasts)

    def is_repeated(self, frame: str | bytes) -> bool:
        """Return whether this frame has come before, and remember it."""
        mark = hash(frame)  # seeded for each process: nobody can make two frames alike
        marks = self._marks
        if mark in marks or mark in self._older:
            return True
        marks.add(mark)
        if len(marks) == _KEPT:
            self._older, self._marks = marks, set()
        return False

    def is_replayed(self, frame: str | bytes) -> bool:
        """Return whether this frame came before the reconnection and not since; remember it otherwise."""
        mark = hash(frame)
        if self._before and self._before[mark] > 0:
            self._before[mark] -= 1
            return True
        self._broadcasts.append(mark)
        return False
