import pytest

from ..doubles.recorder import Recorded, Recorder


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def recorded() -> type[Recorded]:
    return Recorded
