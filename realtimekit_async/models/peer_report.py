"""The peer report: what one peer of a session was, and how its call went."""

from .common import Answer, Timestamp
from .peer_quality import PeerReportQuality
from .peer_stats import DeviceInfo, IpInformation, PeerStats, QualityStats
from .sessions import PeerEvent


class MediaDevice(Answer):
    """A microphone, camera or loudspeaker."""

    device_id: str | None = None
    kind: str | None = None
    label: str | None = None


class DevicesUpdate(Answer):
    """Devices that were plugged in or pulled out."""

    timestamp: str | None = None
    added: list[MediaDevice] | None = None
    removed: list[MediaDevice] | None = None


class SelectedDeviceUpdate(Answer):
    """A device that was chosen."""

    timestamp: str | None = None
    device: MediaDevice | None = None


class BrowserMetadata(Answer):
    """The browser of a peer."""

    browser: str | None = None
    browser_version: str | None = None
    engine: str | None = None
    user_agent: str | None = None
    webgl_support: bool | str | None = None


class NativeMetadata(Answer):
    """The encoders of a peer that is no browser."""

    audio_encoder: str | None = None
    video_encoder: str | None = None


class IceCandidatePair(Answer):
    """A path on which media may have travelled."""

    nominated: bool | None = None
    local_candidate_id: str | None = None
    local_candidate_type: str | None = None
    local_candidate_address: str | None = None
    local_candidate_port: int | None = None
    local_candidate_protocol: str | None = None
    local_candidate_network_type: str | None = None
    local_candidate_related_address: str | None = None
    local_candidate_related_port: int | None = None
    local_candidate_url: str | None = None
    remote_candidate_id: str | None = None
    remote_candidate_type: str | None = None
    remote_candidate_address: str | None = None
    remote_candidate_port: int | None = None
    remote_candidate_protocol: str | None = None
    remote_candidate_url: str | None = None
    available_incoming_bitrate: float | None = None
    available_outgoing_bitrate: float | None = None
    bytes_received: int | None = None
    bytes_sent: int | None = None
    bytes_discarded_on_send: int | None = None
    packets_received: int | None = None
    packets_sent: int | None = None
    packets_discarded_on_send: int | None = None
    current_round_trip_time: float | None = None
    total_round_trip_time: float | None = None
    last_packet_received_timestamp: float | None = None
    last_packet_sent_timestamp: float | None = None


class CandidatePairs(Answer):
    """The paths of what a peer received and of what it sent."""

    consuming_transport: list[IceCandidatePair] | None = None
    producing_transport: list[IceCandidatePair] | None = None


class PeerConnectionMetadata(Answer):
    """How a peer could be reached."""

    timestamp: str | None = None
    effective_network_type: str | None = None
    reflexive_connectivity: bool | None = None
    relay_connectivity: bool | None = None
    turn_connectivity: bool | None = None
    sdp: list[str] | None = None


class PeerReportEvent(Answer):
    """Something that happened at a peer, with details that differ from event to event."""

    name: str | None = None
    timestamp: str | None = None
    metadata: dict[str, str | float | bool | None] | None = None


class PeerReportMetadata(Answer):
    """What a peer was: its device, browser, address, network and devices."""

    sdk_name: str | None = None
    sdk_type: str | None = None
    sdk_version: str | None = None
    room_view_type: str | None = None
    device_info: DeviceInfo | None = None
    browser_metadata: BrowserMetadata | None = None
    native_metadata: NativeMetadata | None = None
    ip_information: IpInformation | None = None
    pc_metadata: list[PeerConnectionMetadata] | None = None
    candidate_pairs: CandidatePairs | None = None
    events: list[PeerReportEvent] | None = None
    audio_devices_updates: list[DevicesUpdate] | None = None
    speaker_devices_updates: list[DevicesUpdate] | None = None
    video_devices_updates: list[DevicesUpdate] | None = None
    selected_device_updates: list[SelectedDeviceUpdate] | None = None


class PeerReport(Answer):
    """What a peer was, and how its call went."""

    metadata: PeerReportMetadata | None = None
    quality: PeerReportQuality | None = None


class PeerReportParticipant(Answer):
    """A participant of a session with the report on its peer."""

    id: str = ""
    user_id: str | None = None
    custom_participant_id: str | None = None
    display_name: str | None = None
    role: str | None = None
    session_id: str | None = None
    joined_at: Timestamp | None = None
    left_at: Timestamp | None = None
    duration: float | None = None
    """Minutes spent in the session."""
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    peer_events: list[PeerEvent] | None = None
    peer_report: PeerReport | None = None
    peer_stats: PeerStats | None = None
    quality_stats: QualityStats | None = None
