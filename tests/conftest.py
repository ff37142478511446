"""What holds for all tests: how many run at once, and what they and their children inherit."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_NAME = 80  # characters of a value in the name of a test
SLOW = "Executing "  # asyncio's debug mode tells how long a step took: of a busy machine, not of us

logging.getLogger("asyncio").addFilter(lambda record: not str(record.msg).startswith(SLOW))

# readline, which pytest imports, puts the size of its terminal where every child finds it, the processes that run
# tests among them; rich would take it for the width that a test asks for.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

# Some hundred processes read the same modules, and half of the time of most is compiling. Where bytecode may not
# lie beside them, it gets a place of its own.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell without job control starts what goes on in the background with SIGINT ignored, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# So does nohup with SIGHUP. What is heeded here, by doing nothing, is not ignored in children.
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Say on how many examples a property is tried, by the quick loops and by `.ci/run`."""
    from hypothesis import HealthCheck, settings  # so late, its bytecode is where it may lie, too

    for profile, max_examples in (("quick", 50), ("thorough", 800)):
        settings.register_profile(
            profile,
            max_examples=max_examples,
            stateful_step_count=25,
            deadline=None,  # of a busy machine, not of us
            suppress_health_check=[
                HealthCheck.function_scoped_fixture
            ],  # what hides secrets from the log, for one
        )
    settings.load_profile("quick")


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes run tests at once: two more than processors, for some always wait."""
    return 2 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call slow what needs a browser, whatever it tests."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for garbage neither while tests are found nor, later, among what was found: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test after the beginning of a long value: some have megabytes, and every process sends all names."""
    if not isinstance(val, str | bytes) or len(val) <= LONGEST_NAME:
        return None
    return f"{val[: LONGEST_NAME // 2]!a}...{len(val)}"


@pytest.fixture(autouse=True)
def logging_of_before() -> Iterator[None]:
    """Put the process's logging back: an application of the documentation sets it up for all that come after."""
    level, handlers = logging.root.level, logging.root.handlers[:]
    yield
    logging.root.setLevel(level)
    logging.root.handlers[:] = handlers
