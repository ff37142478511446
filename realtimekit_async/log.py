"""The one logger of the library."""

import logging

logger: logging.Logger = logging.getLogger("realtimekit_async")
logger.addHandler(logging.NullHandler())
