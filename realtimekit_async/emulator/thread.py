"""An emulator on a thread and an event loop of its own, so that it serves tests of any kind."""

import asyncio
import threading
from typing import Protocol


class Service(Protocol):
    """What can be started and closed in a loop."""

    async def start(self) -> None:
        """Begin."""
        ...

    async def aclose(self) -> None:
        """End."""
        ...


class Background:
    """Runs a service on a thread until it is stopped."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="realtimekit-emulator", daemon=True)

    def start(self) -> None:
        """Return when the service is ready, or raise what kept it from starting."""
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Return when the service has ended and the thread is gone."""
        self._loop.call_soon_threadsafe(self._enough.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._enough = asyncio.Event()
        try:
            await self._service.start()
        except BaseException as error:  # noqa: BLE001 - raised again on the thread that waits
            self._failure = error
            return
        finally:
            self._started.set()
        await self._enough.wait()
        await self._service.aclose()
