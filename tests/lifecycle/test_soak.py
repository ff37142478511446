import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import complaints

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory and sockets are read from /proc")
@pytest.mark.slow
def test_a_few_seconds_of_mixed_traffic_with_faults_give_no_wrong_result_and_leave_nothing_behind():
    # So short a run is still warming up: whether memory stays flat is for the long one to say.
    command = [
        sys.executable,
        "-X",
        "dev",
        "-W",
        "error",
        "-m",
        "benchmarks.soaks.calls",
        "--minutes",
        "0.06",
        "--quiet",
    ]
    done = subprocess.run(
        [*command, "--most-growth", "1000"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, complaints(done.stderr)) == (0, []), done.stdout
    assert "wrong        0" in done.stdout
    assert "left         0 tasks, 0 sockets" in done.stdout
