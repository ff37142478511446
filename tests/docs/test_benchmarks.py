"""What the page of benchmarks promises."""

import json

from benchmarks.report.pages import SECTIONS

from .pages import ROOT

RESULTS = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
TARGETS = [target for section in SECTIONS for target in section.targets if target.measured(RESULTS)]


def test_every_target_that_is_missed_says_why():
    assert [target.title for target in TARGETS if not target.met(RESULTS) and not target.reason] == []


def test_every_part_was_measured_whole():
    assert RESULTS["quick"] is False
    assert [section.title for section in SECTIONS if section.part not in RESULTS] == []


def test_every_target_that_is_missed_has_a_profile_that_shows_where_its_time_goes():
    missed = [target for target in TARGETS if not target.met(RESULTS)]
    for target in missed:
        text = (ROOT / "benchmarks" / "profiles" / f"{target.profile}.txt").read_text(encoding="utf-8")
        assert text.startswith(f"python -m benchmarks.profiles {target.profile}\n"), target.title
