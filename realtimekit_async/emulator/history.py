"""A believable past: who met in the last weeks, what was said, what was recorded."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from .operations.apps import new_app
from .operations.meetings import DEFAULTS
from .world import live, livestreams
from .world.state import Line, Meeting, Participant, Peer, RecordingStatus, Session, Webhook
from .world.world import App, World
from .world.written import write

DAYS = 42
NAMES = (
    "Ada", "Alan", "Barbara", "Claude", "Donald", "Edsger", "Frances", "Grace", "Hedy", "John",
    "Katherine", "Ken", "Leslie", "Margaret", "Niklaus", "Radia", "Sophie", "Tim", "Tony", "Yukihiro",
)  # fmt: skip
OCCASIONS = (
    "Standup", "Sprint review", "Design review", "Customer call", "Interview", "Retrospective", "Office hours",
    "Planning", "One on one", "Onboarding", "Incident review", "Demo day",
)  # fmt: skip
TEAMS = ("Platform", "Mobile", "Web", "Data", "Media", "Support", "Research", "Sales")
REMARKS = (
    "Can everybody hear me?", "Let us begin.", "I have finished the migration.", "That is a good question.",
    "Who takes the notes today?", "The build is green again.", "I will look into it after lunch.",
    "Could you share your screen?", "We shipped it yesterday.", "Let us take this offline.",
    "There is one open point left.", "Thank you all, see you tomorrow.",
)  # fmt: skip
MESSAGES = (
    "Hello!",
    "+1",
    "Here is the link: https://example.com/notes",
    "brb",
    'He said "done"',
    "Thanks, bye",
    "Agenda:\n1. News\n2. Plans",
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of a past, and how many days it takes."""

    meetings: int = 25
    sessions: int = 75
    recordings: int = 30
    days: int = DAYS

    def __post_init__(self) -> None:
        for name in ("meetings", "sessions", "recordings"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: cannot be negative")
        if self.sessions and not self.meetings:
            raise ValueError("meetings: sessions need at least one")
        if self.recordings > self.sessions:
            raise ValueError("recordings: there is at most one a session")
        if self.days < 1:
            raise ValueError("days: a past takes at least one")

    def beginning(self, now: datetime) -> datetime:
        """Return when the past begins."""
        return now - timedelta(days=self.days)


class Past(NamedTuple):
    """What a past is to have, as far as somebody said."""

    meetings: int | None
    sessions: int | None
    recordings: int | None
    days: int | None

    def extent(self, seed: int | None) -> Extent | None:
        """Return how much past there is: none without a seed or a number, and no sessions without meetings."""
        if seed is None and all(number is None for number in self):
            return None
        usual = Extent()
        meetings = usual.meetings if self.meetings is None else self.meetings
        sessions = (usual.sessions if meetings else 0) if self.sessions is None else self.sessions
        recordings = min(sessions, usual.recordings) if self.recordings is None else self.recordings
        return Extent(meetings, sessions, recordings, usual.days if self.days is None else self.days)


def begin(world: World, app_id: str | None, extent: Extent | None) -> App:
    """Make the app of a world, with its past; no listener is told of that, and nothing follows from it."""
    now = world.clock.now()
    listeners, world.listeners = world.listeners, []
    is_lively, world.is_lively = world.is_lively, False
    try:
        app = new_app(world, "Emulator", extent.beginning(now) if extent else now, app_id)
        if extent:
            fill(app, extent)
        return app
    finally:
        world.listeners, world.is_lively = listeners, is_lively


def fill(app: App, extent: Extent) -> None:
    """Fill an app with a past; everything is created in the order of its time."""
    random = app.world.ids.random
    beginning = extent.beginning(app.now)
    meetings = _meetings(app, extent.meetings, beginning)
    created = [meeting.created_at for meeting in meetings]
    starts = _moments(app, extent.sessions, after=created[0] if created else app.now)
    recorded = set(random.sample(range(extent.sessions), extent.recordings))
    for number, start in enumerate(starts):
        meeting = meetings[random.randrange(max(bisect(created, start), 1))]
        _hold(app, meeting, start, recorded=number in recorded)
    if meetings:
        _broadcast(app, meetings[0])
        _webhooks(app, beginning)


def _moments(app: App, count: int, after: datetime) -> list[datetime]:
    """Choose moments between then and two hours ago."""
    span = (app.now - timedelta(hours=2) - after).total_seconds()
    return sorted(after + timedelta(seconds=round(app.world.ids.random.uniform(0, span))) for _ in range(count))


def _meetings(app: App, count: int, beginning: datetime) -> list[Meeting]:
    random = app.world.ids.random
    meetings: list[Meeting] = []
    for at in _moments(app, count, after=beginning):
        title = f"{random.choice(TEAMS)}: {random.choice(OCCASIONS)}"
        settings = DEFAULTS | {"title": title, "transcribe_on_end": True, "persist_chat": _chance(app, 0.5)}
        settings["summarize_on_end"] = _chance(app, 0.4)
        meeting = Meeting(id=app.world.ids.uuid(), created_at=at, updated_at=at, settings=settings)
        app.meetings[meeting.id] = meeting
        meetings.append(meeting)
    return meetings


def _hold(app: App, meeting: Meeting, start: datetime, *, recorded: bool) -> None:
    """Let a meeting take place: some people come, talk, and leave one by one."""
    random = app.world.ids.random
    people = _people(app, meeting, start, random.randint(2, 7))
    peers = [live.join(app, person, start + timedelta(seconds=20 * n)) for n, person in enumerate(people)]
    session = peers[0].session
    if recorded:
        _record(app, meeting, start + timedelta(seconds=45))
    end = start + timedelta(seconds=random.randint(600, 3300))
    _talk(app, session, peers, start + timedelta(minutes=3), end - timedelta(minutes=2))
    for number, peer in enumerate(peers):
        live.leave(app, peer, end - timedelta(seconds=11 * (len(peers) - 1 - number)))
    if recorded:
        failed = _chance(app, 0.05)
        status: RecordingStatus = "ERRORED" if failed else "UPLOADED"
        live.set_recording(app, meeting.recordings[-1], status, end + timedelta(seconds=90))


def _chance(app: App, probability: float) -> bool:
    return app.world.ids.random.random() < probability


def _record(app: App, meeting: Meeting, at: datetime) -> None:
    recording = live.start_recording(app, meeting, {}, at)
    live.set_recording(app, recording, "RECORDING", at + timedelta(seconds=4))


def _people(app: App, meeting: Meeting, at: datetime, count: int) -> list[Participant]:
    """Choose who comes; who has never been in the meeting is added to it first."""
    known = {one.custom_participant_id: one for one in meeting.participants.values()}
    chosen = app.world.ids.random.sample(range(len(NAMES)), count)
    return [known.get(f"user-{one}") or _newcomer(app, meeting, one, at) for one in chosen]


def _newcomer(app: App, meeting: Meeting, number: int, at: datetime) -> Participant:
    presets: Sequence[str] = ("group_call_participant", "group_call_host")
    participant = Participant(
        id=app.world.ids.uuid(),
        created_at=at,
        updated_at=at,
        meeting=meeting,
        preset=app.preset_named(presets[not meeting.participants]),
        custom_participant_id=f"user-{number}",
        name=NAMES[number],
    )
    meeting.enter(participant)
    return participant


def _talk(app: App, session: Session, peers: Sequence[Peer], start: datetime, end: datetime) -> None:
    for peer, text, at in _lines(app, peers, start, end, REMARKS, 30):
        session.transcript.append(Line(peer, text, at, 2.5))
    for peer, text, at in _lines(app, peers, start, end, MESSAGES, 8):
        write(app, peer, text, at)


def _lines(
    app: App, peers: Sequence[Peer], start: datetime, end: datetime, texts: Sequence[str], most: int
) -> Iterator[tuple[Peer, str, datetime]]:
    """Choose who says what, and when."""
    random = app.world.ids.random
    count = random.randint(0, most)
    step = (end - start) / (count + 1)
    for number in range(count):
        yield random.choice(peers), texts[(number + len(peers)) % len(texts)], start + step * number


def _broadcast(app: App, meeting: Meeting) -> None:
    """Let a meeting have been on the air once, and leave a livestream of no meeting waiting."""
    livestream = livestreams.start_livestream(app, meeting, "All hands", meeting.created_at)
    session = livestreams.air_livestream(app, livestream, meeting.created_at + timedelta(seconds=12))
    session.viewers = app.world.ids.random.randint(20, 400)
    livestreams.stop_livestream(app, livestream, meeting.created_at + timedelta(minutes=48))
    livestreams.create_livestream(app, None, "Town square", app.now - timedelta(days=1))


def _webhooks(app: App, at: datetime) -> None:
    wishes = {"recordings": ["recording.statusUpdate"], "meetings": ["meeting.started", "meeting.ended"]}
    for name, events in wishes.items():
        webhook = Webhook(
            id=app.world.ids.uuid(),
            created_at=at,
            updated_at=at,
            name=name,
            url=f"https://hooks.example.com/{name}",
            events=events,
            enabled=False,  # nobody is there: what a test makes happen shall not be told to a made-up host
        )
        app.webhooks[webhook.id] = webhook
