"""What the inner loops cost in instructions, which no busy machine disturbs: it does not grow unnoticed.

A run in the environment of the committed figures repeats them within half a percent. Another build of the same
Python, or another version of a dependency, is compared by the ratio to a loop in which no code of ours takes part;
what is left of the difference between builds is less than COARSE. `python tests/guard/callgrind.py` writes new
figures down.
"""

import json
import os

import pytest

from . import callgrind

FINE, COARSE = 1.03, 1.15

pytestmark = pytest.mark.xdist_group("instructions")  # they are counted once

if not os.environ.get("REALTIMEKIT_COUNT_INSTRUCTIONS"):
    pytest.skip("takes a minute: set REALTIMEKIT_COUNT_INSTRUCTIONS=1", allow_module_level=True)

if callgrind.VALGRIND is None:
    pytest.fail("valgrind is not installed, and REALTIMEKIT_COUNT_INSTRUCTIONS asks for it", pytrace=False)

COMMITTED = json.loads(callgrind.FIGURES.read_text()).get(callgrind.MINOR)

if COMMITTED is None:
    pytest.skip(f"no figures for Python {callgrind.MINOR}", allow_module_level=True)


@pytest.fixture(scope="module")
def counted():
    return callgrind.counted()


def test_every_loop_has_a_figure(counted):
    assert set(counted) == set(COMMITTED["instructions"])


@pytest.mark.parametrize("kind", [kind for kind in COMMITTED["instructions"] if kind != "reference"])
def test_a_loop_takes_no_more_instructions_than_it_did(counted, kind):
    before = COMMITTED["instructions"]
    if callgrind.environment() == COMMITTED["environment"]:
        growth, most = counted[kind] / before[kind], FINE
    else:
        growth = (counted[kind] / counted["reference"]) / (before[kind] / before["reference"])
        most = COARSE
    assert growth <= most, f"{growth:.3f} times as many as before"
