"""What the suite promises about itself: no test hangs unseen, and children begin as they would for a user."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANGING = """
import threading

def test_that_waits_for_ever():
    threading.Thread(target=threading.Event().wait, name="the other thread", daemon=True).start()
    threading.Event().wait()

def test_after_it():
    pass
"""
GROUPED = """
import pytest

@pytest.mark.xdist_group("of one server")
def test_that_shares():
    pass
"""


def run_tests(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **options)


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_test_that_hangs_fails_and_shows_all_stacks(tmp_path, processes):
    file = tmp_path / "test_hanging.py"
    file.write_text(HANGING)
    done = run_tests(f"--numprocesses={processes}", "--timeout=1", str(file), timeout=60)
    assert "1 failed, 1 passed" in done.stdout
    assert "Timeout (>1.0s)" in done.stdout
    assert "Stack of the other thread" in done.stdout


@pytest.mark.slow
def test_where_signals_are_ignored_children_of_tests_heed_them_all_the_same():
    """A shell without job control starts what goes on in the background with SIGINT ignored."""
    done = run_tests(
        *("-n", "1", "tests/cli/test_process.py", "-k", "signal_ends"),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        timeout=90,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_what_shares_a_server_runs_in_one_process(tmp_path):
    """pytest-xdist tells the processes' tests apart by a group that it adds to their ids."""
    file = tmp_path / "test_grouped.py"
    file.write_text(GROUPED)
    done = run_tests("-n", "1", "-vv", str(file), timeout=60)
    assert "test_that_shares@of one server" in done.stdout, done.stdout
