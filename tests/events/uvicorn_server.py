"""uvicorn in a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(app: str, log: Path, **environment: str) -> Iterator[str]:
    """Serve an application of `served.py` and give its URL; what it writes ends up in `log`."""
    # The socket listens from the start, so a request waits for the server instead of polling for it.
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as output:
        number = listening.fileno()
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", app, "--fd", str(number), "--log-level", "info"],
            env={**os.environ, **environment},
            cwd=Path(__file__).parent,
            pass_fds=[number],
            stdout=output,
            stderr=output,
        )
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with server:
        try:
            yield url
        finally:
            server.terminate()
