"""An emulator on a thread and an event loop of its own, so that it serves tests of any kind."""

import asyncio
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Background:
    """Runs a service on a thread until it is stopped."""

    def __init__(self, service: "Service") -> None:
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


class Service(ABC):
    """What is started and closed: by `async with` in the running loop, by `with` on a thread of its own."""

    _background: Background | None = None

    @abstractmethod
    async def start(self) -> None:
        """Begin."""

    @abstractmethod
    async def aclose(self) -> None:
        """End."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __enter__(self) -> Self:
        self._background = Background(self)
        self._background.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._background is not None:
            self._background.stop()
