import pytest

from ..doubles.recorder import Recorder


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()
