"""The peer report: what one peer of a session was, and how its call went."""

from .common import Answer, Timestamp
from .peer_quality import PeerReportQuality
from .peer_stats import DeviceInfo, IpInformation, PeerStats, QualityStats
from .sessions import PeerEvent


class MediaDevice(Answer):
    """A microphone, camera or loudspeaker."""

    device_id: str | None = None
    """What the browser knows the device by, a random text that another site does not see."""
    kind: str | None = None
    """What it does: audioinput, videoinput or audiooutput."""
    label: str | None = None
    """What people call it, such as Built-in Microphone; empty until the browser was allowed to use it."""


class DevicesUpdate(Answer):
    """Devices that were plugged in or pulled out."""

    timestamp: str | None = None
    """When it happened, as the API writes it (ISO 8601, UTC)."""
    added: list[MediaDevice] | None = None
    """What was plugged in; empty when something was only pulled out."""
    removed: list[MediaDevice] | None = None
    """What was pulled out; empty when something was only plugged in."""


class SelectedDeviceUpdate(Answer):
    """A device that was chosen."""

    timestamp: str | None = None
    """When it was chosen, as the API writes it (ISO 8601, UTC)."""
    device: MediaDevice | None = None
    """What was chosen."""


class BrowserMetadata(Answer):
    """The browser of a peer."""

    browser: str | None = None
    """What it calls itself, such as Chrome."""
    browser_version: str | None = None
    """Which version of it, as it tells."""
    engine: str | None = None
    """What draws its pages, such as Blink."""
    user_agent: str | None = None
    """How it introduces itself to servers."""
    webgl_support: bool | str | None = None
    """Whether it draws with WebGL: true or false, or a text from older servers."""


class NativeMetadata(Answer):
    """The encoders of a peer that is no browser."""

    audio_encoder: str | None = None
    """What compresses the sound."""
    video_encoder: str | None = None
    """What compresses the picture."""


class IceCandidatePair(Answer):
    """A path on which media may have travelled."""

    nominated: bool | None = None
    """Whether this is the path that was chosen in the end."""
    local_candidate_id: str | None = None
    """What the browser knows the near end by."""
    local_candidate_type: str | None = None
    """How the near end was found: host, srflx, prflx or relay."""
    local_candidate_address: str | None = None
    """Address of the near end, which is personal data; browsers may hide it behind a .local name."""
    local_candidate_port: int | None = None
    """Port of the near end; 9 where there is none."""
    local_candidate_protocol: str | None = None
    """How the near end sends, udp or tcp."""
    local_candidate_network_type: str | None = None
    """What the near end is connected by, such as wifi or cellular; absent where the browser hides it."""
    local_candidate_related_address: str | None = None
    """Address that the near end was seen from by a STUN or TURN server; absent for host."""
    local_candidate_related_port: int | None = None
    """Port that belongs to that address; absent for host."""
    local_candidate_url: str | None = None
    """URL of the STUN or TURN server that found the near end; absent for host. It does not expire."""
    remote_candidate_id: str | None = None
    """What the browser knows the far end by."""
    remote_candidate_type: str | None = None
    """How the far end was found: host, srflx, prflx or relay."""
    remote_candidate_address: str | None = None
    """Address of the far end, usually a media server's."""
    remote_candidate_port: int | None = None
    """Port of the far end; 9 where there is none."""
    remote_candidate_protocol: str | None = None
    """How the far end sends, udp or tcp."""
    remote_candidate_url: str | None = None
    """URL of the STUN or TURN server that found the far end; absent for host. It does not expire."""
    available_incoming_bitrate: float | None = None
    """Bits a second that could come in, as estimated; absent where nothing is estimated."""
    available_outgoing_bitrate: float | None = None
    """Bits a second that could go out, as estimated; absent where nothing is estimated."""
    bytes_received: int | None = None
    """Bytes that came over this path, headers not counted."""
    bytes_sent: int | None = None
    """Bytes that went over this path, headers not counted."""
    bytes_discarded_on_send: int | None = None
    """Bytes that were thrown away before they were sent."""
    packets_received: int | None = None
    """Number of packets that came over this path."""
    packets_sent: int | None = None
    """Number of packets that went over this path."""
    packets_discarded_on_send: int | None = None
    """Number of packets that were thrown away before they were sent."""
    current_round_trip_time: float | None = None
    """Seconds that the last probe and its answer took."""
    total_round_trip_time: float | None = None
    """Seconds that all probes and their answers took, added up."""
    last_packet_received_timestamp: float | None = None
    """When the last packet came, in milliseconds since 1970 (UTC)."""
    last_packet_sent_timestamp: float | None = None
    """When the last packet went, in milliseconds since 1970 (UTC)."""


class CandidatePairs(Answer):
    """The paths of what a peer received and of what it sent."""

    consuming_transport: list[IceCandidatePair] | None = None
    """The paths on which others' media came in."""
    producing_transport: list[IceCandidatePair] | None = None
    """The paths on which the own media went out."""


class PeerConnectionMetadata(Answer):
    """How a peer could be reached."""

    timestamp: str | None = None
    """When it was found out, as the API writes it (ISO 8601, UTC)."""
    effective_network_type: str | None = None
    """What the browser takes the connection for, such as 4g."""
    reflexive_connectivity: bool | None = None
    """Whether it worked through the address that a STUN server sees."""
    relay_connectivity: bool | None = None
    """Whether it worked through a TURN server."""
    turn_connectivity: bool | None = None
    """Whether a TURN server could be reached."""
    sdp: list[str] | None = None
    """The session descriptions that were exchanged, as text; they hold addresses, which are personal data."""


class PeerReportEvent(Answer):
    """Something that happened at a peer, with details that differ from event to event."""

    name: str | None = None
    """What happened, in the API's word."""
    timestamp: str | None = None
    """When it happened, as the API writes it (ISO 8601, UTC)."""
    metadata: dict[str, str | float | bool | None] | None = None
    """What is known besides: plain values, under names that differ from event to event."""


class PeerReportMetadata(Answer):
    """What a peer was: its device, browser, address, network and devices."""

    sdk_name: str | None = None
    """Which client library the peer used."""
    sdk_type: str | None = None
    """What kind of library it is, such as web or mobile."""
    sdk_version: str | None = None
    """Which version of that library."""
    room_view_type: str | None = None
    """Kind of meeting that its preset is for, such as GROUP_CALL."""
    device_info: DeviceInfo | None = None
    """What the peer ran on."""
    browser_metadata: BrowserMetadata | None = None
    """Which browser it was; absent for native programs."""
    native_metadata: NativeMetadata | None = None
    """Which encoders it had; absent for browsers."""
    ip_information: IpInformation | None = None
    """Where on the network it was, which is personal data."""
    pc_metadata: list[PeerConnectionMetadata] | None = None
    """How it could be reached, each time that a connection was made."""
    candidate_pairs: CandidatePairs | None = None
    """The network paths that were tried or taken."""
    events: list[PeerReportEvent] | None = None
    """What happened to it, in order."""
    audio_devices_updates: list[DevicesUpdate] | None = None
    """Microphones that came and went."""
    speaker_devices_updates: list[DevicesUpdate] | None = None
    """Loudspeakers that came and went."""
    video_devices_updates: list[DevicesUpdate] | None = None
    """Cameras that came and went."""
    selected_device_updates: list[SelectedDeviceUpdate] | None = None
    """Which devices were chosen, in order."""


class PeerReport(Answer):
    """What a peer was, and how its call went."""

    metadata: PeerReportMetadata | None = None
    """What the peer was; absent if `filters` left it out."""
    quality: PeerReportQuality | None = None
    """How well it was heard and seen, and heard and saw the others; absent if `filters` left it out."""


class PeerReportParticipant(Answer):
    """A participant of a session with the report on its peer."""

    id: str = ""
    """Which peer: a participant is another one each time they join."""
    user_id: str | None = None
    """Which participant of the meeting it was: `Participant.id`, the same each time they join."""
    custom_participant_id: str | None = None
    """Your own id of this person, as given when they were added."""
    display_name: str | None = None
    """What the others read when the participant joined."""
    role: str | None = None
    """Which preset decided what the participant saw and might do, by its name."""
    session_id: str | None = None
    """Which of the meeting's sessions it was in; `sessions.get` fetches it."""
    joined_at: Timestamp | None = None
    """When the peer joined (UTC)."""
    left_at: Timestamp | None = None
    """When the peer left (UTC); absent while it is there."""
    duration: float | None = None
    """Minutes spent in the session, fractional, such as 5.8097."""
    created_at: Timestamp | None = None
    """When the API noted this peer (UTC)."""
    updated_at: Timestamp | None = None
    """When this peer was last changed (UTC)."""
    peer_events: list[PeerEvent] | None = None
    """Its coming and going; absent unless `include_peer_events` was asked for."""
    peer_report: PeerReport | None = None
    """What was measured; kept by the API for 6 months, as all analytics of calls."""
    peer_stats: PeerStats | None = None
    """The same in an older form; absent from today's servers."""
    quality_stats: QualityStats | None = None
    """The same in an older form; absent from today's servers."""
