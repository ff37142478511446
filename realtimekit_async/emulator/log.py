"""The one logger of the emulator."""

import logging

logger: logging.Logger = logging.getLogger("realtimekit_async.emulator")
