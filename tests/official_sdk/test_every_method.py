"""Nothing that the official SDK can do is left out of the tests against the emulator."""

import re
from pathlib import Path

from .sdk import operations

CALL = re.compile(r"\bkit\.(\w+)(?:\.with_raw_response)?\.(\w+)")


def test_every_method_of_the_sdk_is_tried_on_the_emulator_and_there_are_54_operations():
    sources = [path.read_text() for path in Path(__file__).parent.glob("test_emulator_*.py")]
    tried = {".".join(names) for source in sources for names in CALL.findall(source)}
    assert tried == {*operations()}
    assert len({*operations().values()}) == 54
