import re
from pathlib import Path

import pytest

from .comparison import broken
from .names import public_names, recorded

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"

# What the last release had and this one has not: each with the reason why users are not asked to follow, or how.
WANTED = {
    "realtimekit_async.emulator.Emulator.agents.start has vanished (it was: def())": (
        "the emulator called it itself as it started; who called it again would have got nothing by it"
    ),
    "realtimekit_async.agent.Agent.__anext__: was 'def()' and is 'async def()'": (
        "both give what is awaited, and `async for` and `anext` read the same"
    ),
}


def test_every_recorded_name_and_signature_still_holds():
    faults = broken(recorded(), public_names())
    assert not faults, "users rely on this:\n" + "\n".join(faults)


def last_release() -> str:
    released = re.search(r"^## \[(\d+\.\d+\.\d+)\]", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert released
    return released[1]


def test_nothing_of_the_last_release_has_gone_or_changed_but_what_is_wanted():
    faults = set(broken(recorded(last_release()), public_names()))
    unwanted, no_more = sorted(faults - WANTED.keys()), sorted(WANTED.keys() - faults)
    assert not unwanted, "users of the last release rely on this:\n" + "\n".join(unwanted)
    assert not no_more, "this no longer differs:\n" + "\n".join(no_more)


def test_the_record_is_sorted_and_has_a_line_for_each_name():
    lines = recorded()
    assert lines == sorted(set(lines))
    assert len({line.partition(": ")[0] for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a.f: def(x)", "a.f: def(x, y=...)"),
        ("a.f: def(x)", "a.f: def(x, *, y=...)"),
        ("a.f: def(x, /)", "a.f: def(x, /, **more)"),
        ("a.f: def(x)", "a.f: def(x=...)"),
        ("a.f: def(x=...)", "a.f: def(x=7)"),
        ("a.f: def(x=7, y=inf)", "a.f: def(x=7, y=inf)"),
        ("a.D['x']: required key", "a.D['x']: key"),
    ],
)
def test_an_addition_with_a_default_passes(before, after):
    assert broken([before], [after, "a.g: def(z)"]) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("a.f: def(x)", "a.g: def(x)", "a.f has vanished (it was: def(x))"),
        ("a.f: def(x, y)", "a.f: def(x)", "a.f: the parameter 'y' has vanished"),
        ("a.f: def(x)", "a.f: def(x, *, y)", "a.f: the new parameter 'y' has no default"),
        ("a.f: def(x=...)", "a.f: def(x)", "a.f: the parameter 'x' has lost its default"),
        ("a.f: def(x=1000)", "a.f: def(x=1)", "a.f: the default of 'x' was 1000 and is 1"),
        ("a.f: def(x=1)", "a.f: def(x=True)", "a.f: the default of 'x' was 1 and is True"),
        ("a.f: def(x='a')", "a.f: def(x=...)", "a.f: the default of 'x' was 'a' and is Ellipsis"),
        ("a.f: def(x)", "a.f: async def(x)", "a.f: was 'def(x)' and is 'async def(x)'"),
        ("a.f: attribute", "a.f: def()", "a.f: was 'attribute' and is 'def()'"),
        ("a.D['x']: key", "a.D['x']: required key", "a.D['x']: was 'key' and is 'required key'"),
    ],
)
def test_what_breaks_a_caller_is_named(before, after, fault):
    assert broken([before], [after]) == [fault]


def test_a_parameter_that_becomes_keyword_only_breaks_a_caller():
    faults = broken(["a.f: def(x, y)"], ["a.f: def(x, *, y)"])
    assert faults[0] == "a.f: the parameter 'y' was positional or keyword and is keyword-only"


def test_a_parameter_that_comes_before_another_breaks_a_caller():
    faults = broken(["a.f: def(x=..., y=...)"], ["a.f: def(x=..., z=..., y=...)"])
    assert faults == ["a.f: the positional parameters were ['x', 'y'] and are ['x', 'z', 'y']"]


def test_a_new_required_key_of_a_known_dictionary_breaks_who_fills_it():
    new = ["a.D: TypedDict", "a.D['x']: required key"]
    assert broken(["a.D: TypedDict"], new) == [
        "a.D['x'] is new and required: whoever fills a.D today leaves it out"
    ]
    assert broken([], new) == []
