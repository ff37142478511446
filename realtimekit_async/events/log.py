"""The library's one logger; it says nothing until the application asks it to."""

import logging

logger: logging.Logger = logging.getLogger("realtimekit_async")
logger.addHandler(logging.NullHandler())
