"""Without what an extra brings, its module says how to get it."""

import subprocess
import sys

import pytest

from realtimekit_async._version import installing

WITHOUT = """
import sys
sys.modules[{missing!r}] = None
try:
    import realtimekit_async.{module}
except ModuleNotFoundError as error:
    print(error.name, error)
"""


@pytest.mark.parametrize(
    ("module", "missing", "extra"), [("fastapi", "fastapi", "fastapi"), ("telemetry", "opentelemetry", "otel")]
)
def test_a_missing_extra_is_named_with_the_remedy(module, missing, extra):
    command = [sys.executable, "-c", WITHOUT.format(module=module, missing=missing)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert told == f"{missing} realtimekit_async.{module} needs the extra `{extra}`: {installing(extra)}\n"
