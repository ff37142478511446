"""Exports: files that the API has written about a session."""

from datetime import datetime
from urllib.parse import urlsplit

from realtimekit_async.models.sessions import ChatLink, SummaryLink, TranscriptLink
from realtimekit_async.wire import Sender

_PLACEHOLDER = "/store/default/"


class Export:
    """The chat, the transcript or the summary of a session, to be fetched from `url` until `expires_at`.

    The URL is signed: whoever has it can read the file. Some servers answer the text of a summary at once;
    it is in `inline` then, and `url` may be empty.
    """

    def __init__(self, sender: Sender, session_id: str, link: ChatLink | TranscriptLink | SummaryLink) -> None:
        self._sender = sender
        self.url: str = link.url
        self.expires_at: datetime | None = link.expires_at
        self.session_id: str = link.session_id or session_id
        self.inline: str | None = link.inline if isinstance(link, SummaryLink) else None

    @property
    def is_of_its_session(self) -> bool:
        """Whether there is a file or text of this session: a shared placeholder has been seen in its place."""
        return bool(self.inline) or (self.url != "" and _PLACEHOLDER not in self.url)

    def __repr__(self) -> str:
        host = _host(self.url)
        return f"Export(session_id={self.session_id!r}, {host=}, expires_at={self.expires_at!r})"


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
