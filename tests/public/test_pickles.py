"""Public values pickle under their public path, so that modules may move between versions and machines."""

import copy
import inspect
import pickle
import pickletools
import subprocess
import sys
from datetime import UTC, datetime
from types import FunctionType

import msgspec
import pytest

from realtimekit_async import (
    Call,
    Check,
    DecodeError,
    Exchange,
    NotFound,
    Page,
    Quota,
    Reply,
    SharedQuota,
    Verdict,
    agent,
    archive,
    events,
    files,
)
from realtimekit_async.models import Meeting, SummaryLink

from .names import MADE_BY_THE_LIBRARY, MODULES, PACKAGE, exported

PATHS = {PACKAGE + module for module in (*MODULES, ".errors")}
ARGUMENTS = {
    "message": "it failed",
    "status": 400,
    "code": 4000,
    "sent": True,
    "url": "https://a.example",
    "token": "t",
}

UNIT = archive.Unit("s1", title="Standup", started_at=datetime(2026, 1, 2, tzinfo=UTC), what=("chat",))
STORED = archive.StoredObject("s1/chat.csv", 12, "chat")
GIVEN = [
    Call("GET", "/meetings/{meeting_id}", ("m1",), query={"name": "x"}),
    Check(
        Verdict(is_right=True, finding="ok"),
        Verdict(is_right=True, finding="ok"),
        Verdict(is_right=None, finding="?"),
    ),
    Exchange("GET", "/meetings", 404, 0.1, 1, NotFound("not there", status=404), 0.0),
    Page([Meeting(id="m1")], total_count=1),
    Quota(10, 1),
    Reply({"id": "m1"}, None, 200, {}, "ray"),
    SharedQuota("redis://localhost"),
    Verdict(is_right=False, finding="no"),
    UNIT,
    STORED,
    agent.Gap(agent.Session(id="a2"), agent.Session(id="a1")),
    archive.Absence("chat", "missing"),
    archive.Failure("s1", "DecodeError", "unreadable"),
    archive.Finished(archive.Outcome(UNIT, stored=(STORED,))),
    archive.Outcome(UNIT, stored=(STORED,)),
    archive.Pending("chat"),
    archive.Planned(UNIT),
    archive.Stored(STORED),
    archive.Transferring("s1/chat.csv", 3, 12),
    archive.Walked(1, 2, 0, 1),
    events.Delivery(events.Unknown("x", b"{}"), "w1", "d1"),
    events.Unknown("x", b"{}"),
    files.Progress("a.mp4", 1, 2),
    files.SavedFile("a.mp4", 2),
    SummaryLink(inline="We agreed."),
    files.TranscriptLine(1.0, text="Hello"),
]


def classes(base):
    """The public classes of a kind, each once."""
    found = {value: name for name, value in exported() if inspect.isclass(value) and issubclass(value, base)}
    return [cls for cls in found if cls.__name__ not in MADE_BY_THE_LIBRARY]


def sample(cls):
    """A value of this class, made of as little as may be."""
    try:
        parameters = inspect.signature(cls).parameters.values()
    except ValueError:  # an error without an __init__ of its own
        return cls("it failed")
    return cls(**{each.name: ARGUMENTS.get(each.name) for each in parameters if each.default is each.empty})


VALUES = [*GIVEN, *(sample(cls) for cls in classes(msgspec.Struct) if cls not in set(map(type, GIVEN)))]
ERRORS = [sample(error) for error in classes(BaseException)]


def modules_in(data):
    """What of this package a pickle imports or names."""
    texts = [argument for _, argument, _ in pickletools.genops(data) if isinstance(argument, str)]
    return {text for text in texts if text.split(".")[0].split(" ")[0] == PACKAGE}


def is_public(text):
    return text in PATHS or text.replace(" ", ".").rpartition(".")[0] in PATHS


def read(data):
    return pickle.loads(data)  # noqa: S301 - our own


@pytest.mark.parametrize("value", [*VALUES, *ERRORS], ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_a_pickle_names_public_modules_only_and_is_read_again(value, protocol):
    data = pickle.dumps(value, protocol)
    named = modules_in(data)
    assert named
    assert all(map(is_public, named)), named
    again = read(data)
    assert type(again) is type(value)
    assert str(again) == str(value)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_deep_copy_is_of_the_same_class_and_equal(value):
    again = copy.deepcopy(value)
    assert type(again) is type(value)
    assert repr(again) == repr(value)


def test_functions_pickle_under_the_package_that_exports_them():
    for name, value in exported():
        if isinstance(value, FunctionType) and not name.startswith(f"{PACKAGE}.pytest_plugin"):
            assert all(map(is_public, modules_in(pickle.dumps(value)))), name


@pytest.mark.slow
def test_another_process_reads_a_pickle_before_anything_is_imported():
    command = "import pickle, sys; value = pickle.load(sys.stdin.buffer); print(type(value).__name__)"
    for value in (UNIT, Quota(10, 1), sample(files.LinkRefused), Meeting(id="m1")):
        done = subprocess.run(
            [sys.executable, "-c", command], input=pickle.dumps(value), capture_output=True, timeout=30, check=True
        )
        assert done.stdout.decode().strip() == type(value).__name__


def test_a_field_that_the_writing_version_did_not_know_takes_its_default():
    rebuild, (name, fields) = Page([], total_count=3, end_offset=7).__reduce__()
    del fields["end_offset"]
    assert rebuild(name, fields) == Page([], total_count=3)


def test_a_class_keeps_its_source_and_the_types_of_its_fields():
    for cls in (Quota, archive.Unit, DecodeError, Meeting):
        assert f"class {cls.__name__}(" in inspect.getsource(cls)
    assert msgspec.json.decode(b'{"requests": 1, "seconds": 2}', type=Quota) == Quota(1, 2)


class Own(Quota, frozen=True):
    """A user's own kind of quota."""


class OwnError(NotFound):
    """A user's own error."""


def test_what_users_derive_pickles_under_its_own_module():
    assert type(read(pickle.dumps(Own(1, 2)))) is Own
    assert type(read(pickle.dumps(OwnError("no", status=404)))) is OwnError
