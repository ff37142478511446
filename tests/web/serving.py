"""uvicorn on a thread, with its own event loop and a real socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application, its lifespan included, and give its URL."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
    # The socket listens from the start, so a request waits for the server instead of polling for it.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
