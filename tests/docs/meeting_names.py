"""The tables of `docs/reference/meeting-names.md`, made of the contract and of the types of events.

`python -m tests.docs.meeting_names` writes them into the page, between its marks.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import tests.meeting.rows_others
import tests.meeting.rows_self
import tests.meeting.rows_talk
from realtimekit_async.meeting import (
    Ai,
    Chat,
    Livestream,
    LocalParticipant,
    Meeting,
    Meta,
    Participant,
    Participants,
    Plugins,
    Polls,
    Recording,
    Stage,
)
from realtimekit_async.meeting.events.table import TYPES
from tests.meeting.table import ROWS, SEEDS
from tests.meeting.test_declarations import calls

from .pages import ROOT

PAGE = ROOT / "docs" / "reference" / "meeting-names.md"
MARKED = re.compile(r"(<!-- (?:names|further|events) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
LOADED = (tests.meeting.rows_others, tests.meeting.rows_self, tests.meeting.rows_talk)
"""What puts rows into the table when it is imported."""
PARTS: dict[str, tuple[str, type]] = {
    "": ("meeting", Meeting),
    "self": ("meeting.self", LocalParticipant),
    "participants": ("meeting.participants", Participants),
    "participant": ("participant", Participant),
    "chat": ("meeting.chat", Chat),
    "polls": ("meeting.polls", Polls),
    "plugin": ("meeting.plugins", Plugins),
    "ai": ("meeting.ai", Ai),
    "meta": ("meeting.meta", Meta),
    "recording": ("meeting.recording", Recording),
    "livestream": ("meeting.livestream", Livestream),
    "stage": ("meeting.stage", Stage),
}
"""By what the page calls a part: where it is in Python, and its class."""
OTHERWISE = {
    "participants.acceptAllWaitingRoomRequest": "accept_all_waiting_room_requests",
    "self.picture": "picture_url",
    "participant.picture": "picture_url",
    "recording.recordingState": "state",
    "livestream.state": "state",
}
"""What Python spells otherwise than by its rule."""
OUR_OWN = {"state", "picture_url", "left", "dropped", "host_name", "all"}
"""Properties that are Python's own, or stand in the rows above or under another name."""


def tables() -> list[str]:
    """Return the tables of the page, in their order."""
    by_seed = {row.seed: row for row in ROWS}
    names = [(by_seed[seed].js, by_seed[seed].python) for seed in SEEDS]
    kinds = sorted(set(TYPES.values()), key=lambda kind: kind.js)
    told = [(", ".join(kind.js), kind.__name__, _first_sentence(kind)) for kind in kinds]
    shown = {js for js, _ in names}
    more = [(js, python) for js, python in further() if js not in shown]
    return [
        _table(("JavaScript", "Python"), names),
        _table(("JavaScript", "Python"), more),
        _table(("JavaScript", "type", ""), told),
    ]


def further() -> Iterator[tuple[str, str]]:
    """Yield every property that the page reads and every function that it may call, with what Python has."""
    for part, (place, kind) in PARTS.items():
        properties = {name for name, _ in inspect.getmembers_static(kind, _is_property) if name[0] != "_"}
        names = [_camel(name) for name in properties - OUR_OWN]
        names += [js.partition(".")[2] for js in OTHERWISE if js.partition(".")[0] == part and "." in js]
        for name in dict.fromkeys([*sorted(names), *calls().get(part, [])]):
            js = f"{part}.{name}" if part else name
            yield js, _in_python(kind, place, OTHERWISE.get(js, _snake(name)))


def _is_property(value: object) -> bool:
    return isinstance(value, property)


def _in_python(kind: type, place: str, name: str) -> str:
    """Say how something is written; nothing for what there is not in Python."""
    member = inspect.getattr_static(kind, name, None)
    if member is None:
        return ""
    if _is_property(member):
        return f"{place}.{name}"
    return f"await {place}.{name}({', '.join(_needed(member))})"


def _needed(function: Callable[..., object]) -> list[str]:
    """Return the arguments that a call cannot leave out."""
    parameters = [*inspect.signature(function).parameters.values()][1:]
    return [each.name for each in parameters if each.default is each.empty and each.kind is not each.VAR_KEYWORD]


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.title() for each in others)


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


def _first_sentence(kind: type) -> str:
    text = inspect.cleandoc(kind.__doc__ or "")
    return re.split(r"[.;](?:\s|$)", text.replace("\n", " "), maxsplit=1)[0].replace("|", "/")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table whose first two columns are code; what Python does not have is said in words."""
    lines = [head, ["---"] * len(head)]
    lines += [[f"`{theirs}`", f"`{ours}`" if ours else "not yet", *rest] for theirs, ours, *rest in rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def shown() -> list[str]:
    """Return the tables as the page has them."""
    return [found[2] for found in MARKED.finditer(PAGE.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    made = iter(tables())
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKED.sub(lambda found: found[1] + next(made) + found[3], text), encoding="utf-8")
