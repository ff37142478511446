"""Every field of an answer, a request or a setting has documentation where it is declared, which tells something.

It is read from the source, where editors and the reference find it: nothing of it exists at run time.
"""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getsourcefile
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec import Struct

import realtimekit_async

PACKAGE = Path(realtimekit_async.__file__).parent
INSIDE = {"__init__.py", "boxes.py", "portable.py", "pydantic_schema.py"}  # what no user is ever given
FILES = [
    *(file for file in sorted((PACKAGE / "models").glob("*.py")) if file.name not in INSIDE),
    PACKAGE / "agent" / "events.py",
    PACKAGE / "events" / "payloads.py",
    *sorted((PACKAGE / "meeting" / "events").glob("[!_]*.py")),
    *sorted((PACKAGE / "meeting" / "values").glob("[!_]*.py")),
]


def words(text: str) -> set[str]:
    """Return the words of a text or a name, without their endings in the plural."""
    return {word.lower().rstrip("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", text)}


SAYS_NOTHING = words(
    """
    a an and are as at be by for from has have here in is it its of on one or that the their they this to was which
    with
    """
)
UNIT = re.compile(
    r"(?i)\b(seconds?|milliseconds|minutes|bytes|gibibytes|bits|words|pixels|degrees|share|number|mean|position|port|times"
    r"|pictures (a|that)|units?|samples|counted from|at (most|least)|how (many|much))\b|\b(UTC|ISO 8601)\b"
)
ABSENCE = re.compile(r"(?i)\b(absent|empty|nothing|unless|until|once|left|without)\b")
EXPIRY = re.compile(r"(?i)\b(expir(es?|ed|ing)|stop working|fetched from|registered|another webhook)\b")

NEVER_GIVEN = {"Flat", "Named"}  # what deliveries are read by


class Field(NamedTuple):
    owner: str
    name: str
    type: str
    text: str | None

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"


def fields_of(source: str) -> Iterator[Field]:
    """Yield each field that a class of a module declares, with the text below it."""
    for owner in ast.parse(source).body:
        if isinstance(owner, ast.ClassDef) and not owner.name.startswith("_") and owner.name not in NEVER_GIVEN:
            for field, after in pairwise([*owner.body, None]):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    kind = ast.unparse(field.annotation)
                    if not kind.startswith("ClassVar["):  # which no instance has
                        yield Field(owner.name, field.target.id, kind, text_of(after))


def text_of(statement: ast.stmt | None) -> str | None:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return None


def complaint(field: Field) -> str | None:
    """Return what is wrong with a field's documentation, if anything is."""
    if field.text is None:
        return "has none"
    if words(field.text) - SAYS_NOTHING <= words(field.name) | words(field.owner):
        return "says no more than the name"
    measured = re.match(r"(Required\[)?(int|float|Timestamp|datetime)\b", field.type)
    if measured and not (UNIT.search(field.text) or ABSENCE.search(field.text)):
        return "names no unit and no absence"
    if field.name.endswith("url") and not (EXPIRY.search(field.text) or ABSENCE.search(field.text)):
        return "tells neither when the URL is absent nor when it expires"
    return None


ROOMS = ("", ".agent", ".archive", ".emulator", ".events", ".files", ".meeting", ".models")


def further_structs() -> set[type[Struct]]:
    """Return the public Structs that stand in none of the files."""
    rooms = [import_module(f"realtimekit_async{room}") for room in ROOMS]
    public = [getattr(room, name) for room in rooms for name in room.__all__]
    structs = {each for each in public if isinstance(each, type) and issubclass(each, Struct)}
    return {each for each in structs if Path(str(getsourcefile(each))) not in FILES}


FURTHER = sorted(further_structs(), key=str)
FIELDS = [
    *(field for file in FILES for field in fields_of(file.read_text(encoding="utf-8"))),
    *(
        field
        for struct in FURTHER
        for field in fields_of(Path(str(getsourcefile(struct))).read_text(encoding="utf-8"))
        if field.owner == struct.__name__
    ),
]


def test_every_field_has_documentation_that_tells_something():
    assert [f"{field} {wrong}" for field in FIELDS if (wrong := complaint(field))] == []


def test_fields_are_found():
    assert len(FIELDS) > 900
    found = set(map(str, FIELDS))
    assert {"Meeting.id", "Recording.download_url", "MeetingFields.title"} <= found
    assert {f"{each.__name__}.{name}" for each in FURTHER for name in each.__struct_fields__} <= found
    assert {"SavedFile.path", "TranscriptLine.start", "Check.app", "Report.seconds", "Retry.budget"} <= found


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        (Field("Meeting", "id", "str", None), "has none"),
        (Field("Meeting", "id", "str", "The id."), "says no more than the name"),
        (Field("Meeting", "title", "str | None", "The title of this meeting."), "says no more than the name"),
        (Field("DayStat", "total_sessions", "int", "Total sessions of the day."), "says no more than the name"),
        (Field("Recording", "file_size", "int | None", "How big the file is."), "names no unit and no absence"),
        (
            Field("Session", "ended_at", "Timestamp | None", "When people went home."),
            "names no unit and no absence",
        ),
        (
            Field("Recording", "download_url", "str | None", "Where a file can be had."),
            "tells neither when the URL is absent nor when it expires",
        ),
        (Field("Recording", "file_size", "int | None", "Size in bytes; absent until UPLOADED."), None),
    ],
)
def test_documentation_that_tells_nothing_is_refused(field, wrong):
    assert complaint(field) == wrong
