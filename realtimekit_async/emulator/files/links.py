"""Links to files: signed, with an end, and on another host than the API."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from realtimekit_async.emulator.world.state import Recording
from realtimekit_async.emulator.world.world import World

LINK_LIFETIME = timedelta(days=1)
RETENTION = timedelta(days=7)
STAMP = "%Y%m%dT%H%M%SZ"


class Link(NamedTuple):
    """A pre-signed URL and when it expires."""

    url: str
    expires_at: datetime


def link(world: World, path: str, end: datetime | None = None) -> Link:
    """Sign a link to a file, good for a day but not beyond `end`; asking again later gives a new one."""
    now = world.clock.now()
    lifetime = LINK_LIFETIME if end is None else min(LINK_LIFETIME, end - now)
    stamp, seconds = f"{now:{STAMP}}", f"{int(lifetime.total_seconds())}"
    signed = (
        f"X-Amz-Date={stamp}&X-Amz-Expires={seconds}&X-Amz-Signature={_signature(world, path, stamp, seconds)}"
    )
    return Link(f"{world.files_url}/{quote(path)}?{signed}", now + lifetime)


def why_refused(world: World, path: str, stamp: str, seconds: str, signature: str) -> str | None:
    """Say why a link is not honoured, in the words of such stores, or None if it is."""
    if signature != _signature(world, path, stamp, seconds):
        return "SignatureDoesNotMatch"
    signed_at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    return "ExpiredToken" if signed_at + timedelta(seconds=int(seconds)) <= world.clock.now() else None


def recording_path(recording: Recording, *, layer: str | None = None, audio: bool = False) -> str:
    """Say where a file of a recording lies."""
    name = recording.output_file_name
    if audio:
        name = f"{name.removesuffix('.mp4')}.mp3"
    return "/".join(filter(None, ("recordings", recording.id, layer, name)))


def layers_of(recording: Recording) -> list[str]:
    """Name the layers of a track recording."""
    layers = recording.settings.get("layers")
    return list(layers) if isinstance(layers, dict) else ["default"]


def _signature(world: World, path: str, stamp: str, seconds: str) -> str:
    return sha256(f"{world.account_id}/{path}/{stamp}/{seconds}".encode()).hexdigest()
