"""What holds for all tests: how many run at once, and what they and their children inherit."""

import logging
import os
import signal

SLOW = "Executing "  # asyncio's debug mode tells how long a step took: of a busy machine, not of us

logging.getLogger("asyncio").addFilter(lambda record: not str(record.msg).startswith(SLOW))

# readline, which pytest imports, puts the size of its terminal where every child finds it, the processes that run
# tests among them; rich would take it for the width that a test asks for.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

# A shell without job control starts what goes on in the background with SIGINT ignored, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes run tests at once: two on a processor, for a third of the time is waiting."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
