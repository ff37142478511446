"""How agents come into their meetings, and how they leave them."""

from realtimekit_async.emulator.world import live
from realtimekit_async.emulator.world.alarms import Alarms
from realtimekit_async.emulator.world.state import Participant, Peer, Session
from realtimekit_async.emulator.world.world import App, Subject, World

from . import frames
from .audience import Audience
from .closes import BROKEN, LEAVING, QUEUE_OVERFLOW, REPLACED, SESSION_ENDED, UPSTREAM_REJECTED, Close
from .connection import Connection
from .grace import Grace
from .news import news_of
from .socket import Socket


class Attendance:
    """Brings connections into their meetings and out again; whoever calls holds the world's lock."""

    def __init__(self, world: World, alarms: Alarms) -> None:
        self.audience: Audience = Audience()
        self.grace: Grace = Grace(alarms, self.leave)
        world.listeners.append(self._hear)

    def attach(self, connection: Connection, socket: Socket) -> None:
        """Let a connection go on with a WebSocket: in its meeting if it is still there, else it joins again."""
        if connection.socket is not None:
            connection.socket.close(REPLACED)
        connection.socket, connection.close_code = socket, None
        connection.take_back()
        self.grace.end(connection)
        if connection.peer is None and connection.ending is None:
            self._join(connection)
        if connection.ending is None:
            socket.wake()
        else:
            socket.close(connection.ending)

    def detach(self, connection: Connection, socket: Socket, code: int | None) -> None:
        """Note the end of a WebSocket: an agent that closed with 1000 leaves, any other is waited for."""
        if connection.socket is not socket:
            return
        connection.socket, connection.close_code = None, code
        if code == LEAVING:
            self.leave(connection)
        else:
            self.grace.begin(connection)

    def close(self, connection: Connection, close: Close) -> None:
        """Close the WebSocket of a connection; the agent may come back for what was not sent yet."""
        socket, connection.socket = connection.socket, None
        if socket is not None:
            socket.close(close)
            self.grace.begin(connection)

    def cut(self, connection: Connection) -> None:
        """Break the WebSocket of a connection; the agent may come back."""
        socket, connection.socket = connection.socket, None
        if socket is not None:
            socket.abort()
            connection.close_code = BROKEN
            self.grace.begin(connection)

    def end(self, connection: Connection, close: Close) -> None:
        """Close a connection for good."""
        connection.ending = close
        self.leave(connection)
        socket, connection.socket = connection.socket, None
        if socket is not None:
            socket.close(close)

    def leave(self, connection: Connection) -> None:
        """Take an agent out of its meeting; what waits for it is gone."""
        connection.queue.clear()
        connection.unconfirmed.clear()
        self.grace.end(connection)
        peer, connection.peer = connection.peer, None
        if peer is None:
            return
        self.audience.remove(peer.session.id, peer.id)
        if peer.left_at is None:  # else its session has just ended
            live.leave(connection.app, peer, connection.app.now)

    def _join(self, connection: Connection) -> None:
        app, participant = connection.app, connection.participant
        if not _may_join(participant):
            connection.ending = UPSTREAM_REJECTED
            return
        peer = connection.peer = live.join(app, participant, app.now)
        self.audience.add(peer.session.id, peer.id, connection)
        connection.queue.append(frames.session_started(peer.session))

    def _hear(self, app: App, event: str, subject: Subject) -> None:
        """Pass on what has happened."""
        del app
        if not self.audience:
            return
        if event == "meeting.participantLeft" and isinstance(subject, Peer):
            if subject.session.ended_at is not None:
                return  # the end of the session says it for everybody
            self._was_removed(subject)
        news = news_of(event, subject)
        for connection in self.audience.tell(news) if news else ():
            self.end(connection, QUEUE_OVERFLOW)
        if event == "meeting.ended" and isinstance(subject, Session):
            self._is_over(subject)

    def _was_removed(self, peer: Peer) -> None:
        """Close the connection of an agent that was removed; the code is not documented."""
        connection = self.audience.remove(peer.session.id, peer.id)
        if connection is not None:
            connection.peer = None
            self.end(connection, UPSTREAM_REJECTED)

    def _is_over(self, session: Session) -> None:
        """Close the connections of a session once they have been sent everything."""
        for connection in self.audience.dismiss(session.id):
            connection.peer, connection.ending = None, SESSION_ENDED
            if connection.socket is not None:
                connection.socket.close(SESSION_ENDED)


def _may_join(participant: Participant) -> bool:
    meeting = participant.meeting
    return meeting.status == "ACTIVE" and meeting.participants.get(participant.id) is participant
