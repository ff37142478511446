"""What becomes of a row that cannot be read."""

from .errors import MalformedRow


class Problems:
    """Raises for the first malformed row, or counts them where they are to be skipped."""

    def __init__(self, name: str, *, skip: bool = False) -> None:
        self._name = name
        self._skip = skip
        self.skipped: int = 0

    def met(self, row: int, reason: str) -> None:
        """Deal with a malformed row."""
        if not self._skip:
            raise self.fatal(row, reason)
        self.skipped += 1

    def fatal(self, row: int, reason: str) -> MalformedRow:
        """Give the error for what cannot be skipped, because it is not known where the next row begins."""
        return MalformedRow(f"row {row} of {self._name}: {reason}", row=row)
