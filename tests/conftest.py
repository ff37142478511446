"""What holds for all tests."""

import logging

SLOW = "Executing "  # asyncio's debug mode tells how long a step took: of a busy machine, not of us

logging.getLogger("asyncio").addFilter(lambda record: not str(record.msg).startswith(SLOW))
