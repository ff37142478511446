import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", ["3", "11"])
@pytest.mark.slow
def test_through_a_broken_network_every_event_comes_once_in_order_or_a_gap_says_otherwise(seed):
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "benchmarks.soaks.agent_chaos",
        "--minutes",
        "0.05",
        "--seed",
        seed,
    ]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong        0" in done.stdout
    for fault in ("cut", "half_close_client", "half_close_server", "reset", "stall"):
        assert re.search(rf"\b{fault} [1-9]", done.stdout)
    assert re.search("[1-9][0-9]* outages, [1-9][0-9]* gaps", done.stdout)
