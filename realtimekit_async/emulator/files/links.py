"""Links to files: signed, with an end, and on another host than the API."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from realtimekit_async.emulator.world.answers import Json
from realtimekit_async.emulator.world.state import Peer, Recording
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
    """Return why a link is refused, as an object store words it, or None if it is good."""
    if signature != _signature(world, path, stamp, seconds):
        return "SignatureDoesNotMatch"
    signed_at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    return "ExpiredToken" if signed_at + timedelta(seconds=int(seconds)) <= world.clock.now() else None


def recording_path(recording: Recording, *, audio: bool = False) -> str:
    """Return where a file of a composite recording lies."""
    name = recording.output_file_name
    if audio:
        name = f"{name.removesuffix('.mp4')}.mp3"
    return f"recordings/{recording.id}/{name}"


def track_paths(recording: Recording) -> dict[str, dict[str, str]]:
    """Return where the files of a track recording lie: by layer, and in it by the name of the file."""
    return {
        layer: {name: f"recordings/{recording.id}/{layer}/{name}" for name in _track_names(recording, prefix)}
        for layer, prefix in _layers(recording).items()
    }


def _layers(recording: Recording) -> dict[str, str]:
    """Return the layers that were asked for, each with what its files' names begin with."""
    layers = recording.settings.get("layers")
    wishes: Mapping[str, Json] = layers if isinstance(layers, Mapping) else {"default": None}
    return {
        name: str(wish.get("file_name_prefix") or "default") if isinstance(wish, Mapping) else "default"
        for name, wish in wishes.items()
    }


def _track_names(recording: Recording, prefix: str) -> list[str]:
    """Name one file for each stay that was recorded, as seen live."""
    begun = int((recording.started_time or recording.created_at).timestamp() * 1000)
    return [
        f"{prefix}_{peer.participant.id}_{peer.id}_peer_media_kind_audio_{begun}.webm"
        for peer in _recorded_peers(recording)
    ]


def _recorded_peers(recording: Recording) -> list[Peer]:
    """Find who was there while the recording ran, and was to be recorded."""
    wanted = recording.settings.get("user_ids")
    begun, over = recording.started_time, recording.stopped_time
    if recording.session is None or begun is None or over is None:
        return []
    return [
        peer
        for peer in recording.session.peers.values()
        if peer.joined_at <= over
        and (peer.left_at is None or peer.left_at >= begun)
        and (not isinstance(wanted, list) or not wanted or peer.participant.id in wanted)
    ]


def _signature(world: World, path: str, stamp: str, seconds: str) -> str:
    return sha256(f"{world.account_id}/{path}/{stamp}/{seconds}".encode()).hexdigest()
