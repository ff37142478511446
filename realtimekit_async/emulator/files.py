"""Links to files: signed, with an end, and on another host than the API."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from .world import World

LINK_LIFETIME = timedelta(days=1)
RETENTION = timedelta(days=7)


class Link(NamedTuple):
    """A pre-signed URL and when it expires."""

    url: str
    expires_at: datetime


def link(world: World, path: str) -> Link:
    """Sign a link to a file; asking again later gives a new one."""
    now = world.clock.now()
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    signature = sha256(f"{world.account_id}/{path}/{stamp}".encode()).hexdigest()
    lifetime = int(LINK_LIFETIME.total_seconds())
    signed = f"X-Amz-Date={stamp}&X-Amz-Expires={lifetime}&X-Amz-Signature={signature}"
    return Link(f"{world.files_url}/{path}?{signed}", now + LINK_LIFETIME)
