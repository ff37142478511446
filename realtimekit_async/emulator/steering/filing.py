"""Steering of files: what is put in their place, and the forms that exports are written in."""

from realtimekit_async.emulator.files.storage import Storage
from realtimekit_async.emulator.world.answers import Row
from realtimekit_async.emulator.world.world import ChatFormat, SummaryFormat


class Filing:
    """Steers the files of an emulator."""

    def __init__(self, files: Storage) -> None:
        self._files = files

    def put(
        self, path: str, *, text: str | None = None, content: bytes | None = None, size: int | None = None
    ) -> Row:
        """Put a file under a path: its `text`, or its `content` as base64; `size` has it go on with zeros."""
        if (text is None) == (content is None):
            raise ValueError("content: give the file as text or, as base64, as content, and not as both")
        data = text.encode() if text is not None else content or b""
        if size is not None and size < len(data):
            raise ValueError(f"size: the file is {len(data)} bytes long already")
        self._files.put(path, data, size=size)
        return {"path": path, "url": self._files.link(path)}

    def exports(
        self,
        *,
        chat: ChatFormat | None = None,
        summary: SummaryFormat | None = None,
        legacy_times: bool | None = None,
        placeholders: bool | None = None,
    ) -> Row:
        """Choose the forms that exports are written in; what is not given stays as it is."""
        exports = self._files.exports
        exports.chat = chat or exports.chat
        exports.summary = summary or exports.summary
        exports.legacy_times = exports.legacy_times if legacy_times is None else legacy_times
        exports.placeholders = exports.placeholders if placeholders is None else placeholders
        return {
            "chat": exports.chat,
            "summary": exports.summary,
            "legacy_times": exports.legacy_times,
            "placeholders": exports.placeholders,
        }
