"""`realtimekit archive` killed at random moments: what lies under its final name is whole, always."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import msgspec

from .processes import SMALL, Whole, archived, archiving, files_of, is_content, served, session_in, whole

KILLS = 20
PAST = dict(SMALL)
if os.environ.get("REALTIMEKIT_ARCHIVE_SESSIONS"):  # a history as large as somebody has the patience for
    PAST["sessions"] = int(os.environ["REALTIMEKIT_ARCHIVE_SESSIONS"])
    PAST["meetings"], PAST["recordings"] = PAST["sessions"] // 8, PAST["sessions"] * 2 // 3


class Folder:
    """A folder with an archive, looked at from outside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[tuple[str, float], Whole] = {}

    def bytes(self) -> int:
        total = 0
        for folder, _, names in os.walk(self.path):
            for name in names:
                try:
                    total += (Path(folder) / name).stat().st_size
                except FileNotFoundError:  # it has its final name now
                    continue
        return total

    def names(self) -> list[str]:
        return [str(each.relative_to(self.path)) for each in self.path.rglob("*") if each.is_file()]

    def content(self, key: str) -> Whole:
        """Hash a file, unless it was hashed before."""
        path = self.path / key
        mark = (key, path.stat().st_mtime)
        if mark not in self._known:
            self._known[mark] = whole(path.read_bytes())
        return self._known[mark]

    def check(self, expected: dict[str, set[Whole]]) -> Counter[str]:
        """Look at everything under a final name, and count the files of each session."""
        counts: Counter[str] = Counter()
        for key in self.names():
            if key.endswith((".part", ".part.json")):
                continue
            if is_content(key):
                assert self.content(key) in expected[session_in(key)], key
                counts[session_in(key)] += 1
            else:
                msgspec.json.decode((self.path / key).read_bytes())
        return counts


def test_killed_twenty_times_at_random_bytes_the_archive_holds_whole_objects_only(tmp_path):
    chance = random.Random(11)  # noqa: S311 - moments
    folder = Folder(tmp_path / "out")
    with served(PAST) as environment:
        expected = asyncio.run(files_of(environment))
        total = sum(each.size for files in expected.values() for each in files)
        for bound in sorted(chance.uniform(0, 0.95) * total for _ in range(KILLS)):
            with archiving(environment, str(folder.path), "--concurrency", "3") as process:
                while process.poll() is None and folder.bytes() < bound:
                    time.sleep(0.005)
                process.send_signal(signal.SIGKILL)
            assert process.returncode == -signal.SIGKILL  # there was more to do
            folder.check(expected)
        assert archived(environment, str(folder.path))["state"] == "complete"
        counts = folder.check(expected)
        assert not [key for key in folder.names() if ".part" in key]
        assert _found(folder) == expected
        assert archived(environment, str(folder.path))["objects"] == 0
        assert folder.check(expected) == counts


def _found(folder: Folder) -> dict[str, set[Whole]]:
    found: dict[str, set[Whole]] = {}
    for key in filter(is_content, folder.names()):
        found.setdefault(session_in(key), set()).add(folder.content(key))
    return found
