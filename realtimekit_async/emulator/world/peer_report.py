"""The peer report: believable call statistics in the full documented shape."""

from datetime import datetime, timedelta

from .answers import Json, Row
from .state import Peer

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
MICROPHONE: Row = {"device_id": "default", "kind": "audioinput", "label": "Built-in Microphone"}
CAMERA: Row = {"device_id": "c0ffee", "kind": "videoinput", "label": "Integrated Camera"}
SPEAKER: Row = {"device_id": "default", "kind": "audiooutput", "label": "Built-in Speaker"}


def of_peer(peer: Peer) -> Row:
    """Report on one stay in a session."""
    return {"metadata": _metadata(peer), "quality": _quality(peer)}


def _metadata(peer: Peer) -> Row:
    at = peer.joined_at
    return {
        "audio_devices_updates": [_devices(at, MICROPHONE)],
        "speaker_devices_updates": [_devices(at, SPEAKER)],
        "video_devices_updates": [_devices(at, CAMERA)],
        "selected_device_updates": [{"device": MICROPHONE, "timestamp": at}, {"device": CAMERA, "timestamp": at}],
        "browser_metadata": {
            "browser": "Chrome",
            "browser_version": "138.0.0.0",
            "engine": "Blink",
            "user_agent": BROWSER,
            "webgl_support": True,
        },
        "candidate_pairs": {"consuming_transport": [_pair(peer)], "producing_transport": [_pair(peer)]},
        "device_info": {"cpus": 8, "is_mobile": False, "os": "Linux", "os_version": "6.8"},
        "events": _events(peer),
        "ip_information": _network_address(),
        "native_metadata": {"audio_encoder": "opus", "video_encoder": "libvpx"},
        "pc_metadata": [_connection(at)],
        "room_view_type": "GROUP_CALL",
        "sdk_name": "web-core",
        "sdk_type": "web",
        "sdk_version": "1.2.4",
    }


def _events(peer: Peer) -> list[Row]:
    events: list[Row] = [
        {"name": "CALL_JOIN_BEGIN", "timestamp": peer.joined_at, "metadata": {"attempt": 1, "reconnect": False}}
    ]
    if peer.left_at:
        events.append({"name": "DISCONNECT", "timestamp": peer.left_at, "metadata": {"reason": "left"}})
    return events


def _network_address() -> Row:
    return {
        "asn": {
            "asn": "AS64500",
            "domain": "isp.example",
            "name": "Example ISP",
            "route": "192.0.2.0/24",
            "type": "isp",
        },
        "city": "Berlin",
        "country": "DE",
        "ipv4": "192.0.2.17",
        "org": "AS64500 Example ISP",
        "region": "Berlin",
        "timezone": "Europe/Berlin",
    }


def _connection(at: datetime) -> Row:
    return {
        "effective_network_type": "4g",
        "reflexive_connectivity": True,
        "relay_connectivity": True,
        "sdp": ["v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"],
        "timestamp": at,
        "turn_connectivity": True,
    }


def _devices(at: datetime, device: Row) -> Row:
    return {"added": [device], "removed": [], "timestamp": at}


def _pair(peer: Peer) -> Row:
    local: Row = {"address": "192.0.2.17", "id": "I5lv", "port": 51234, "protocol": "udp", "type": "host"}
    local |= {"network_type": "wifi", "related_address": "10.0.0.17", "related_port": 51234}
    local |= {"url": "stun:stun.realtimekit.example:3478"}
    remote: Row = {"address": "198.51.100.9", "id": "Irem", "port": 3478, "protocol": "udp", "type": "host"}
    remote |= {"url": "turn:turn.realtimekit.example:3478"}
    seen = int(peer.joined_at.timestamp() * 1000)
    return {
        "available_incoming_bitrate": 2_500_000,
        "available_outgoing_bitrate": 2_500_000,
        "bytes_discarded_on_send": 0,
        "bytes_received": 1_203_456,
        "bytes_sent": 1_104_321,
        "current_round_trip_time": 0.031,
        "last_packet_received_timestamp": seen,
        "last_packet_sent_timestamp": seen,
        "nominated": True,
        "packets_discarded_on_send": 0,
        "packets_received": 10_234,
        "packets_sent": 9_876,
        "total_round_trip_time": 3.1,
        **{f"local_candidate_{name}": value for name, value in local.items()},
        **{f"remote_candidate_{name}": value for name, value in remote.items()},
    }


def _quality(peer: Peer) -> Row:
    quality: dict[str, Json] = {}
    for prefix in ("", "screenshare_"):
        for medium, sample, totals in (("audio", _audio, _audio_totals), ("video", _video, _video_totals)):
            for end in ("producer", "consumer"):
                quality[f"{prefix}{medium}_{end}"] = [sample(peer, end)]
                quality[f"{prefix}{medium}_{end}_cumulative"] = totals(end)
    return quality


def _sample(peer: Peer, end: str) -> Row:
    common: Row = {
        "producer_id": f"{peer.id[:8]}-producer",
        "mid": "0",
        "mos_quality": 4.3,
        "packets_lost": 3,
        "jitter": 0.004,
        "ssrc": 3_735_928_559,
        "timestamp": peer.joined_at + timedelta(seconds=30),
    }
    if end == "producer":
        return common | {"bytes_sent": 480_000, "packets_sent": 1500, "rtt": 0.031}
    return common | {
        "bytes_received": 470_000,
        "packets_received": 1490,
        "consumer_id": f"{peer.id[:8]}-consumer",
        "peer_id": peer.id,
        "jitter_buffer_delay": 0.06,
        "jitter_buffer_emitted_count": 1440,
    }


def _audio(peer: Peer, end: str) -> Row:
    return _sample(peer, end) | ({"concealment_events": 2} if end == "consumer" else {})


def _video(peer: Peer, end: str) -> Row:
    picture: Row = {"fir_count": 0, "frame_height": 720, "frame_width": 1280, "frames_per_second": 29.7}
    if end == "consumer":
        own: Row = {"frames_decoded": 890, "frames_dropped": 4, "key_frames_decoded": 9}
        return _sample(peer, end) | picture | own
    return (
        _sample(peer, end)
        | picture
        | {
            "frames_encoded": 894,
            "key_frames_encoded": 9,
            "pli_count": 1,
            "quality_limitation_durations": {"bandwidth": 0.5, "cpu": 0, "none": 29.5, "other": 0},
            "quality_limitation_reason": "none",
            "quality_limitation_resolution_changes": 1,
        }
    )


def _percentiles(typical: float) -> Row:
    return {"avg": typical, "p50": typical, "p75": typical, "p90": typical}


def _latency() -> Row:
    slow: Row = {f"{limit}ms_or_greater_event_fraction": 0.01 for limit in (100, 250, 500)}
    return slow | {"avg": 31.5}


def _loss() -> Row:
    lossy: Row = {f"{limit}_or_greater_event_fraction": 0.0 for limit in (5, 10, 25, 50)}
    return lossy | {"avg": 0.2}


def _audio_totals(end: str) -> Row:
    delay = "rtt" if end == "producer" else "jitter_buffer_delay"
    return {"packet_loss": _loss(), "quality_mos": _percentiles(4.3), delay: _latency()}


def _video_totals(end: str) -> Row:
    totals = _audio_totals(end) | {"frame_per_second": _percentiles(29.7), "frame_width": _percentiles(1280)}
    if end == "consumer":
        issues: Row = {"lag_fraction": 0.0, "no_video_fraction": 0.01, "poor_resolution_fraction": 0.0}
        return totals | {"key_frames_decoded_fraction": 0.01, "issues": issues}
    return totals | {
        "key_frames_encoded_fraction": 0.01,
        "high_negative_feedback_fraction": 0.0,
        "issues": {
            "bandwidth_quality_limitation_fraction": 0.02,
            "cpu_quality_limitation_fraction": 0.0,
            "no_video_fraction": 0.01,
            "poor_resolution_fraction": 0.0,
            "quality_limitation_fraction": 0.02,
        },
    }
