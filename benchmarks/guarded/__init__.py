"""The inner loops of what people run, whose instructions `tests/guard` counts: one module for each subject.

Each has `works()`, an async context manager that gives pieces of work by their names: a piece is a function whose
awaited call goes once through the loop. To guard another one, name it there; to guard another subject, add its
module and its name to SUBJECTS. Then `python tests/guard/callgrind.py` writes the figures down.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

SUBJECTS = ("reference", "request", "webhooks", "agents", "archive")

Work: TypeAlias = Callable[[], Awaitable[object]]
Works: TypeAlias = Mapping[str, Work]
