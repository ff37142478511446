"""What becomes of a row that cannot be read, and of what had to be assumed or replaced."""

from realtimekit_async.log import logger

from .errors import MalformedRow


class Problems:
    """Raises for the first malformed row, or counts them where they are to be skipped."""

    def __init__(self, name: str, *, skip: bool = False) -> None:
        self._name = name
        self._skip = skip
        self._told: set[str] = set()
        self.skipped: int = 0

    def report(self, row: int, reason: str) -> None:
        """Raise for a malformed row, or count it."""
        if not self._skip:
            raise self.fatal(row, reason)
        self.skipped += 1

    def fatal(self, row: int, reason: str) -> MalformedRow:
        """Return the error for what cannot be skipped, because it is not known where the next row begins."""
        return MalformedRow(f"row {row} of {self._name}: {reason}", row=row)

    def warn(self, what: str) -> None:
        """Log once that something is odd about the file."""
        if what not in self._told:
            self._told.add(what)
            logger.warning("%s: %s", self._name, what)
