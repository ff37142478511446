"""The documentation's block about a shared quota runs as printed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from realtimekit_async.emulator import Emulator

from ..docs.pages import the_block_with
from ..doubles.redis_server import RedisServer


@pytest.mark.slow
def test_the_shared_quota_works_as_printed(redis_server: RedisServer, emulator: Emulator, tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(the_block_with("REDIS_URL"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        env={**os.environ, **emulator.environment, "REDIS_URL": redis_server.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "0 meetings, counted within the quota of all\n", done.stderr
    assert b":places" in redis_server.ask("KEYS", "*")
