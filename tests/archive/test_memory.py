"""How much memory an archive takes: little, whatever the number of sessions."""

import os
import subprocess
import sys

import pytest

from .processes import ROOT, served

PAST = {"meetings": 40, "sessions": 300, "recordings": 200, "days": 6, "recording_bytes_a_second": 10}
MEASURED = """
import pathlib, re, sys
from realtimekit_async.cli import main
code = main(["archive", sys.argv[1], "--json", "--what", "recordings,transcripts"])
status = pathlib.Path("/proc/self/status").read_text()
print(code, re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read from /proc")
@pytest.mark.slow
def test_three_hundred_sessions_take_less_than_150_megabytes(tmp_path):
    with served(PAST) as environment:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, str(tmp_path / "out")],
            env={**os.environ, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
    code, kilobytes = done.stdout.splitlines()[-1].split()
    assert code == "0", done.stdout + done.stderr
    assert int(kilobytes) < 150 * 1024
