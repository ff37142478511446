"""What the documentation draws is what there is."""

import re
from pathlib import Path

import realtimekit_async

PACKAGE = Path(realtimekit_async.__file__).parent
PICTURE = Path(__file__).parents[2] / "docs" / "explanation" / "rooms.svg.html"


def test_every_room_stands_in_the_picture_of_the_rooms():
    drawn = set(re.findall(r'text-anchor="middle">([^<]+)<', PICTURE.read_text(encoding="utf-8")))
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms <= drawn
