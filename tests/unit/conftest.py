from collections.abc import Callable

import pytest

from ..doubles.clocks import StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture(scope="session")
def new_clock() -> Callable[[], StillClock]:
    """Make clocks where one test needs many."""
    return StillClock
