"""Tasks that a block owns: at most so many at once, and an error arrives as itself."""

from asyncio import Semaphore, TaskGroup, sleep
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Tasks:
    """Ends with the last task; the first failure ends the others and is raised, not in a group."""

    def __init__(self, most: int) -> None:
        self._group = TaskGroup()
        self._places = Semaphore(most)

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._group.__aexit__(kind, error, trace)
        except BaseExceptionGroup as failures:
            first = failures.exceptions[0]
        else:
            return
        raise first

    async def start(self, work: Callable[[T], Awaitable[Any]], item: T) -> None:
        """Begin some work when there is a place for it."""
        await self._places.acquire()
        try:
            await sleep(0)  # a task that has failed meanwhile ends the block here
            task = self._group.create_task(_run(work, item))
        except BaseException:
            self._places.release()
            raise
        task.add_done_callback(lambda _: self._places.release())


async def in_order(work: Callable[[T], Awaitable[R]], items: Iterable[T], most: int) -> list[R]:
    """Do some work for each item, `most` at once, and return the results in the order of the items."""
    results: dict[int, R] = {}

    async def one(numbered: tuple[int, T]) -> None:
        number, item = numbered
        results[number] = await work(item)

    async with Tasks(most) as tasks:
        for numbered in enumerate(items):
            await tasks.start(one, numbered)
    return [results[number] for number in range(len(results))]


async def _run(work: Callable[[T], Awaitable[Any]], item: T) -> None:
    await work(item)
