"""What the inner loops cost in instructions, which no busy machine disturbs: it does not grow unnoticed.

A run in the environment of the committed figures repeats them within half a percent. Another version of a
dependency, or another build of the same Python, is compared by the ratio to a loop in which no code of ours takes
part: between versions that leaves less than a percent, between builds less than COARSE.
`python tests/guard/callgrind.py` writes new figures down.
"""

import json
import os

import pytest

from benchmarks.guarded import SUBJECTS

from . import callgrind

FINE, COARSE = 1.03, 1.15

pytestmark = pytest.mark.timeout(170)  # callgrind is slow, and other tests run beside it

if not os.environ.get("REALTIMEKIT_COUNT_INSTRUCTIONS"):
    pytest.skip("takes a minute: set REALTIMEKIT_COUNT_INSTRUCTIONS=1", allow_module_level=True)

if callgrind.VALGRIND is None:
    pytest.fail("valgrind is not installed, and REALTIMEKIT_COUNT_INSTRUCTIONS asks for it", pytrace=False)

COMMITTED = json.loads(callgrind.FIGURES.read_text()).get(callgrind.MINOR)

if COMMITTED is None:
    pytest.skip(f"no figures for Python {callgrind.MINOR}", allow_module_level=True)


@pytest.mark.parametrize("subject", [subject for subject in SUBJECTS if subject != "reference"])
def test_no_loop_of_a_subject_takes_more_instructions_than_it_did(subject):
    before = COMMITTED["instructions"]
    here, there = callgrind.environment(), COMMITTED["environment"]
    is_same = here == there
    most = FINE if here["python"] == there["python"] else COARSE
    counted = callgrind.counted(subject) if is_same else callgrind.counted("reference", subject)
    assert counted.keys() <= before.keys()
    scale = 1.0 if is_same else before["reference"] / counted.pop("reference")
    growth = {kind: round(scale * count / before[kind], 3) for kind, count in counted.items()}
    assert {kind for kind in growth if growth[kind] > most} == set(), growth
