from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from realtimekit_async import RealtimeKitError
from realtimekit_async.emulator import Emulator

from ..doubles.raw_server import TOKEN, RawServer


@pytest.fixture(scope="session")
def raw_server() -> type[RawServer]:
    """Return the class whose servers do what a test tells them."""
    return RawServer


@pytest.fixture(scope="session")
def failure() -> Callable[[Awaitable[object]], Awaitable[RealtimeKitError]]:
    """Await something that must fail with an error of ours which keeps everybody's secrets."""

    async def failing(awaitable: Awaitable[object]) -> RealtimeKitError:
        with pytest.raises(RealtimeKitError) as caught:
            await awaitable
        for error in chain(caught.value):
            assert type(error).__module__.partition(".")[0] in {"realtimekit_async", "builtins", "asyncio"}
            shown = f"{error} {error!r} {error.args} {vars(error)} {getattr(error, '__notes__', '')}"
            assert TOKEN not in shown
            assert "Authorization" not in shown
        return caught.value

    return failing


def chain(error: BaseException) -> Iterator[BaseException]:
    """Return an error with everything that hangs on it."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    yield from found


@pytest.fixture(autouse=True)
def _secrets_stay_out_of_the_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level("DEBUG")
    yield
    assert TOKEN not in caplog.text


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    async with Emulator(api_token=TOKEN) as emulator:
        yield emulator
    assert emulator.errors == []
