"""The agents that are in a session, and what waits for them."""

from .connection import Connection
from .news import News

QUEUE_LIMIT = 10_000


class Audience:
    """Knows which agent is in which session."""

    def __init__(self) -> None:
        self._agents: dict[str, dict[str, Connection]] = {}  # by session, by peer
        self.extra_copies: int = 0

    def __bool__(self) -> bool:
        return bool(self._agents)

    def add(self, session_id: str, peer_id: str, connection: Connection) -> None:
        """Note that an agent has joined."""
        self._agents.setdefault(session_id, {})[peer_id] = connection

    def remove(self, session_id: str, peer_id: str) -> Connection | None:
        """Note that a peer has left, and return the agent it was, if it was one."""
        agents = self._agents.get(session_id, {})
        connection = agents.pop(peer_id, None)
        if not agents:
            self._agents.pop(session_id, None)
        return connection

    def dismiss(self, session_id: str) -> list[Connection]:
        """Note that a session is over, and return the agents that were in it."""
        return list(self._agents.pop(session_id, {}).values())

    def tell(self, news: News) -> list[Connection]:
        """Put an event into the queues of those who want it; return those whose queue was full."""
        copies = 1
        full: list[Connection] = []
        if self.extra_copies:
            copies = 2
            self.extra_copies -= 1
        for connection in self._agents.get(news.session.id, {}).values():
            if news.kind is None or news.kind in connection.subscriptions:
                if len(connection.queue) + copies > QUEUE_LIMIT:
                    full.append(connection)
                else:
                    connection.queue.extend([news.frame] * copies)
                    connection.wake()
        return full
