"""What the documentation draws is what there is."""

import re
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest

import realtimekit_async

DOCS = Path(__file__).parents[2] / "docs"
PACKAGE = Path(realtimekit_async.__file__).parent
ROOMS = DOCS / "explanation" / "rooms.svg.html"
ELSE_EACH_TIME = re.compile(r":\d{4,5}\)|[\d.,]+ s\b|[\d,]+ a second|_\d{14}|\s+")
"""Ports, times, rates and dates."""


def test_every_room_stands_in_the_picture_of_the_rooms():
    drawn = set(re.findall(r'text-anchor="middle">([^<]+)<', ROOMS.read_text(encoding="utf-8")))
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms <= drawn


@pytest.mark.slow
def test_the_picture_of_the_demo_shows_what_it_prints(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    demo = import_module("draw_demo")
    assert lines_in(demo.PICTURE.read_text(encoding="utf-8")) == lines_in(demo.drawn(demo.printed()))


def lines_in(picture):
    """Return what stands in the picture of a terminal, line by line, without bars and what is new each time."""
    rows = {}
    for height, text in re.findall(r'<text[^>]*? y="([\d.]+)"[^>]*>(.*?)</text>', picture):
        rows.setdefault(float(height), []).append(unescape(re.sub("<.*?>", "", text)))
    lines = ["".join(texts).replace("\xa0", " ") for _, texts in sorted(rows.items())]
    assert len(lines) > 40
    return [ELSE_EACH_TIME.sub("", line) for line in lines if "━" not in line]
