"""The report of the benchmarks draws whatever was measured, and a run that is interrupted keeps what it has."""

import json
import math
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.report import draw, pages, picture
from benchmarks.report.targets import Section, Target, at, judged

NOT_YET_MEASURED = Path(__file__).with_name("benchmarks.json")
"""Rough results of parts that the committed results lack, or have in an older shape.

A new part is added by `python -m benchmarks PART --quick --json tests/unit/benchmarks.json`.
"""
RESULTS = {
    **json.loads(draw.RESULTS.read_text(encoding="utf-8")),
    **json.loads(NOT_YET_MEASURED.read_text(encoding="utf-8")),
}
HERE = {name: RESULTS[name] for name in ("machine", "versions", "quick")}


def test_every_part_is_shown_and_has_results_to_draw():
    shown = [section.part for section in pages.SECTIONS]
    assert sorted(shown) == sorted(benchmarks.PARTS)
    assert set(shown) <= RESULTS.keys()


@pytest.mark.parametrize("section", pages.SECTIONS, ids=lambda section: section.part)
def test_a_section_draws_its_tables_its_targets_and_its_jobs(section):
    tables = [section.tables(RESULTS), *([section.brief(RESULTS)] if section.brief else [])]
    for lines in tables:
        widths = {line.count("|") for line in lines.splitlines() if line.startswith("|")}
        assert widths
    assert section.title
    assert section.about.endswith(".")
    assert all(math.isfinite(target.figure(RESULTS)) for target in section.targets)
    for job in section.jobs(RESULTS):
        assert [bar.ours for bar in job.bars].count(True) == 1
        assert all(bar.length > 0 for bar in job.bars)
        assert 10 * len(job.title) + 8 * len(job.measure) < picture.WIDTH - 2 * picture.MARGIN, (
            "too long for the picture's line"
        )


@pytest.mark.parametrize("part", benchmarks.PARTS)
def test_the_report_is_drawn_with_one_part_alone_and_without_it(part):
    for results in ({**HERE, part: RESULTS[part]}, {name: RESULTS[name] for name in RESULTS if name != part}):
        title = next(section.title for section in pages.SECTIONS if section.part == part)
        assert (f"### {title}\n" in pages.long(results)) == (part in results)
        assert "## Targets: " in pages.short(results)
        assert ET.fromstring(picture.svg(results)).tag.endswith("svg")  # noqa: S314 - drawn here


def test_a_line_of_a_table_has_as_many_cells_as_its_head():
    for text in (pages.long(RESULTS), pages.short(RESULTS)):
        for block in text.split("\n\n"):
            cells = {line.count(" | ") for line in block.splitlines() if line.startswith("| ")}
            assert len(cells) < 2, block


def test_a_reason_stands_below_the_targets_once_and_what_was_not_measured_is_left_out():
    promised = (
        Target("reached", at("a"), 2, "s"),
        Target("too slow", at("a"), 0.5, "s", reason="it is heavy"),
        Target("too small", at("a"), 7, "×", at_least=True, reason="it is heavy"),
        Target("without a tool", at("b"), 1, "s"),
    )
    written = judged([Section("part", str, promised, "A part")], {"a": 1})
    assert "1 of 3 met" in written
    assert "| A part | reached | ≤ 2 s | 1.00 s | met |" in written
    assert written.count("**missed** (1)") == 2
    assert written.count("it is heavy") == 1
    assert "without a tool" not in written


def test_each_part_says_what_it_measures_in_one_line():
    for part in benchmarks.PARTS:
        assert benchmarks.said(part).endswith(".")


def test_a_run_that_is_interrupted_keeps_the_parts_that_were_done(tmp_path, monkeypatch):
    def interrupted(**_):
        raise KeyboardInterrupt

    figures = RESULTS["quota"]
    monkeypatch.setitem(sys.modules, "benchmarks.jobs.quota", SimpleNamespace(measure=lambda **_: figures))
    monkeypatch.setitem(sys.modules, "benchmarks.jobs.lists", SimpleNamespace(measure=interrupted))
    file = tmp_path / "results.json"
    file.write_text('{"start": "measured before"}', encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        benchmarks.run(["quota", "lists"], file, quick=True)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["start"], kept["quota"]) == ("measured before", figures)
    assert "lists" not in kept
