"""The older call statistics, `peer_stats` and `quality_stats`, which only the API reference shows."""

from datetime import datetime

from .answers import Row
from .peer_report import BROWSER
from .state import Peer

DEVICE: Row = {
    "browser": "Chrome",
    "browser_version": "138.0.0.0",
    "cpus": 8,
    "engine": "Blink",
    "is_mobile": False,
    "os": "Linux",
    "os_version": "6.8",
    "sdk_name": "web-core",
    "sdk_version": "1.2.4",
    "user_agent": BROWSER,
    "webgl_support": "true",
}
PLACE: Row = {
    "city": "Berlin",
    "country": "DE",
    "ip_location": "52.52,13.40",
    "ipv4": "192.0.2.17",
    "org": "AS64500 Example ISP",
    "region": "Berlin",
    "timezone": "Europe/Berlin",
}
NETWORK: Row = {
    "backend_rtt": 28.1,
    "effective_networktype": "4g",
    "fractional_loss": 0.0,
    "jitter": 1.9,
    "reflexive_connectivity": True,
    "relay_connectivity": True,
    "rtt": 31.5,
    "turn_connectivity": True,
}
CONNECTION: Row = {
    "backend_r_t_t": 28.1,
    "connectivity": {"host": True, "reflexive": True, "relay": True},
    "effective_network_type": "4g",
    "fractional_loss": 0.0,
    "ip_details": {
        "asn": {"asn": "AS64500"},
        "city": "Berlin",
        "country": "DE",
        "ip": "192.0.2.17",
        "loc": "52.52,13.40",
        "postal": "10115",
        "region": "Berlin",
        "timezone": "Europe/Berlin",
    },
    "jitter": 1.9,
    "location": {"coords": {"latitude": 52.52, "longitude": 13.4}},
    "r_t_t": 31.5,
    "throughput": 9800.0,
    "turn_connectivity": True,
}


def of_participant(peer: Peer, now: datetime) -> Row:
    """Return the statistics of a session participant, with the spelling `throughtput` of the wire."""
    joined: Row = {"type": "PEER_JOINED", "timestamp": peer.joined_at}
    return {
        "peer_stats": {
            "config": "{}",
            "device_info": DEVICE | {"memory": 8},
            "events": [joined, *_mutings(peer)],
            "ip_information": PLACE | {"portal": ""},
            "precall_network_information": NETWORK | {"throughtput": 9800.0},
            "status": "ended" if peer.left_at else "live",
        },
        "quality_stats": [_participant_quality(peer, now)],
    }


def of_peer(peer: Peer, now: datetime) -> Row:
    """Return the statistics of a peer report."""
    asn: Row = {"asn": {"asn": "AS64500"}}
    event: Row = {
        "type": "PEER_JOINED",
        "timestamp": peer.joined_at,
        "metadata": {"connection_info": CONNECTION},
    }
    return {
        "peer_stats": {
            "device_info": DEVICE,
            "events": [event, *_mutings(peer)],
            "ip_information": PLACE | asn,
            "precall_network_information": NETWORK | {"throughput": 9800.0},
        },
        "quality_stats": _peer_quality(peer, now),
    }


def _mutings(peer: Peer) -> list[Row]:
    """List when a peer was muted and unmuted; no source has the names of these events."""
    return [
        {"type": "AUDIO_MUTED" if muting.is_muted else "AUDIO_UNMUTED", "timestamp": muting.at}
        for muting in peer.mutings
    ]


def _participant_quality(peer: Peer, now: datetime) -> Row:
    sample: Row = {"jitter": 0.004, "packets_lost": 3, "quality": 4.3, "timestamp": peer.joined_at}
    picture: Row = {"frame_height": 720, "frame_width": 1280, "frames_dropped": 4, "frames_per_second": 29.7}
    return {
        "audio_bandwidth": 48.0,
        "audio_packet_loss": 0.2,
        "audio_stats": [sample | {"concealment_events": 2}],
        "average_quality": 4.3,
        "end": peer.left_at or now,
        "peer_id": peer.id,
        "start": peer.joined_at,
        "video_bandwidth": 1400.0,
        "video_packet_loss": 0.2,
        "video_stats": [sample | picture],
    }


def _peer_quality(peer: Peer, now: datetime) -> Row:
    end = peer.left_at or now
    return {
        "audio_bandwidth": 48.0,
        "audio_stats": [],
        "average_quality": 4.3,
        "end": end,
        "first_audio_packet_received": peer.joined_at,
        "first_video_packet_received": peer.joined_at,
        "last_audio_packet_received": end,
        "last_video_packet_received": end,
        "peer_ids": [peer.id],
        "start": peer.joined_at,
        "total_audio_packets": 1500,
        "total_audio_packets_lost": 3,
        "total_video_packets": 9876,
        "total_video_packets_lost": 12,
        "video_bandwidth": 1400.0,
        "video_stats": [],
    }
